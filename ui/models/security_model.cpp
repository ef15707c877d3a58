// SPDX-License-Identifier: Apache-2.0
#include "ui/models/security_model.h"

#include "ui/models/formatters.h"

#include <QLocale>

namespace bedside::ui {

using client::SafetyCode;
using client::TileState;

SecurityModel::SecurityModel(client::Facade &facade, QObject *parent)
    : RowList({{"name", [this](const SafetyCode &c) -> QVariant { return nameOf(c.leaf); }},
               {"digits", [](const SafetyCode &c) -> QVariant { return fromText(c.digits); }},
               {"confirmed", [](const SafetyCode &c) -> QVariant { return c.confirmed; }},
               {"differs", [](const SafetyCode &c) -> QVariant { return c.differs; }},
               {"demanded", [](const SafetyCode &c) -> QVariant { return c.demanded; }}},
              parent),
      m_facade(facade)
{
    refresh();
}

QString SecurityModel::nameOf(std::uint32_t leaf) const
{
    for (const auto &tile : m_facade.visit().tiles)
        if (tile.leaf == leaf)
            return tile.name.empty() ? roleText(tile.role) : fromText(tile.name);
    return tr("the other person");
}

SecurityModel::State SecurityModel::state() const
{
    const auto &visit = m_facade.visit();
    if (visit.security.stopped)
        return State::Stopped;
    for (const auto &tile : visit.tiles)
        if (tile.state == TileState::NotVerified)
            return State::Doubtful;
    if (visit.tiles.empty())
        return State::Alone;
    if (!visit.security.liveVerified)
        return State::Doubtful;
    return visit.security.encrypted ? State::Private : State::Preparing;
}

QString SecurityModel::chipText() const
{
    switch (state()) {
    case State::Alone: return tr("Nobody else is here");
    case State::Preparing: return tr("Making it private");
    case State::Private: return tr("Private");
    case State::Doubtful: return tr("Not checked");
    case State::Stopped: return tr("Stopped: codes differ");
    }
    return {};
}

QString SecurityModel::others() const
{
    QStringList names;
    for (const auto &tile : m_facade.visit().tiles)
        names << (tile.name.empty() ? roleText(tile.role) : fromText(tile.name));
    return QLocale().createSeparatedList(names);
}

QString SecurityModel::headline() const
{
    switch (state()) {
    case State::Alone: return tr("You are alone in this visit. Nothing leaves your computer.");
    case State::Preparing: return tr("The keys for this visit are being made. Nothing is sent before they are there.");
    case State::Private: return tr("Only you and %1 can see and hear this visit.").arg(others());
    case State::Doubtful:
        return tr("We can't check at this moment that the line leads to the right person. What does not pass the check is neither shown nor played.");
    case State::Stopped:
        return tr("The safety codes differ, so somebody else may be in between. Nothing more is sent, shown or played.");
    }
    return {};
}

QString SecurityModel::nobodyElse() const
{
    if (state() != State::Private)
        return {};
    return tr("Nobody else can: not the practice's server, not the internet provider, not the makers of Bedside.");
}

QStringList SecurityModel::people() const
{
    if (state() == State::Stopped)
        return {}; // who it is is what we can't say
    QStringList out{tr("You, on this computer")};
    for (const auto &tile : m_facade.visit().tiles)
        out << tr("%1 (%2)").arg(tile.name.empty() ? roleText(tile.role) : fromText(tile.name), roleText(tile.role));
    return out;
}

QStringList SecurityModel::reasons() const
{
    const auto &visit = m_facade.visit();
    const auto &security = visit.security;
    if (visit.tiles.empty() || security.stopped)
        return {};
    QStringList out;
    out << (visit.isHost ? tr("The device that you let in came with the link that you made.")
                         : tr("The link that you got proves the practice, and the practice's key proves the clinician's device."));
    if (security.verifiedPeers >= security.peers && security.peers > 0)
        out << tr("The line's own certificate was checked: it leads to that device and to no other.");
    if (security.encrypted)
        out << tr("Picture, sound and chat are locked on one device and opened on the other. What does not open is not shown.");
    if (security.liveVerified)
        out << tr("Both devices confirm every few seconds that they have the same keys.");
    if (security.locked)
        out << tr("The visit is locked: nobody else can come in.");
    return out;
}

QStringList SecurityModel::figures() const
{
    const auto &security = m_facade.visit().security;
    QStringList out;
    if (!security.mlsSuite.empty())
        out << tr("Keys: %1").arg(fromText(security.mlsSuite));
    if (!security.sframeSuite.empty())
        out << tr("Picture and sound: %1").arg(fromText(security.sframeSuite));
    if (security.peers > 0)
        out << tr("Lines checked: %1 of %2").arg(security.verifiedPeers).arg(security.peers);
    out << tr("Set of keys number %1").arg(security.epoch);
    return out;
}

bool SecurityModel::codeDemanded() const
{
    return std::any_of(rows().begin(), rows().end(), [](const SafetyCode &c) { return c.demanded && !c.confirmed && !c.differs; });
}

void SecurityModel::refresh()
{
    replaceRows(m_facade.visit().security.codes, [](const SafetyCode &c) { return c.leaf; });
    Q_EMIT changed();
}

void SecurityModel::confirm(int row, bool same)
{
    if (const auto *code = rowAt(row))
        m_facade.confirmSafetyCode(code->leaf, same);
}

} // namespace bedside::ui
