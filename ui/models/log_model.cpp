// SPDX-License-Identifier: Apache-2.0
#include "ui/models/log_model.h"

#include "ui/models/formatters.h"

#include <QLocale>

namespace bedside::ui {

using client::LogEntry;

namespace {

QString timeOf(const LogEntry &entry)
{
    return localTime(entry.at).toString(QStringLiteral("HH:mm:ss"));
}

QString dayOf(const LogEntry &entry)
{
    return QLocale().toString(localDate(entry.at), QLocale::ShortFormat);
}

} // namespace

LogModel::LogModel(QObject *parent)
    : RowList({{"timeText", [](const LogEntry &e) -> QVariant { return timeOf(e); }},
               {"dayText", [](const LogEntry &e) -> QVariant { return dayOf(e); }},
               {"sentence", [](const LogEntry &e) -> QVariant { return eventSentence(e); }},
               {"actor", [](const LogEntry &e) -> QVariant { return actorText(e); }},
               {"detail", [](const LogEntry &e) -> QVariant { return detailText(e); }}},
              parent)
{
}

void LogModel::show(const std::vector<LogEntry> &entries)
{
    replaceRows(entries, [](const LogEntry &e) { return e.index; });
    Q_EMIT changed();
}

} // namespace bedside::ui
