// SPDX-License-Identifier: Apache-2.0
// The other people of the visit, one tile each, with their picture. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/picture_feed.h"
#include "ui/models/row_list.h"

#include <QtQmlIntegration>

#include <map>
#include <memory>

namespace bedside::ui {

class TileModel : public RowList<client::Tile> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int count READ count NOTIFY changed FINAL)

public:
    TileModel(client::Facade &facade, QObject *parent);
    int count() const { return rowCount(); }
    void refresh();

Q_SIGNALS:
    void changed();

private:
    PictureFeed *feedOf(std::uint32_t leaf) const;

    client::Facade &m_facade;
    std::map<std::uint32_t, std::unique_ptr<PictureFeed>> m_feeds;
};

} // namespace bedside::ui
