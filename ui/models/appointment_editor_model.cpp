// SPDX-License-Identifier: Apache-2.0
#include "ui/models/appointment_editor_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

AppointmentEditorModel::AppointmentEditorModel(client::Facade &facade, const Clock &clock, QObject *parent)
    : QObject(parent), m_facade(facade), m_clock(clock), m_date(localDate(clock.now()))
{
    connect(this, &AppointmentEditorModel::typed, this, &AppointmentEditorModel::changed);
}

QString AppointmentEditorModel::dayText() const { return ui::dayText(m_date, localDate(m_clock.now())); }

bool AppointmentEditorModel::dayCanBeEarlier() const { return m_date > localDate(m_clock.now()); }

QString AppointmentEditorModel::nameProblem() const
{
    return m_tried && m_patientName.trimmed().isEmpty() ? tr("Type the patient's name.") : QString();
}

QString AppointmentEditorModel::timeProblem() const
{
    if (!m_tried)
        return {};
    if (!readClock(m_time).isValid())
        return tr("Type a time such as 9:30 or 14:30.");
    return timeIsPast() ? tr("That time has passed. Choose a later one.") : QString();
}

bool AppointmentEditorModel::timeIsPast() const
{
    return atLocal(m_date, readClock(m_time)) + std::chrono::minutes(m_minutes) < m_clock.now();
}

void AppointmentEditorModel::begin(QDate date)
{
    const QDate today = localDate(m_clock.now());
    const QTime now = localTime(m_clock.now());
    m_id.reset();
    m_date = std::max(date, today);
    m_patientName.clear();
    m_contact.clear();
    m_reason.clear();
    // The next quarter of an hour today; nine o'clock on another day.
    const int minute = (now.hour() * 60 + now.minute()) / 15 * 15 + 15;
    const bool fits = m_date == today && minute < 24 * 60;
    m_time = clockText(fits ? QTime(minute / 60, minute % 60) : QTime(9, 0));
    if (m_date == today && !fits)
        m_date = today.addDays(1);
    m_minutes = 30;
    m_tried = false;
    m_begun = typedNow();
    Q_EMIT typed();
}

void AppointmentEditorModel::beginChanging(const client::Appointment &appointment)
{
    m_id = appointment.id;
    m_date = localDate(appointment.startsAt);
    m_patientName = fromText(appointment.patientName);
    m_contact = fromText(appointment.contact);
    m_reason = fromText(appointment.reason);
    m_time = clockText(appointment.startsAt);
    m_minutes = appointment.minutes;
    m_tried = false;
    m_begun = typedNow();
    Q_EMIT typed();
}

void AppointmentEditorModel::forget()
{
    m_begun.reset();
    m_patientName.clear();
    m_contact.clear();
    m_reason.clear();
    Q_EMIT typed();
}

void AppointmentEditorModel::earlierDay()
{
    if (!dayCanBeEarlier())
        return;
    m_date = m_date.addDays(-1);
    Q_EMIT changed();
}

void AppointmentEditorModel::laterDay()
{
    m_date = m_date.addDays(1);
    Q_EMIT changed();
}

bool AppointmentEditorModel::save()
{
    m_tried = true;
    Q_EMIT changed();
    if (!nameProblem().isEmpty() || !timeProblem().isEmpty())
        return false;
    client::AppointmentDraft draft;
    draft.id = m_id;
    draft.startsAt = atLocal(m_date, readClock(m_time));
    draft.minutes = m_minutes;
    draft.patientName = m_patientName.trimmed().toStdString();
    draft.contact = m_contact.trimmed().toStdString();
    draft.reason = m_reason.trimmed().toStdString();
    m_facade.saveAppointment(std::move(draft));
    Q_EMIT saved();
    return true;
}

} // namespace bedside::ui
