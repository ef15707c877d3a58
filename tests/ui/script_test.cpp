// SPDX-License-Identifier: Apache-2.0
// The script driver on real screens over the fake facade: what it does with steps, and what it refuses.
#include "app/desktop/facade_report.h"
#include "app/desktop/script_driver.h"
#include "tests/ui/stage.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::desktop;
using namespace bedside::tests;

class ScriptTest : public QObject {
    Q_OBJECT

    std::unique_ptr<Stage> m_stage;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::vector<nlohmann::json> m_lines;

    // Runs the script to its end; the exit code, or -1 if it never ended.
    int run(const char *situation, std::initializer_list<const char *> steps, QSize size = {1280, 800})
    {
        m_stage->play(situation);
        auto *window = m_stage->open(size);
        if (!window)
            return -2;
        ScriptDriver driver(*window, *m_stage->app, m_stage->facade, QDir(m_folder->path()), false,
                            [this](const nlohmann::json &line) { m_lines.push_back(line); });
        for (const char *step : steps)
            if (!driver.take(step).ok())
                return -3;
        QSignalSpy finished(&driver, &ScriptDriver::finished);
        driver.start();
        return finished.wait(20000) ? finished.at(0).at(0).toInt() : -1;
    }
    const nlohmann::json *line(const char *event, const char *name = nullptr) const
    {
        for (const auto &l : m_lines)
            if (l["ev"] == event && (!name || (l.contains("name") && l["name"] == name)))
                return &l;
        return nullptr;
    }

private Q_SLOTS:
    void init()
    {
        m_stage = std::make_unique<Stage>();
        m_folder = std::make_unique<QTemporaryDir>();
        m_lines.clear();
    }

