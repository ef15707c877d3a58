// SPDX-License-Identifier: Apache-2.0
// Who waits, the chime for each arrival, and the check card before somebody is let in. Main thread.
#pragma once

#include "core/client/facade.h"
#include "ui/models/row_list.h"

#include <QTimer>
#include <QtQmlIntegration>

#include <set>

namespace bedside::ui {

class Surroundings;

class LobbyModel : public RowList<client::LobbyGuest> {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(int count READ count NOTIFY changed FINAL)
    Q_PROPERTY(bool cardShown READ cardShown NOTIFY changed FINAL)
    Q_PROPERTY(QString name READ name NOTIFY changed FINAL)
    Q_PROPERTY(QString waitedText READ waitedText NOTIFY changed FINAL)
    Q_PROPERTY(bool verified READ verified NOTIFY changed FINAL)
    Q_PROPERTY(QString checkText READ checkText NOTIFY changed FINAL)
    Q_PROPERTY(QString warning READ warning NOTIFY changed FINAL)

public:
    LobbyModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, QObject *parent);

    int count() const { return rowCount(); }
    // The guest on the check card.
    bool cardShown() const { return current() != nullptr; }
    QString name() const;
    QString waitedText() const;
    bool verified() const;
    QString checkText() const;
    QString warning() const;

    void refresh();
    void refreshVisit(); // an admission may have waited for the visit to be open
    void presentFirstOf(const VisitId &visit);

public Q_SLOTS:
    void present(int row); // shows the check card
    void admit();          // the guest on the card; opens the visit first if need be
    void deny();
    void dismiss();        // not yet

Q_SIGNALS:
    void changed();

private:
    const client::LobbyGuest *current() const;
    void ringForNewcomers();

    client::Facade &m_facade;
    const Clock &m_clock;
    Surroundings &m_surroundings;
    QTimer m_ticker;
    std::set<std::uint64_t> m_known;
    std::optional<std::uint64_t> m_current;
    std::optional<std::uint64_t> m_admitWhenOpen;
};

} // namespace bedside::ui
