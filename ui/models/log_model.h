// SPDX-License-Identifier: Apache-2.0
// Entries of the log in words: the whole log, or those of one visit. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QtQmlIntegration>

namespace bedside::ui {

class LogModel : public RowList<client::LogEntry> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int count READ count NOTIFY changed FINAL)

public:
    explicit LogModel(QObject *parent);
    int count() const { return rowCount(); }
    void show(const std::vector<client::LogEntry> &entries);

Q_SIGNALS:
    void changed();
};

} // namespace bedside::ui