    void signsInByKeysAndClicks()
    {
        QCOMPARE(run("sign-in", {R"({"do":"wait-screen","screen":["today","sign-in"]})",
                                 R"({"do":"type","target":"loginField","text":"mLin2"})",
                                 R"({"set":"pw","value":"Correct horse! ñ"})",
                                 R"({"do":"type","target":"passwordField","value":"pw"})",
                                 R"({"do":"click","target":"continueButton"})", R"({"do":"wait-screen","screen":"code"})",
                                 R"({"do":"type","target":"codeField","text":"123456"})", R"({"do":"key","key":"Return"})"}),
                 0);
        QCOMPARE(m_stage->facade.lastCommand(), std::string("signIn mLin2 Correct horse! ñ 123456"));
        QVERIFY(line("ready") && line("done") && line("shown"));
    }
    void makesAnAppointmentAndAnInvitation()
    {
        QCOMPARE(run("today", {R"({"do":"key","key":"Ctrl+N"})", R"({"do":"wait-screen","screen":"appointment"})",
                               R"({"do":"type","target":"patientNameField","text":"New Person"})",
                               R"({"do":"type","target":"timeField","text":"16:15"})",
                               R"({"do":"click","target":"saveButton"})", R"({"do":"wait-screen","screen":"today"})",
                               R"({"do":"click","target":"dayRow2"})", R"({"do":"shot","name":"today"})",
                               R"({"do":"click","target":"inviteButton"})", R"({"do":"wait-screen","screen":"invite"})"}),
                 0);
        QVERIFY(m_stage->facade.called("saveAppointment New Person"));
        QVERIFY(m_stage->facade.called("showInvitation " + visitId(3).text()));
        QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("today.png"))));
    }
    void readsTheLinkFromTheScreen()
    {
        QCOMPARE(run("invite", {R"({"do":"wait","target":"inviteLink"})", R"({"do":"read","target":"inviteLink","name":"link"})",
                                R"({"do":"click","target":"copyLinkButton"})"}),
                 0);
        QCOMPARE(QString::fromStdString((*line("value", "link"))["value"].get<std::string>()), m_stage->app->invitation()->link());
        QVERIFY(!m_stage->surroundings.copied.isEmpty());
    }
    void admitsAfterTheCheckCard()
    {
        QCOMPARE(run("today-waiting", {R"({"do":"wait-text","text":"Waiting"})", R"({"do":"click","target":"primaryActionButton"})",
                                       R"({"do":"click","target":"admitButton"})"}),
                 0);
        QVERIFY(m_stage->facade.called("openVisit " + visitId(2).text()));
    }
    void goesThroughAVisit()
    {
        QCOMPARE(run("visit", {R"({"do":"wait-tile","state":"live"})", R"({"do":"hover"})", R"({"do":"click","target":"chatButton"})",
                               R"({"do":"type","target":"chatField","text":"Hello"})", R"({"do":"click","target":"sendButton"})",
                               R"({"do":"click","target":"chatButton"})", R"({"do":"click","target":"securityChip"})",
                               R"({"do":"read","target":"safetyCode0","name":"code"})", R"({"do":"click","target":"codesMatchButton0"})",
                               R"({"do":"click","target":"securityChip"})", R"({"do":"state","name":"all"})",
                               R"({"do":"texts","name":"told"})", R"({"do":"click","target":"leaveButton"})", R"({"do":"click","target":"endForAllButton"})",
                               R"({"do":"quit"})"}),
                 0);
        QVERIFY(m_stage->facade.called("sendChat Hello"));
        QVERIFY(m_stage->facade.called("confirmSafetyCode 1 same"));
        QVERIFY(m_stage->facade.called("endVisitForAll"));
        QCOMPARE((*line("value", "code"))["value"], "48213 90577");
        const auto &state = (*line("value", "all"))["value"];
        QCOMPARE(state["visit"]["stage"], "active");
        QCOMPARE(state["visit"]["tiles"][0]["state"], "live");
        QCOMPARE(state["visit"]["line"]["rung"], "picture");
        const auto &told = (*line("value", "told"))["value"];
        QVERIFY(std::find(told.begin(), told.end(), m_stage->app->visit()->security()->chipText().toStdString()) != told.end());
        QVERIFY(std::find(told.begin(), told.end(), "48213 90577") == told.end()); // its panel is closed
        QCOMPARE(state["visit"]["security"]["codes"][0]["digits"], "48213 90577");
    }
    void pressesShortcuts()
    {
        QCOMPARE(run("visit", {R"({"do":"key","key":"Ctrl+D"})", R"({"do":"key","key":"Ctrl+W"})", R"({"do":"click","target":"stayButton"})"}), 0);
        QVERIFY(m_stage->facade.called("setMicrophone off"));
    }
    void clicksABarThatHasFaded()
    {
        QCOMPARE(run("visit", {R"({"do":"stay","seconds":4.6})", R"({"do":"hover"})", R"({"do":"click","target":"microphoneButton"})"}), 0);
        QVERIFY(m_stage->facade.called("setMicrophone off"));
    }
    void waitsForAValueThatComesLater()
    {
        m_stage->play("unlock");
        auto *window = m_stage->open();
        ScriptDriver driver(*window, *m_stage->app, m_stage->facade, QDir(m_folder->path()), true,
                            [this](const nlohmann::json &l) { m_lines.push_back(l); });
        QVERIFY(driver.take(R"({"do":"type","target":"passphraseField","value":"secret"})").ok());
        driver.start();
        QTest::qWait(150);
        QVERIFY(!line("step"));
        QVERIFY(driver.take(R"({"set":"secret","value":"1234"})").ok());
        QTRY_VERIFY(line("step"));
        QVERIFY(!line("done")); // more may come
        driver.inputEnded();
        QTRY_VERIFY(line("done"));
    }

    void failsAtADeadlineAndShowsWhy()
    {
        QCOMPARE(run("today", {R"({"do":"click","target":"noSuchButton","seconds":0.2,"id":"x"})"}), 1);
        const auto *failed = line("failed");
        QVERIFY(failed);
        QCOMPARE((*failed)["screen"], "today");
        QCOMPARE((*failed)["id"], "x");
        QVERIFY(QFile::exists(m_folder->filePath(QStringLiteral("failed.png"))));
        QVERIFY(!line("done"));
    }
    void doesNotClickWhatLiesUnderADialog()
    {
        QCOMPARE(run("today-waiting", {R"({"do":"click","target":"primaryActionButton"})",
                                       R"({"do":"click","target":"newAppointmentButton","seconds":0.3})"}),
                 1);
        QCOMPARE(m_stage->app->screen(), QStringLiteral("today"));
    }
    void doesNotFindWhatIsNotShown() { QCOMPARE(run("today", {R"({"do":"wait","target":"admitButton","seconds":0.2})"}), 1); }
    void doesNotTakeAnotherTextForTheExpectedOne()
    {
        QCOMPARE(run("today", {R"({"do":"expect","target":"dayTitle","text":"Tuesday","seconds":0.2})"}), 1);
    }
    void doesNotWriteOutsideTheReportFolder()
    {
        QCOMPARE(run("today", {R"({"do":"shot","name":"../evil"})"}), 1);
        QVERIFY(!QFile::exists(QDir(m_folder->path()).absoluteFilePath(QStringLiteral("../evil.png"))));
    }
    void noticesATextThatTheFieldDidNotTake()
    {
        QCOMPARE(run("today", {R"({"do":"key","key":"Ctrl+N"})",
                               R"({"do":"type","target":"timeField","text":"a text that is longer than the field"})"}),
                 1);
    }

    void refusesWhatIsNoStep_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"{", "[]", "{\"do\":1}", "{\"do\":\"dance\"}", "{\"do\":\"click\"}", "{\"do\":\"type\",\"target\":\"x\"}",
                                 "{\"do\":\"stay\",\"seconds\":-1}", "{\"do\":\"stay\",\"seconds\":\"2\"}", "{\"set\":\"x\"}",
                                 "{\"do\":\"wait-screen\",\"screen\":3}", "{\"do\":\"wait-tile\",\"state\":\"live\",\"count\":\"x\"}"})
            QTest::newRow(text) << QString::fromLatin1(text);
    }
    void refusesWhatIsNoStep()
    {
        QFETCH(QString, text);
        m_stage->play("today");
        ScriptDriver driver(*m_stage->open(), *m_stage->app, m_stage->facade, QDir(), false, [](const nlohmann::json &) {});
        QVERIFY(!driver.take(text.toStdString()).ok());
    }
    void passesOverCommentsAndEmptyLines()
    {
        QCOMPARE(run("today", {"", "# a comment", R"({"do":"emit","name":"here"})"}), 0);
        QVERIFY(line("mark", "here"));
    }

    // At the smallest size and the largest text every control can still be scrolled to and clicked.
    void everyControlCanBeReachedInASmallWindow_data()
    {
        QTest::addColumn<QString>("situation");
        for (const auto &name : situations())
            QTest::newRow(name.c_str()) << QString::fromStdString(name);
    }
    void everyControlCanBeReachedInASmallWindow()
    {
        QFETCH(QString, situation);
        for (const int percent : {100, 200}) {
            m_stage = std::make_unique<Stage>();
            m_stage->settings.setTextPercent(percent);
            m_stage->play(situation.toStdString());
            auto *window = m_stage->open({900, 600});
            QVERIFY(window);
            WindowHand hand(*window);
            QStringList names;
            for (const auto *item : visibleItems(window->contentItem()))
                if (item->inherits("QQuickAbstractButton") && item->isEnabled() && !item->objectName().isEmpty() &&
                    !item->objectName().startsWith(QLatin1String("dayRow")))
                    names << item->objectName();
            for (const auto &name : names)
                QVERIFY2(hand.reach(name), qPrintable(QStringLiteral("%1 at %2 %").arg(name).arg(percent)));
        }
    }
};

QTEST_MAIN(ScriptTest)
#include "script_test.moc"
