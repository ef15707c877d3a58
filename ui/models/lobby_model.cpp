// SPDX-License-Identifier: Apache-2.0
#include "ui/models/lobby_model.h"

#include "ui/models/formatters.h"
#include "ui/models/surroundings.h"

namespace bedside::ui {

using client::LobbyGuest;
using client::VisitStage;

namespace {

QString nameOf(const LobbyGuest &guest)
{
    return guest.verified && !guest.name.empty() ? fromText(guest.name) : LobbyModel::tr("Somebody we can't check");
}

} // namespace

LobbyModel::LobbyModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, QObject *parent)
    : RowList({{"name", [](const LobbyGuest &g) -> QVariant { return nameOf(g); }},
               {"verified", [](const LobbyGuest &g) -> QVariant { return g.verified; }},
               {"waitedText",
                [this](const LobbyGuest &g) -> QVariant { return ui::waitedText(m_clock.now() - g.since); }}},
              parent),
      m_facade(facade), m_clock(clock), m_surroundings(surroundings)
{
    m_ticker.setInterval(5000);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        refreshCells();
        Q_EMIT changed();
    });
    m_ticker.start();
    refresh();
}

const LobbyGuest *LobbyModel::current() const
{
    for (const auto &guest : rows())
        if (m_current == guest.id)
            return &guest;
    return nullptr;
}

QString LobbyModel::name() const { return current() ? nameOf(*current()) : QString(); }
QString LobbyModel::waitedText() const { return current() ? ui::waitedText(m_clock.now() - current()->since) : QString(); }
bool LobbyModel::verified() const { return current() && current()->verified; }

QString LobbyModel::checkText() const
{
    if (!current())
        return {};
    return verified() ? tr("This device came with the link that you made for %1. Ask for the full name and date of birth before you begin.").arg(name())
                      : tr("This device could not prove that it has the link. Don't let it in; make a new invitation instead.");
}

QString LobbyModel::warning() const
{
    return current() && current()->linkInUseElsewhere
               ? tr("Another device came in with the same link before. If that was not the patient, make a new invitation.")
               : QString();
}

void LobbyModel::refresh()
{
    replaceRows(m_facade.lobby(), [](const LobbyGuest &g) { return g.id; });
    ringForNewcomers();
    Q_EMIT changed();
}

void LobbyModel::ringForNewcomers()
{
    std::set<std::uint64_t> now;
    bool newcomer = false;
    for (const auto &guest : rows()) {
        now.insert(guest.id);
        newcomer = newcomer || !m_known.contains(guest.id);
    }
    m_known = std::move(now);
    if (!newcomer)
        return;
    m_surroundings.ring();
    m_surroundings.notify(tr("Somebody is in your waiting room."));
}

void LobbyModel::presentFirstOf(const VisitId &visit)
{
    for (const auto &guest : rows()) {
        if (guest.visit == visit) {
            m_current = guest.id;
            break;
        }
    }
    Q_EMIT changed();
}

void LobbyModel::present(int row)
{
    if (const auto *guest = rowAt(row))
        m_current = guest->id;
    Q_EMIT changed();
}

void LobbyModel::admit()
{
    const auto *guest = current();
    if (!guest || !guest->verified)
        return;
    const auto &visit = m_facade.visit();
    const auto id = guest->id;
    if (visit.stage == VisitStage::Active && visit.id == guest->visit) {
        m_facade.admit(id);
    } else {
        m_admitWhenOpen = id;
        m_facade.openVisit(guest->visit);
    }
    dismiss();
}

void LobbyModel::refreshVisit()
{
    const auto &visit = m_facade.visit();
    if (m_admitWhenOpen && visit.stage == VisitStage::Active && visit.isHost)
        m_facade.admit(*std::exchange(m_admitWhenOpen, std::nullopt));
    else if (visit.stage == VisitStage::Summary)
        m_admitWhenOpen.reset();
}

void LobbyModel::deny()
{
    if (const auto *guest = current())
        m_facade.deny(guest->id);
    dismiss();
}

void LobbyModel::dismiss()
{
    m_current.reset();
    Q_EMIT changed();
}

} // namespace bedside::ui
