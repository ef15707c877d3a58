// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/invitation_text.h"

#include <QDateTime>
#include <QLocale>
#include <QTimeZone>
#include <libical/ical.h>

namespace bedside::schedule {
namespace {

struct Words {
    const char *summary;
    const char *hint;
    const char *mail; // %1 = time, %2 = link
};

constexpr Words kEnglish = {
    "Video visit", "Open the link at the time of the visit. The link is a key: do not pass it on.",
    "Your video visit is on %1.\n\nOpen this link at that time:\n%2\n\n"
    "You need no account. The link is a key: do not pass it on.\n"};
constexpr Words kSpanish = {
    "Videoconsulta", "Abra el enlace a la hora de la consulta. El enlace es una llave: no lo comparta.",
    "Su videoconsulta es el %1.\n\nAbra este enlace a esa hora:\n%2\n\n"
    "No necesita una cuenta. El enlace es una llave: no lo comparta.\n"};

const Words &wordsOf(const std::string &language) { return language == "es" ? kSpanish : kEnglish; }

icaltimetype toIcal(WallTime time)
{
    return icaltime_from_timet_with_zone(static_cast<time_t>(toUnixMilliseconds(time) / 1000), 0,
                                         icaltimezone_get_utc_timezone());
}

} // namespace

std::string calendarFile(const InvitationFacts &facts)
{
    const Words &words = wordsOf(facts.language);
    const std::string uid = facts.invite.text() + "@bedside";
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid.c_str()), icalproperty_new_dtstamp(toIcal(facts.now)),
        icalproperty_new_dtstart(toIcal(facts.startsAt)),
        icalproperty_new_dtend(toIcal(facts.startsAt + std::chrono::minutes(facts.minutes))),
        icalproperty_new_summary(words.summary), icalproperty_new_description((words.hint + ("\n" + facts.link)).c_str()),
        icalproperty_new_url(facts.link.c_str()), icalproperty_new_class(ICAL_CLASS_PRIVATE), nullptr);
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"), icalproperty_new_prodid("-//Bedside//Bedside//EN"),
        icalproperty_new_method(ICAL_METHOD_PUBLISH), event, nullptr);
    char *text = icalcomponent_as_ical_string_r(calendar);
    const std::string out = text ? text : "";
    icalmemory_free_buffer(text);
    icalcomponent_free(calendar); // and what is in it
    return out;
}

std::string mailText(const InvitationFacts &facts)
{
    const QLocale locale(facts.language == "es" ? QLocale::Spanish : QLocale::English);
    const QDateTime local = QDateTime::fromMSecsSinceEpoch(toUnixMilliseconds(facts.startsAt));
    const QString when = locale.toString(local, QLocale::LongFormat);
    return QString::fromUtf8(wordsOf(facts.language).mail).arg(when, QString::fromStdString(facts.link)).toStdString();
}

} // namespace bedside::schedule
