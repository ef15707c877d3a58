// SPDX-License-Identifier: Apache-2.0
#include "ui/models/invitation_model.h"

#include "ui/models/formatters.h"
#include "ui/models/surroundings.h"

namespace bedside::ui {

InvitationModel::InvitationModel(client::Facade &facade, Surroundings &surroundings, QObject *parent)
    : QObject(parent), m_facade(facade), m_surroundings(surroundings)
{
}

bool InvitationModel::ready() const
{
    const auto &invitation = m_facade.invitation();
    return invitation && invitation->visit == m_appointment.id;
}

QString InvitationModel::patientName() const { return fromText(m_appointment.patientName); }

QString InvitationModel::whenText() const
{
    return tr("%1 at %2").arg(dateText(localDate(m_appointment.startsAt)),
                              clockText(m_appointment.startsAt));
}

// The web address opens a page that says how to go on where Bedside is not installed, so it is the one to send.
QString InvitationModel::link() const
{
    if (!ready())
        return {};
    const auto &invitation = *m_facade.invitation();
    return fromText(invitation.webLink.empty() ? invitation.appLink : invitation.webLink);
}

QString InvitationModel::expiresText() const
{
    if (!ready())
        return {};
    const WallTime at = m_facade.invitation()->expiresAt;
    return tr("It works until %1, %2.").arg(dateText(localDate(at)), clockText(at));
}

void InvitationModel::begin(const client::Appointment &appointment)
{
    m_appointment = appointment;
    tryAgain();
}

void InvitationModel::tryAgain()
{
    say({}, {});
    m_refused = false;
    m_facade.showInvitation(m_appointment.id);
    Q_EMIT changed();
}

void InvitationModel::replace()
{
    say({}, {});
    m_refused = false;
    m_facade.makeInvitation(m_appointment.id);
    Q_EMIT changed();
}

void InvitationModel::refresh() { Q_EMIT changed(); }

void InvitationModel::refreshNotice()
{
    m_refused = m_refused || m_facade.notice();
    Q_EMIT changed();
}

void InvitationModel::copyLink()
{
    if (!ready())
        return;
    m_surroundings.copyText(link());
    say(tr("The link is copied. Paste it where only the patient reads it."), {});
}

void InvitationModel::copyMail()
{
    if (!ready())
        return;
    m_surroundings.copyText(fromText(m_facade.invitation()->mailText));
    say(tr("The text is copied. It holds the time and the link, nothing else."), {});
}

void InvitationModel::saveCalendar()
{
    if (!ready())
        return;
    const auto &content = m_facade.invitation()->calendarFile;
    // The name says nothing about whom or what.
    const auto path = m_surroundings.saveFile(QStringLiteral("video-visit.ics"), QByteArray::fromStdString(content));
    if (path.ok())
        say(tr("The calendar file is saved: %1").arg(path.value()), {});
    else
        say({}, errorSentence(path.error()));
}

void InvitationModel::say(const QString &done, const QString &problem)
{
    m_doneText = done;
    m_problem = problem;
    Q_EMIT doneChanged();
}

} // namespace bedside::ui
