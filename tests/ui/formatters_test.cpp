// SPDX-License-Identifier: Apache-2.0
#include "core/audit/event.h"
#include "core/audit/tree_head.h"
#include "core/wire/http.h"
#include "core/wire/messages.h"
#include "ui/models/formatters.h"
#include "ui/models/translations.h"

#include <QSet>
#include <QTest>

using namespace bedside;
using namespace bedside::ui;
using namespace std::chrono_literals;

namespace {

std::vector<ErrorCode> everyErrorCode()
{
    std::vector<ErrorCode> all;
    for (std::uint16_t number = 1; number < 2000; ++number)
        if (errorName(static_cast<ErrorCode>(number)) != "Unknown")
            all.push_back(static_cast<ErrorCode>(number));
    return all;
}

} // namespace

class FormattersTest : public QObject {
    Q_OBJECT

    Translations m_translations;

private Q_SLOTS:
    void init() { QVERIFY(m_translations.use(QStringLiteral("en"))); }

    void everyErrorHasASentenceInEveryLanguage()
    {
        const auto codes = everyErrorCode();
        QVERIFY(codes.size() > 60);
        m_translations.use(QStringLiteral("en"));
        const QString fault = errorSentence(Error(ErrorCode::Internal));
        for (const auto &language : Translations::languages()) {
            QVERIFY(m_translations.use(language));
            for (const auto code : codes) {
                const QString sentence = errorSentence(Error(code));
                const QByteArray name(errorName(code).data());
                QVERIFY2(sentence.endsWith(QLatin1Char('.')), name);
                QVERIFY2(code == ErrorCode::Internal || sentence != fault, name);
                for (const char *refused : {"oops", "please", "invalid", "failed to", "!", "error", "por favor"})
                    QVERIFY2(!sentence.contains(QLatin1String(refused), Qt::CaseInsensitive), name);
            }
        }
    }
    void saysWhatIsWrongWithTheLogEachInItsOwnWords()
    {
        for (const auto &language : Translations::languages()) {
            QVERIFY(m_translations.use(language));
            QSet<QString> sentences;
            int codes = 0;
            for (const auto code : everyErrorCode()) {
                if (!audit::isLogError(code))
                    continue;
                ++codes;
                sentences.insert(errorSentence(Error(code)));
            }
            QCOMPARE(codes, 6);
            QCOMPARE(sentences.size(), codes);
        }
    }
    void hasWordsForEveryEventOfTheLog()
    {
        for (const auto &language : Translations::languages()) {
            QVERIFY(m_translations.use(language));
            QSet<QString> sentences;
            int events = 0;
            for (std::uint16_t number = 0; number < 300; ++number) {
                client::LogEntry entry;
                entry.event = audit::eventName(static_cast<audit::EventType>(number));
                if (entry.event.empty())
                    continue;
                ++events;
                QVERIFY2(eventSentence(entry) != QString::fromStdString(entry.event), entry.event.c_str());
                sentences.insert(eventSentence(entry));
            }
            QCOMPARE(sentences.size(), events);
        }
    }
    void saysTheErrorsOfLinksInSpanish()
    {
        QVERIFY(m_translations.use(QStringLiteral("es")));
        QVERIFY(errorSentence(Error(ErrorCode::LinkIncomplete)).startsWith(QLatin1String("Falta una parte del enlace")));
    }
    void saysNothingWithoutAnError() { QVERIFY(errorSentence(std::optional<Error>()).isEmpty()); }
    void showsAnUnknownEventAsItIs()
    {
        client::LogEntry entry;
        entry.event = "from.a-newer-server";
        QCOMPARE(eventSentence(entry), QStringLiteral("from.a-newer-server"));
        entry.event = "visit.ended";
        QCOMPARE(eventSentence(entry), QStringLiteral("The visit ended"));
    }

