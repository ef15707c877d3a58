// SPDX-License-Identifier: Apache-2.0
#include "ui/models/guest_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::GuestStage;

GuestModel::GuestModel(client::Facade &facade, const Clock &clock, QObject *parent)
    : QObject(parent), m_facade(facade), m_clock(clock)
{
}

QString GuestModel::title() const
{
    const auto &guest = m_facade.guest();
    switch (guest.stage) {
    case GuestStage::Idle:
    case GuestStage::Connecting: return tr("Taking you to the waiting room");
    case GuestStage::NeedsName:
    case GuestStage::Waiting:
        return guest.hostName.empty() ? tr("You're in the waiting room.")
                                      : tr("You're in %1's waiting room.").arg(fromText(guest.hostName));
    case GuestStage::Joining: return tr("You're being let in");
    case GuestStage::InVisit: return tr("You're in the visit");
    case GuestStage::Denied: return tr("You were not let in");
    case GuestStage::Ended: return tr("The visit has ended");
    case GuestStage::Failed: return tr("You're not in the waiting room yet");
    }
    return {};
}

QString GuestModel::place() const
{
    const auto &guest = m_facade.guest();
    if (guest.stage != GuestStage::Waiting && guest.stage != GuestStage::NeedsName)
        return {};
    if (guest.place <= 0)
        return {};
    return guest.place == 1 ? tr("You're next.") : tr("%n people are before you.", nullptr, guest.place - 1);
}

QString GuestModel::explanation() const
{
    const auto &guest = m_facade.guest();
    switch (guest.stage) {
    case GuestStage::Idle:
    case GuestStage::Connecting: return tr("This takes a few seconds. You don't need to press anything.");
    case GuestStage::NeedsName:
    case GuestStage::Waiting:
        return guest.hostPresent ? tr("The practice sees that you are here. You don't need to press anything. You can leave this window; we'll ring.")
                                 : tr("We have told the practice that you are here. You don't need to press anything. You can leave this window; we'll ring.");
    case GuestStage::Joining: return tr("The picture comes in a moment.");
    case GuestStage::Denied: return tr("The practice can't see you with this link now. Call the practice if you think that this is a mistake.");
    case GuestStage::InVisit:
    case GuestStage::Ended:
    case GuestStage::Failed: return {};
    }
    return {};
}

QString GuestModel::problem() const { return errorSentence(m_facade.guest().failure); }

QString GuestModel::startsText() const
{
    const auto &guest = m_facade.guest();
    const bool waits = guest.stage == GuestStage::Waiting || guest.stage == GuestStage::NeedsName;
    if (waits && guest.estimatedWaitMinutes && *guest.estimatedWaitMinutes > 0)
        return tr("It takes about %n more minute(s).", nullptr, *guest.estimatedWaitMinutes);
    if (!guest.startsAt)
        return {};
    const QString until = untilText(*guest.startsAt - m_clock.now());
    const QString clock = clockText(*guest.startsAt);
    return until.isEmpty() ? tr("Your visit is at %1.").arg(clock) : tr("Your visit is at %1 (%2).").arg(clock, until);
}

bool GuestModel::connecting() const { return m_facade.guest().stage == GuestStage::Connecting; }
bool GuestModel::joining() const { return m_facade.guest().stage == GuestStage::Joining; }

bool GuestModel::canTryAgain() const
{
    const auto &guest = m_facade.guest();
    if (guest.stage != GuestStage::Failed || m_link.isEmpty() || !guest.failure)
        return false;
    switch (guest.failure->code()) {
    case ErrorCode::LinkIncomplete:
    case ErrorCode::LinkDamaged:
    case ErrorCode::LinkUnknown:
    case ErrorCode::LinkExpired:
    case ErrorCode::LinkSpent:
    case ErrorCode::LinkForeign: return false; // trying again can't help: another link is needed
    default: return true;
    }
}

QString GuestModel::linkProblem() const
{
    if (m_linkMissing)
        return tr("Paste the whole link here. It begins with https:// or bedside:");
    return errorSentence(m_facade.guest().failure);
}

void GuestModel::refresh() { Q_EMIT changed(); }

void GuestModel::openLink(const QString &link)
{
    m_link = link.trimmed();
    m_linkMissing = m_link.isEmpty();
    if (!m_linkMissing)
        m_facade.openLink(m_link.toStdString());
    Q_EMIT changed();
}

void GuestModel::tryAgain() { openLink(m_link); }

void GuestModel::saveName(const QString &name)
{
    constexpr int kLongestName = 80; // characters, as the lobby hello allows
    m_name = name.trimmed().left(kLongestName);
    m_facade.setGuestName(m_name.toStdString());
    Q_EMIT changed();
}

} // namespace bedside::ui
