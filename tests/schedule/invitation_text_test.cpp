// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/invitation_text.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::schedule;

class InvitationTextTest : public QObject {
    Q_OBJECT
private:
    const InvitationFacts m_facts{fromUnixMilliseconds(1'790'000'000'000), 45, InviteId{{3}},
                                  "https://visits.example.org/j/abc#1.secret.finger", "en", fromUnixMilliseconds(1'789'000'000'000)};

    static std::string unfolded(std::string text) // RFC 5545 section 3.1
    {
        for (std::size_t at; (at = text.find("\r\n ")) != std::string::npos;)
            text.erase(at, 3);
        return text;
    }

private Q_SLOTS:
    void writesTimeAndLink()
    {
        const std::string text = unfolded(calendarFile(m_facts));
        QVERIFY(text.starts_with("BEGIN:VCALENDAR\r\n"));
        QVERIFY(text.find("DTSTART:20260921T141320Z\r\n") != std::string::npos);
        QVERIFY(text.find("DTEND:20260921T145820Z\r\n") != std::string::npos);
        QVERIFY(text.find(m_facts.link) != std::string::npos);
        QVERIFY(text.find("CLASS:PRIVATE") != std::string::npos);
    }
    void namesNobody()
    {
        const std::string text = unfolded(calendarFile(m_facts));
        for (const char *property : {"ATTENDEE", "ORGANIZER", "COMMENT", "CONTACT", "LOCATION", "ATTACH"})
            QVERIFY(text.find(property) == std::string::npos);
    }
    void writesMailInTheLanguageAsked()
    {
        InvitationFacts facts = m_facts;
        QVERIFY(mailText(facts).find("Your video visit is on") != std::string::npos);
        facts.language = "es";
        QVERIFY(mailText(facts).find("Su videoconsulta es el") != std::string::npos);
        QVERIFY(calendarFile(facts).find("SUMMARY:Videoconsulta") != std::string::npos);
        facts.language = "xx";
        QVERIFY(mailText(facts).find("Your video visit is on") != std::string::npos);
        QVERIFY(mailText(facts).find(facts.link) != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(InvitationTextTest)
#include "invitation_text_test.moc"
