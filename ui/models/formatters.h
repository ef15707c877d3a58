// SPDX-License-Identifier: Apache-2.0
// The one place where values become words: errors, events, roles, states and times, in the language in use.
// Every sentence says what happened, then what to do; no codes, no blame. Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/client/facade.h"

#include <QDate>
#include <QString>
#include <QStringList>
#include <QTime>

namespace bedside::ui {

inline QString fromText(const std::string &text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

QString errorSentence(const Error &error);
// Empty when there is no error.
QString errorSentence(const std::optional<Error> &error);

QString whatHappened(ErrorCode code); // the first part of its sentence, without what to do: for the log
QString eventSentence(const client::LogEntry &entry);
QString actorText(const client::LogEntry &entry);
QString detailText(const client::LogEntry &entry);
QString roleText(const std::string &role);
QString tileStateText(client::TileState state, const QString &name);
QString phaseText(client::VisitPhase phase);
QString outcomeText(client::VisitOutcome outcome);

// A check of the network. The headline says it in a line, the remedy what to do; a leg has words for everybody and a name for
// whoever looks after the network, for whom the advice is, too.
QString networkHeadline(const client::NetworkVerdict &verdict);
QString networkRemedy(const client::NetworkVerdict &verdict);
QString networkNote(const client::NetworkVerdict &verdict); // what could not be tried; empty: nothing
QString networkLegText(client::NetworkLeg leg);
QString networkLegName(client::NetworkLeg leg);
QString networkAdvice(const client::NetworkStep &step);    // empty where it works
QString networkProxy(const client::NetworkVerdict &verdict);
QStringList networkFigures(const client::NetworkVerdict &verdict);

QDate localDate(WallTime time);
QTime localTime(WallTime time);
WallTime startOfDay(QDate date);
WallTime atLocal(QDate date, QTime time);

QString clockText(WallTime time);                       // "14:30", or "2:30 PM" where people say so
QString clockText(QTime time);
QString dateText(QDate date);                           // "Monday 23 November"
QString dayText(QDate date, QDate today);               // "Today, Monday 23 November"
QString durationText(Milliseconds duration);            // "12 minutes", "less than a minute"
QString waitedText(Milliseconds duration);              // "waiting 4 min"
QString untilText(Milliseconds untilStart);             // "in 5 minutes", "now", "10 minutes ago"
QString runningText(Milliseconds duration);             // "4:07", of a visit that runs
// "9", "9:30", "14.30", "2 pm": what people type. Null time if it can't be read.
QTime readClock(const QString &typed);

} // namespace bedside::ui
