// SPDX-License-Identifier: Apache-2.0
#include "ui/models/guest_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::GuestStage;

GuestModel::GuestModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, QObject *parent)
    : QObject(parent), m_facade(facade), m_clock(clock), m_surroundings(surroundings), m_stage(facade.guest().stage)
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
    case GuestStage::Connecting:
        return guest.failure ? QString() : tr("This takes a few seconds. You don't need to press anything.");
    case GuestStage::NeedsName:
    case GuestStage::Waiting:
        if (guest.hostLost)
            return tr("The connection to your clinician was lost. As soon as they are back, you can go on; you don't need to press anything.");
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

bool GuestModel::nobodyAnswers() const
{
    const auto &guest = m_facade.guest();
    return guest.stage == GuestStage::Connecting && guest.failure && !guest.serverReached;
}

QString GuestModel::problem() const
{
    const QString problem = errorSentence(m_facade.guest().failure);
    return nobodyAnswers() ? tr("%1 It may also be that the address in the link is wrong: then use another link.").arg(problem) : problem;
}

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
    if (guest.stage == GuestStage::Denied)
        return !m_link.isEmpty();
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
    return m_linkMissing ? tr("Paste the whole link here. It begins with https:// or bedside:") : QString();
}

void GuestModel::refresh()
{
    const auto stage = m_facade.guest().stage;
    ringOnChange(std::exchange(m_stage, stage), stage);
    Q_EMIT changed();
}

// Whoever waits may have left the window: we said that we ring.
void GuestModel::ringOnChange(GuestStage from, GuestStage to)
{
    const bool waited = from == GuestStage::Waiting || from == GuestStage::NeedsName;
    QString words;
    if ((to == GuestStage::Joining || to == GuestStage::InVisit) && (waited || from == GuestStage::Connecting))
        words = tr("You're being let in. Come back to Bedside.");
    else if (waited && (to == GuestStage::Denied || to == GuestStage::Ended || to == GuestStage::Failed))
        words = tr("You're no longer in the waiting room. Come back to Bedside.");
    if (words.isEmpty())
        return;
    m_surroundings.ring();
    m_surroundings.notify(words);
}

QString GuestModel::leaveText() const
{
    if (canGoBack())
        return tr("Back to today");
    return connecting() ? tr("Stop connecting") : tr("Leave the waiting room");
}

bool GuestModel::canGoBack() const { return !m_facade.session().practiceName.empty(); }
bool GuestModel::hasLeft() const { return m_hasLeft && m_facade.guest().stage == GuestStage::Idle; }

bool GuestModel::openLink(const QString &link)
{
    const QString trimmed = link.trimmed();
    m_linkMissing = trimmed.isEmpty();
    const auto state = m_facade.session().state;
    const bool atWork = (state == client::AppState::SignedIn || state == client::AppState::SignedOut) && !m_facade.visit().isHost;
    if (atWork)
        m_asked = trimmed;
    else if (!m_linkMissing)
        open(trimmed);
    Q_EMIT changed();
    return !m_linkMissing;
}

void GuestModel::open(const QString &link)
{
    m_hasLeft = false;
    m_facade.openLink(link.toStdString());
    if (!m_facade.notice()) // otherwise what went on before goes on
        m_link = link;
}

void GuestModel::openAsked()
{
    open(std::exchange(m_asked, QString()));
    Q_EMIT changed();
}

void GuestModel::dismissAsked()
{
    m_asked.clear();
    Q_EMIT changed();
}

void GuestModel::leave()
{
    if (canGoBack())
        return goBack();
    m_hasLeft = true;
    m_facade.leaveVisit();
    Q_EMIT changed();
}

void GuestModel::goBack()
{
    m_facade.leaveVisit();
    m_facade.closeSummary(client::VisitOutcome::Left);
    m_link.clear();
    Q_EMIT changed();
}

void GuestModel::tryAgain() { (void)openLink(m_link); }

void GuestModel::saveName(const QString &name)
{
    constexpr int kLongestName = 80; // characters, as the lobby hello allows
    m_name = name.trimmed().left(kLongestName);
    m_facade.setGuestName(m_name.toStdString());
    Q_EMIT changed();
}

} // namespace bedside::ui
