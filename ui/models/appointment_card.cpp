// SPDX-License-Identifier: Apache-2.0
#include "ui/models/appointment_card.h"

#include "ui/models/day_model.h"
#include "ui/models/formatters.h"

namespace bedside::ui {

using client::VisitPhase;

AppointmentCard::AppointmentCard(DayModel &day, QObject *parent) : QObject(parent), m_day(day)
{
    connect(&day, &DayModel::selectionChanged, this, &AppointmentCard::changed);
}

bool AppointmentCard::shown() const { return m_day.selected() != nullptr; }

QString AppointmentCard::name() const
{
    if (!shown())
        return {};
    return m_day.selected()->unreadable ? tr("Can't be read on this computer") : fromText(m_day.selected()->patientName);
}

QString AppointmentCard::timeText() const
{
    if (!shown())
        return {};
    const auto &a = *m_day.selected();
    return tr("%1 to %2").arg(clockText(a.startsAt), clockText(a.startsAt + std::chrono::minutes(a.minutes)));
}

QString AppointmentCard::untilText() const
{
    if (!shown() || m_day.selected()->phase != VisitPhase::Scheduled)
        return {};
    return ui::untilText(m_day.selected()->startsAt - m_day.now());
}

QString AppointmentCard::reason() const { return shown() ? fromText(m_day.selected()->reason) : QString(); }
QString AppointmentCard::contact() const { return shown() ? fromText(m_day.selected()->contact) : QString(); }

QString AppointmentCard::stateText() const
{
    if (!shown())
        return {};
    const auto &a = *m_day.selected();
    if (action() == Action::Admit)
        return tr("In your waiting room, %1").arg(waitedText(m_day.now() - *a.waitingSince));
    return phaseText(a.phase);
}

QString AppointmentCard::inviteText() const
{
    if (!canInvite())
        return {};
    return m_day.selected()->hasInvite ? tr("The invitation is made. Show it to copy its link again.")
                                       : tr("There is no invitation yet. The patient needs one to come in.");
}

QString AppointmentCard::problem() const { return shown() ? errorSentence(m_day.selected()->unreadable) : QString(); }

AppointmentCard::Action AppointmentCard::action() const
{
    if (!shown() || m_day.selected()->unreadable)
        return Action::None;
    const auto &a = *m_day.selected();
    switch (a.phase) {
    case VisitPhase::Scheduled:
    case VisitPhase::Waiting:
        if (a.waitingSince)
            return Action::Admit;
        return a.hasInvite ? Action::Open : Action::Invite;
    case VisitPhase::InVisit: return Action::Open;
    case VisitPhase::Ended:
    case VisitPhase::Cancelled:
    case VisitPhase::NoShow: return Action::None;
    }
    return Action::None;
}

QString AppointmentCard::actionText() const
{
    switch (action()) {
    case Action::None: return {};
    case Action::Admit: return tr("Let %1 in").arg(name());
    case Action::Open: return m_day.selected()->phase == VisitPhase::InVisit ? tr("Go back to the visit") : tr("Open the visit");
    case Action::Invite: return tr("Make the invitation");
    }
    return {};
}

bool AppointmentCard::canInvite() const
{
    return shown() && !m_day.selected()->unreadable &&
           (m_day.selected()->phase == VisitPhase::Scheduled || m_day.selected()->phase == VisitPhase::Waiting);
}

bool AppointmentCard::canChange() const { return canInvite() && !m_day.selected()->waitingSince; }

} // namespace bedside::ui