    void namesAGuestOfTheLogByTheInvitation()
    {
        client::LogEntry entry;
        entry.actor = "invite:vm8m6uuUmPHqNw6WNc6cqQ";
        entry.detail = "no-show";
        QCOMPARE(actorText(entry), QStringLiteral("Holder of the invitation"));
        QCOMPARE(detailText(entry), QStringLiteral("did not come"));
        entry.actor = "Dr Mei Lin";
        entry.detail = "17"; // a count, or an id, stays as it is
        QCOMPARE(actorText(entry), QStringLiteral("Dr Mei Lin"));
        QCOMPARE(detailText(entry), QStringLiteral("17"));
    }
    // What the server and a client's reports put into an entry: core/audit/event.h.
    void putsEveryDetailOfTheLogIntoWords()
    {
        std::vector<std::string> details{"same", "different", "left", "connection-lost"};
        for (int i = 0; !wire::endOutcomeName(static_cast<wire::EndOutcome>(i)).empty(); ++i)
            details.emplace_back(wire::endOutcomeName(static_cast<wire::EndOutcome>(i)));
        QVERIFY(details.size() >= 9);
        details.insert(details.end(), std::begin(audit::kNetworkDetails), std::end(audit::kNetworkDetails));
        for (const auto code : everyErrorCode())
            details.emplace_back(errorName(code));
        for (const auto &detail : details) {
            client::LogEntry entry;
            entry.detail = detail;
            QVERIFY(m_translations.use(QStringLiteral("en")));
            const QString english = detailText(entry);
            QVERIFY(m_translations.use(QStringLiteral("es")));
            const QString spanish = detailText(entry);
            QVERIFY2(spanish != english, detail.c_str());
            if (errorName(wire::errorFromName(detail)) == detail) {
                QVERIFY2(english.endsWith(QLatin1Char('.')) && english != QString::fromStdString(detail), detail.c_str());
                QVERIFY2(spanish.endsWith(QLatin1Char('.')) && !spanish.contains(QString::fromStdString(detail)), detail.c_str());
            }
        }
        client::LogEntry entry;
        entry.detail = "ConnectionLost";
        QVERIFY(m_translations.use(QStringLiteral("en")));
        QCOMPARE(detailText(entry), QStringLiteral("The connection was lost.")); // and nothing of what to do now
    }

    void readsTimesAsPeopleTypeThem_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QTime>("time");
        QTest::newRow("hour") << "9" << QTime(9, 0);
        QTest::newRow("colon") << "14:30" << QTime(14, 30);
        QTest::newRow("dot") << " 14.30 " << QTime(14, 30);
        QTest::newRow("h") << "9h15" << QTime(9, 15);
        QTest::newRow("pm") << "2:30 PM" << QTime(14, 30);
        QTest::newRow("noon") << "12 pm" << QTime(12, 0);
        QTest::newRow("midnight") << "12 am" << QTime(0, 0);
        QTest::newRow("spanish") << "2:30 p.m." << QTime(14, 30);
        for (const char *wrong : {"", "soon", "24:00", "9:60", "13 pm", "0 am", "9:5", "-1:00", "9:30:00", "99"})
            QTest::newRow(qPrintable(QStringLiteral("refuses '%1'").arg(QLatin1String(wrong)))) << QString::fromLatin1(wrong) << QTime();
    }
    void readsTimesAsPeopleTypeThem()
    {
        QFETCH(QString, typed);
        QFETCH(QTime, time);
        QCOMPARE(readClock(typed), time);
    }

    void saysDurationsInWords()
    {
        QCOMPARE(durationText(20s), QStringLiteral("less than a minute"));
        QCOMPARE(durationText(60s), QStringLiteral("1 minute"));
        QCOMPARE(durationText(12min), QStringLiteral("12 minutes"));
        QCOMPARE(waitedText(30s), QStringLiteral("just arrived"));
        QCOMPARE(waitedText(4min), QStringLiteral("waiting 4 min"));
        QCOMPARE(untilText(5min), QStringLiteral("in 5 minutes"));
        QCOMPARE(untilText(-1min), QStringLiteral("1 minute ago"));
        QCOMPARE(untilText(10s), QStringLiteral("now"));
        QVERIFY(untilText(24h).isEmpty());
        QCOMPARE(runningText(247s), QStringLiteral("4:07"));
        QCOMPARE(runningText(3607s), QStringLiteral("1:00:07"));
        QCOMPARE(runningText(-5s), QStringLiteral("0:00"));
        m_translations.use(QStringLiteral("es"));
        QCOMPARE(durationText(60s), QStringLiteral("1 minuto"));
        QCOMPARE(untilText(5min), QStringLiteral("dentro de 5 minutos"));
    }
    void saysDaysAsPeopleDo()
    {
        const QDate today(2026, 11, 23);
        QCOMPARE(dayText(today, today), QStringLiteral("Today, Monday 23 November"));
        QCOMPARE(dayText(today.addDays(1), today), QStringLiteral("Tomorrow, Tuesday 24 November"));
        QCOMPARE(dayText(today.addDays(-1), today), QStringLiteral("Yesterday, Sunday 22 November"));
        m_translations.use(QStringLiteral("es"));
        QCOMPARE(dayText(today, today), QStringLiteral("Hoy, lunes 23 de noviembre"));
        QCOMPARE(dayText(today.addDays(2), today), QStringLiteral("Miércoles 25 de noviembre"));
    }
    void refusesALanguageThatIsNotOurs() { QVERIFY(!m_translations.use(QStringLiteral("xx"))); }
};

QTEST_GUILESS_MAIN(FormattersTest)
#include "formatters_test.moc"
