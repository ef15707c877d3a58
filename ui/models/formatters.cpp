// SPDX-License-Identifier: Apache-2.0
#include "ui/models/formatters.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

namespace bedside::ui {

using client::TileState;
using client::VisitOutcome;
using client::VisitPhase;

namespace {

QString words(const char *text) { return QCoreApplication::translate("Words", text); }
QString counted(const char *text, int n) { return QCoreApplication::translate("Words", text, nullptr, n); }

int minutesOf(Milliseconds duration)
{
    return static_cast<int>(std::chrono::duration_cast<std::chrono::minutes>(duration).count());
}

} // namespace

QString roleText(const std::string &role)
{
    if (role == "clinician" || role == "host")
        return words(QT_TRANSLATE_NOOP("Words", "Clinician"));
    if (role == "guest" || role == "patient")
        return words(QT_TRANSLATE_NOOP("Words", "Patient"));
    return words(QT_TRANSLATE_NOOP("Words", "Guest"));
}

QString tileStateText(TileState state, const QString &name)
{
    switch (state) {
    case TileState::WaitingForConnection: return words(QT_TRANSLATE_NOOP("Words", "Connecting to %1")).arg(name);
    case TileState::WaitingForKey: return words(QT_TRANSLATE_NOOP("Words", "Making the keys for %1")).arg(name);
    case TileState::WaitingForPicture: return words(QT_TRANSLATE_NOOP("Words", "Waiting for %1's picture")).arg(name);
    case TileState::Live: return {};
    case TileState::PictureStopped:
        return words(QT_TRANSLATE_NOOP("Words", "%1's picture stands still: the connection is weak. It comes back by itself.")).arg(name);
    case TileState::CameraOff: return words(QT_TRANSLATE_NOOP("Words", "%1's camera is off")).arg(name);
    case TileState::WeakLine: return words(QT_TRANSLATE_NOOP("Words", "%1's line is weak. The sound comes first.")).arg(name);
    case TileState::NotVerified:
        return words(QT_TRANSLATE_NOOP("Words", "We can't check that this is %1. Nothing is sent or shown.")).arg(name);
    case TileState::Gone: return words(QT_TRANSLATE_NOOP("Words", "%1 has lost the line. We keep the place.")).arg(name);
    }
    return {};
}

QString phaseText(VisitPhase phase)
{
    switch (phase) {
    case VisitPhase::Scheduled: return words(QT_TRANSLATE_NOOP("Words", "Scheduled"));
    case VisitPhase::Waiting: return words(QT_TRANSLATE_NOOP("Words", "Waiting"));
    case VisitPhase::InVisit: return words(QT_TRANSLATE_NOOP("Words", "In the visit"));
    case VisitPhase::Ended: return words(QT_TRANSLATE_NOOP("Words", "Done"));
    case VisitPhase::Cancelled: return words(QT_TRANSLATE_NOOP("Words", "Cancelled"));
    case VisitPhase::NoShow: return words(QT_TRANSLATE_NOOP("Words", "Did not come"));
    }
    return {};
}

QString outcomeText(VisitOutcome outcome)
{
    switch (outcome) {
    case VisitOutcome::Completed: return words(QT_TRANSLATE_NOOP("Words", "Completed"));
    case VisitOutcome::AudioOnly: return words(QT_TRANSLATE_NOOP("Words", "Completed with sound only"));
    case VisitOutcome::NoShow: return words(QT_TRANSLATE_NOOP("Words", "The patient did not come"));
    case VisitOutcome::TechnicalFailure: return words(QT_TRANSLATE_NOOP("Words", "Stopped by a technical problem"));
    case VisitOutcome::Left: return words(QT_TRANSLATE_NOOP("Words", "The patient left early"));
    }
    return {};
}

QDate localDate(WallTime time) { return QDateTime::fromMSecsSinceEpoch(toUnixMilliseconds(time)).date(); }
QTime localTime(WallTime time) { return QDateTime::fromMSecsSinceEpoch(toUnixMilliseconds(time)).time(); }
WallTime startOfDay(QDate date) { return fromUnixMilliseconds(date.startOfDay().toMSecsSinceEpoch()); }
WallTime atLocal(QDate date, QTime time) { return fromUnixMilliseconds(QDateTime(date, time).toMSecsSinceEpoch()); }

QString clockText(WallTime time) { return clockText(localTime(time)); }

QString clockText(QTime time)
{
    const QString format = QLocale().timeFormat(QLocale::ShortFormat);
    if (format.contains(QLatin1String("ap"), Qt::CaseInsensitive))
        return QLocale().toString(time, QStringLiteral("h:mm AP"));
    return time.toString(QStringLiteral("HH:mm"));
}

QString dateText(QDate date)
{
    const QLocale locale;
    // Weekday, day of the month, month.
    return words(QT_TRANSLATE_NOOP("Words", "%1 %2 %3"))
        .arg(locale.standaloneDayName(date.dayOfWeek()), QString::number(date.day()), locale.monthName(date.month()));
}

QString dayText(QDate date, QDate today)
{
    const QString day = dateText(date);
    switch (today.daysTo(date)) {
    case 0: return words(QT_TRANSLATE_NOOP("Words", "Today, %1")).arg(day);
    case 1: return words(QT_TRANSLATE_NOOP("Words", "Tomorrow, %1")).arg(day);
    case -1: return words(QT_TRANSLATE_NOOP("Words", "Yesterday, %1")).arg(day);
    default: break;
    }
    QString first = day;
    first.replace(0, 1, first.at(0).toUpper());
    return first;
}

QString durationText(Milliseconds duration)
{
    const int minutes = minutesOf(duration);
    return minutes < 1 ? words(QT_TRANSLATE_NOOP("Words", "less than a minute"))
                       : counted(QT_TRANSLATE_N_NOOP("Words", "%n minute(s)"), minutes);
}

QString waitedText(Milliseconds duration)
{
    const int minutes = minutesOf(duration);
    return minutes < 1 ? words(QT_TRANSLATE_NOOP("Words", "just arrived"))
                       : words(QT_TRANSLATE_NOOP("Words", "waiting %1 min")).arg(minutes);
}

QString untilText(Milliseconds untilStart)
{
    const int minutes = minutesOf(untilStart);
    if (minutes > 90 || minutes < -90)
        return {};
    if (minutes > 0)
        return counted(QT_TRANSLATE_N_NOOP("Words", "in %n minute(s)"), minutes);
    return minutes < 0 ? counted(QT_TRANSLATE_N_NOOP("Words", "%n minute(s) ago"), -minutes)
                       : words(QT_TRANSLATE_NOOP("Words", "now"));
}

QString runningText(Milliseconds duration)
{
    const auto seconds = std::max<std::int64_t>(0, duration.count() / 1000);
    const QString tail = QStringLiteral("%1").arg(seconds % 60, 2, 10, QLatin1Char('0'));
    if (seconds < 3600)
        return QStringLiteral("%1:%2").arg(seconds / 60).arg(tail);
    return QStringLiteral("%1:%2:%3").arg(seconds / 3600).arg(seconds / 60 % 60, 2, 10, QLatin1Char('0')).arg(tail);
}

QTime readClock(const QString &typed)
{
    static const QRegularExpression form(QStringLiteral(R"(^\s*(\d{1,2})(?:[:.h](\d{2}))?\s*([ap])?\.?m?\.?\s*$)"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto match = form.match(typed);
    if (!match.hasMatch())
        return {};
    int hour = match.captured(1).toInt();
    const QString half = match.captured(3).toLower();
    if (!half.isEmpty()) {
        if (hour < 1 || hour > 12)
            return {};
        hour = hour % 12 + (half == QLatin1String("p") ? 12 : 0);
    }
    return QTime(hour, match.captured(2).toInt()); // an impossible time is a null one
}

} // namespace bedside::ui
