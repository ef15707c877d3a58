// SPDX-License-Identifier: Apache-2.0
#include "ui/models/day_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::Appointment;
using client::VisitPhase;

namespace {

bool isWaiting(const Appointment &a) { return a.waitingSince.has_value() && a.phase != VisitPhase::InVisit; }

QString nameOf(const Appointment &a)
{
    return a.unreadable ? DayModel::tr("Can't be read on this computer") : fromText(a.patientName);
}

QString noteOf(const Appointment &a)
{
    if (a.unreadable)
        return errorSentence(a.unreadable);
    if (a.pendingUpload)
        return DayModel::tr("Kept here, not sent yet");
    return {};
}

VisitPhase shownPhase(const Appointment &a) { return isWaiting(a) ? VisitPhase::Waiting : a.phase; }

} // namespace

DayModel::DayModel(client::Facade &facade, const Clock &clock, QObject *parent)
    : RowList(
          {
              {"timeText", [](const Appointment &a) -> QVariant { return clockText(a.startsAt); }},
              {"name", [](const Appointment &a) -> QVariant { return nameOf(a); }},
              {"minutes", [](const Appointment &a) -> QVariant { return a.minutes; }},
              {"stateText", [](const Appointment &a) -> QVariant { return phaseText(shownPhase(a)); }},
              {"phase", [](const Appointment &a) -> QVariant { return static_cast<int>(shownPhase(a)); }},
              {"waiting", [](const Appointment &a) -> QVariant { return isWaiting(a); }},
              {"waitingText",
               [this](const Appointment &a) -> QVariant {
                   return isWaiting(a) ? waitedText(m_clock.now() - *a.waitingSince) : QString();
               }},
              {"note", [](const Appointment &a) -> QVariant { return noteOf(a); }},
              {"readable", [](const Appointment &a) -> QVariant { return !a.unreadable.has_value(); }},
          },
          parent),
      m_facade(facade), m_clock(clock), m_date(localDate(clock.now()))
{
    m_ticker.setInterval(5000); // waiting times are shown in minutes
    connect(&m_ticker, &QTimer::timeout, this, &DayModel::tick);
    m_ticker.start();
    m_undoTimer.setSingleShot(true);
    m_undoTimer.setInterval(8000);
    connect(&m_undoTimer, &QTimer::timeout, this, [this] {
        m_cancelled.reset();
        Q_EMIT undoChanged();
    });
    m_facade.showDay(startOfDay(m_date));
    refresh();
}

QString DayModel::title() const { return dayText(m_date, localDate(m_clock.now())); }

bool DayModel::isToday() const { return m_date == localDate(m_clock.now()); }

int DayModel::waitingCount() const
{
    return static_cast<int>(std::count_if(rows().begin(), rows().end(), isWaiting));
}

QString DayModel::summary() const
{
    const QString visits = tr("%n visit(s)", nullptr, rowCount());
    return waitingCount() == 0 ? visits : tr("%1, %n waiting", nullptr, waitingCount()).arg(visits);
}

QString DayModel::undoText() const
{
    return m_cancelled ? tr("The visit with %1 is cancelled.").arg(fromText(m_cancelled->patientName)) : QString();
}

const Appointment *DayModel::selected() const { return rowAt(selectedIndex()); }

int DayModel::selectedIndex() const
{
    for (int i = 0; i < rowCount(); ++i)
        if (m_selected && rowAt(i)->id == *m_selected)
            return i;
    return -1;
}

void DayModel::refresh()
{
    auto next = m_facade.appointments();
    std::stable_sort(next.begin(), next.end(), [](const Appointment &a, const Appointment &b) {
        if (isWaiting(a) != isWaiting(b))
            return isWaiting(a);
        return isWaiting(a) ? *a.waitingSince < *b.waitingSince : a.startsAt < b.startsAt;
    });
    replaceRows(std::move(next), [](const Appointment &a) { return a.id; });
    selectExpected();
    keepSelection();
    Q_EMIT changed();
    Q_EMIT selectionChanged();
}

void DayModel::selectNewcomer()
{
    m_known.emplace();
    for (const auto &appointment : rows())
        m_known->insert(appointment.id);
}

void DayModel::selectExpected()
{
    if (!m_known)
        return;
    for (const auto &appointment : rows()) {
        if (!m_known->contains(appointment.id)) {
            m_selected = appointment.id;
            m_known.reset();
            return;
        }
    }
}

// Something is always selected where there is something: the first that waits, else the next to come.
void DayModel::keepSelection()
{
    if (selectedIndex() >= 0 || rows().empty())
        return;
    const auto next = std::find_if(rows().begin(), rows().end(), [&](const Appointment &a) {
        return isWaiting(a) || a.startsAt + std::chrono::minutes(a.minutes) > m_clock.now();
    });
    m_selected = next == rows().end() ? rows().front().id : next->id;
}

void DayModel::selectVisit(const VisitId &id)
{
    m_selected = id;
    Q_EMIT selectionChanged();
}

void DayModel::select(int row)
{
    if (const auto *appointment = rowAt(row); appointment && m_selected != appointment->id)
        selectVisit(appointment->id);
}

void DayModel::cancelSelected()
{
    const auto *appointment = selected();
    if (!appointment)
        return;
    m_cancelled = *appointment;
    m_facade.cancelAppointment(appointment->id);
    m_undoTimer.start();
    Q_EMIT undoChanged();
}

void DayModel::undoCancel()
{
    if (!m_cancelled)
        return;
    const VisitId id = m_cancelled->id;
    m_cancelled.reset();
    m_undoTimer.stop();
    m_facade.restoreAppointment(id);
    selectVisit(id);
    Q_EMIT undoChanged();
}

void DayModel::showToday() { showDate(localDate(m_clock.now())); }

void DayModel::showDate(QDate date)
{
    m_date = date;
    m_selected.reset();
    m_facade.showDay(startOfDay(date));
    Q_EMIT changed();
}

void DayModel::tick()
{
    refreshCells();
    Q_EMIT changed();
    Q_EMIT selectionChanged();
}

} // namespace bedside::ui
