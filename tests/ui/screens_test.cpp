// SPDX-License-Identifier: Apache-2.0
// Every screen, over the fake facade, in a real window of the offscreen platform.
#include "app/desktop/window_hand.h"
#include "tests/ui/stage.h"

#include <QQmlContext>
#include <QQmlProperty>
#include <QTest>

#include <set>

using namespace bedside;
using namespace bedside::tests;

namespace {

bool isControl(const QQuickItem *item)
{
    return item->inherits("QQuickAbstractButton") || item->inherits("QQuickTextField") || item->inherits("QQuickComboBox");
}

QString accessibleName(const QQuickItem *item)
{
    return QQmlProperty::read(item, QStringLiteral("Accessible.name"), qmlContext(item)).toString();
}

// Qt tells no name of a password field, so its description has to begin with it.
QString spokenName(const QQuickItem *item)
{
    const QString name = accessibleName(item);
    return !name.isEmpty() || !QQmlProperty::read(item, QStringLiteral("Accessible.passwordEdit"), qmlContext(item)).toBool()
               ? name
               : QQmlProperty::read(item, QStringLiteral("Accessible.description"), qmlContext(item)).toString();
}

QString label(const QQuickItem *item)
{
    return QString::fromLatin1(item->metaObject()->className()) + QLatin1Char(' ') + item->objectName() + QLatin1Char(' ') +
           accessibleName(item);
}

bool takesTab(const QQuickItem *item)
{
    const bool control = isControl(item) && (item->property("focusPolicy").toInt() & Qt::TabFocus);
    return item->isEnabled() && item->isVisible() && (control || item->activeFocusOnTab());
}

void allSituations()
{
    QTest::addColumn<QString>("situation");
    for (const auto &name : situations())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

} // namespace

class ScreensTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loadWithoutAWarning_data() { allSituations(); }
    void loadWithoutAWarning()
    {
        QFETCH(QString, situation);
        const struct { const char *language; bool rightToLeft; } kReaders[] = {{"en", false}, {"en", true}, {"es", false}};
        for (const auto &reader : kReaders) {
            for (const int percent : {100, 200}) {
                Stage stage;
                stage.settings.setLanguage(QString::fromLatin1(reader.language));
                stage.translations.use(QString::fromLatin1(reader.language));
                stage.settings.setRightToLeft(reader.rightToLeft);
                stage.settings.setTextPercent(percent);
                stage.play(situation.toStdString());
                QVERIFY(stage.open({900, 600}));
                const QString page = situation.section(QLatin1Char('-'), 0, 0);
                QVERIFY2(stage.app->screen().startsWith(page), qPrintable(stage.app->screen()));
                QVERIFY2(stage.warnings.isEmpty(), qPrintable(stage.warnings.join(QLatin1Char('\n'))));
                QCOMPARE(stage.window()->title(), QStringLiteral("Bedside"));
                const QString misplaced = desktop::WindowHand(*stage.window()).misplaced();
                QVERIFY2(misplaced.isEmpty(), qPrintable(misplaced));
            }
        }
    }

    void giveEveryControlAName_data() { allSituations(); }
    void giveEveryControlAName()
    {
        QFETCH(QString, situation);
        Stage stage;
        stage.play(situation.toStdString());
        QVERIFY(stage.open());
        int controls = 0;
        for (const auto *item : visibleItems(stage.window()->contentItem())) {
            if (!takesTab(item))
                continue;
            ++controls;
            QVERIFY2(!spokenName(item).isEmpty(), qPrintable(label(item)));
        }
        QVERIFY(controls > 0);
    }

    void canBeGoneThroughByTab_data() { allSituations(); }
    void canBeGoneThroughByTab()
    {
        QFETCH(QString, situation);
        Stage stage;
        stage.play(situation.toStdString());
        auto *window = stage.open();
        QVERIFY(window);
        QTRY_VERIFY(window->activeFocusItem());
        std::set<const QQuickItem *> reached;
        for (int i = 0; i < 80; ++i) {
            for (const auto *item = window->activeFocusItem(); item; item = item->parentItem())
                reached.insert(item); // a list has the focus when its row has it
            QTest::keyClick(window, Qt::Key_Tab);
        }
        for (const auto *item : visibleItems(window->contentItem()))
            if (takesTab(item))
                QVERIFY2(reached.contains(item), qPrintable(label(item)));
    }

    void makeTargetsLargeOnThePatientsScreens_data()
    {
        QTest::addColumn<QString>("situation");
        for (const char *name : {"welcome", "waiting", "waiting-busy", "waiting-blocked", "thanks", "problem"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void makeTargetsLargeOnThePatientsScreens()
    {
        QFETCH(QString, situation);
        Stage stage;
        stage.play(situation.toStdString());
        QVERIFY(stage.open());
        for (const auto *item : visibleItems(stage.window()->contentItem()))
            if (takesTab(item) && isControl(item))
                QVERIFY2(item->height() >= 44 && item->width() >= 44, qPrintable(label(item)));
    }

    void letTheDayBeWalkedByArrowsAndEnter()
    {
        Stage stage;
        stage.play("today-waiting");
        auto *window = stage.open();
        QTRY_VERIFY(window->activeFocusItem());
        QVERIFY(stage.item("dayList")->hasActiveFocus());
        QCOMPARE(stage.app->day()->selectedIndex(), 0); // who waits comes first
        QTest::keyClick(window, Qt::Key_Down);
        QCOMPARE(stage.app->day()->selectedIndex(), 1);
        QTest::keyClick(window, Qt::Key_Up);
        QTest::keyClick(window, Qt::Key_Return);
        QTRY_VERIFY(stage.item("admitButton"));
        QVERIFY(!stage.facade.called("admit 7"));
        QTest::keyClick(window, Qt::Key_Return); // the check card has the focus on its first answer
        QTRY_VERIFY(stage.facade.called("openVisit " + visitId(2).text()));
        QVERIFY(!stage.facade.called("admit 7")); // not before the visit is open
        stage.facade.theVisit.stage = client::VisitStage::Active;
        stage.facade.theVisit.isHost = true;
        stage.facade.theVisit.id = visitId(2);
        stage.facade.tell(client::Part::Visit);
        QVERIFY(stage.facade.called("admit 7"));
        QCOMPARE(stage.app->screen(), QStringLiteral("visit"));
    }

    void letTheCheckCardBeClosedByEscape()
    {
        Stage stage;
        stage.play("today-waiting");
        auto *window = stage.open();
        stage.app->act();
        QTRY_VERIFY(stage.item("admitButton"));
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!stage.item("admitButton"));
        QVERIFY(!stage.facade.called("admit 7") && !stage.facade.called("deny 7"));
    }

    void keepTheDayBehindTheCardOutOfReach()
    {
        Stage stage;
        stage.play("today-waiting");
        auto *window = stage.open();
        stage.app->act();
        QTRY_VERIFY(stage.item("admitButton"));
        for (int i = 0; i < 12; ++i) {
            QTest::keyClick(window, Qt::Key_Tab);
            QVERIFY(window->activeFocusItem());
            QVERIFY2(window->activeFocusItem()->objectName().endsWith(QLatin1String("Button")), qPrintable(label(window->activeFocusItem())));
            QVERIFY(window->activeFocusItem()->objectName() != QLatin1String("newAppointmentButton"));
        }
    }

    void putTheSetAsideFileBackFromTheScreen()
    {
        Stage stage;
        stage.play("problem-store");
        auto *window = stage.open();
        QVERIFY(stage.item("setAsideText")->property("text").toString().contains(QStringLiteral("bedside.db.aside-1")));
        QCOMPARE(stage.item("problemAction")->property("text").toString(), QStringLiteral("Put it back and try again"));
        QVERIFY(stage.item("closeButton"));
        QTest::keyClick(window, Qt::Key_Return);
        QCOMPARE(stage.facade.lastCommand(), std::string("tryAgain"));
    }

    void askBeforeAVisitEndsForEveryone()
    {
        Stage stage;
        stage.play("visit");
        auto *window = stage.open();
        QTest::keyClick(window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("endForAllButton"));
        QVERIFY(!stage.item("leaveOnlyButton"));
        QVERIFY(!stage.facade.called("endVisitForAll"));
        QTest::keyClick(window, Qt::Key_Return); // the focus is on staying
        QTRY_VERIFY(!stage.item("endForAllButton"));
        QVERIFY(!stage.facade.called("endVisitForAll"));
        QTest::keyClick(window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("endForAllButton"));
        stage.item("endForAllButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Return);
        QTRY_VERIFY(stage.facade.called("endVisitForAll"));
    }

    void askBeforeTheWindowClosesOnAVisit()
    {
        Stage stage;
        stage.play("visit");
        auto *window = stage.open();
        QVERIFY(!window->close());
        QTRY_VERIFY(stage.item("questionYesButton"));
        QVERIFY(window->isVisible());
        QTRY_COMPARE(window->activeFocusItem()->objectName(), QStringLiteral("questionNoButton"));
        QTest::keyClick(window, Qt::Key_Tab);
        QTest::keyClick(window, Qt::Key_Tab);
        QCOMPARE(window->activeFocusItem()->objectName(), QStringLiteral("questionNoButton")); // nothing under it is reached
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!stage.item("questionYesButton"));
        QVERIFY(!stage.facade.called("endVisitForAll"));
        QCOMPARE(window->activeFocusItem()->objectName(), QStringLiteral("microphoneButton"));
        QVERIFY(!window->close());
        QTRY_VERIFY(stage.item("questionYesButton"));
        stage.item("questionYesButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Return);
        QTRY_VERIFY(stage.facade.called("endVisitForAll"));
        stage.facade.theVisit.stage = client::VisitStage::Summary;
        stage.facade.tell(client::Part::Visit);
        QVERIFY(window->close());
    }

    void closeTheWaitingRoomOnceAgreed()
    {
        Stage stage;
        stage.play("waiting");
        auto *window = stage.open();
        QVERIFY(!window->close());
        QTRY_VERIFY(stage.item("questionYesButton"));
        stage.item("questionYesButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Return);
        QTRY_VERIFY(!window->isVisible());
    }

    void keepATypedAppointmentFromEveryKeyThatLeaves_data()
    {
        QTest::addColumn<int>("key");
        QTest::addColumn<bool>("control");
        QTest::newRow("Esc") << int(Qt::Key_Escape) << false;
        for (const int key : {Qt::Key_1, Qt::Key_2, Qt::Key_3, Qt::Key_N})
            QTest::newRow(QByteArray(1, char(key)).constData()) << key << true;
    }
    void keepATypedAppointmentFromEveryKeyThatLeaves()
    {
        QFETCH(int, key);
        QFETCH(bool, control);
        Stage stage;
        stage.play("today");
        stage.app->newAppointment();
        auto *window = stage.open();
        QTRY_COMPARE(window->activeFocusItem()->objectName(), QStringLiteral("patientNameField"));
        for (const char c : {'a', 'b'})
            QTest::keyClick(window, c);
        const auto modifier = control ? Qt::ControlModifier : Qt::NoModifier;
        QTest::keyClick(window, Qt::Key(key), modifier);
        QTRY_VERIFY(stage.item("questionYesButton"));
        QTest::keyClick(window, Qt::Key_2, Qt::ControlModifier); // a dialog covers the page: its keys are off
        QTest::keyClick(window, Qt::Key_Return);                 // the focus is on staying
        QTRY_VERIFY(!stage.item("questionYesButton"));
        QCOMPARE(stage.app->screen(), QStringLiteral("appointment"));
        QCOMPARE(stage.item("patientNameField")->property("text").toString(), QStringLiteral("ab"));
        QVERIFY(!window->close());
        QTRY_VERIFY(stage.item("questionYesButton"));
    }

    void letAPatientLeaveButNotEnd()
    {
        Stage stage;
        stage.play("visit-guest");
        auto *window = stage.open();
        QTest::keyClick(window, Qt::Key_W, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("leaveOnlyButton"));
        QVERIFY(!stage.item("endForAllButton"));
        stage.item("leaveOnlyButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.facade.called("leaveVisit"));
    }

    void switchCameraAndMicrophoneByKey()
    {
        Stage stage;
        stage.play("visit");
        auto *window = stage.open();
        QTest::keyClick(window, Qt::Key_D, Qt::ControlModifier);
        QTest::keyClick(window, Qt::Key_E, Qt::ControlModifier);
        QVERIFY(stage.facade.called("setMicrophone off"));
        QVERIFY(stage.facade.called("setCamera off"));
        QTest::keyClick(window, Qt::Key_D, Qt::ControlModifier);
        QVERIFY(stage.facade.called("setMicrophone on"));
    }

    void fadeTheBarAndBringItBack()
    {
        Stage stage;
        stage.play("visit");
        auto *window = stage.open();
        auto *button = stage.item("microphoneButton");
        QVERIFY(button);
        QTest::mouseMove(window, QPoint(600, 300));
        const auto *bar = button->parentItem()->parentItem();
        QTRY_COMPARE_WITH_TIMEOUT(bar->opacity(), 0.0, 6000);
        QTest::mouseMove(window, QPoint(620, 330));
        QTRY_VERIFY(bar->opacity() > 0.9);
        QTRY_COMPARE_WITH_TIMEOUT(bar->opacity(), 0.0, 6000);
        QTest::keyClick(window, Qt::Key_Tab);
        QTRY_VERIFY(bar->opacity() > 0.9);
    }

    void sendAChatLineByEnter()
    {
        Stage stage;
        stage.play("visit-guest");
        auto *window = stage.open();
        QTest::keyClick(window, Qt::Key_T, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("chatField"));
        QTRY_COMPARE(window->activeFocusItem()->objectName(), QStringLiteral("chatField"));
        for (const char c : {'h', 'i'})
            QTest::keyClick(window, c);
        QTest::keyClick(window, Qt::Key_Return);
        QVERIFY(stage.facade.called("sendChat hi"));
        QVERIFY(stage.item("chatField")->property("text").toString().isEmpty());
        QTest::keyClick(window, Qt::Key_Return);
        QCOMPARE(stage.facade.lastCommand(), std::string("sendChat hi")); // nothing is not sent
    }

    void showThePicturesOfTheVisit()
    {
        Stage stage;
        stage.play("visit");
        stage.pictures.other.put(64, 36, 0xFF0000, 0xFF0000);
        stage.pictures.self.put(64, 36, 0x0000FF, 0x0000FF);
        auto *window = stage.open();
        QTRY_COMPARE(window->grabWindow().pixelColor(640, 300), QColor(Qt::red));
        const auto *self = stage.item("selfView");
        QVERIFY(self);
        const QPoint middle = self->mapToScene(QPointF(self->width() / 2, self->height() / 2)).toPoint();
        QTRY_COMPARE(window->grabWindow().pixelColor(middle), QColor(Qt::blue));
    }

    void sayThatAPictureStandsStill()
    {
        Stage stage;
        stage.play("visit");
        stage.pictures.other.put(64, 36, 0xFF0000, 0xFF0000);
        auto *window = stage.open();
        desktop::WindowHand hand(*window);
        QTRY_COMPARE(window->grabWindow().pixelColor(640, 120), QColor(Qt::red));
        QVERIFY(!hand.shows(QStringLiteral("stands still")));
        stage.facade.theVisit.tiles[0].state = client::TileState::PictureStopped;
        stage.facade.tell(client::Part::Visit);
        QTRY_VERIFY(hand.shows(QStringLiteral("stands still")));
        const QColor dimmed = window->grabWindow().pixelColor(640, 120);
        QVERIFY(dimmed.red() > 30 && dimmed.red() < 120); // there, and plainly an old one
        stage.facade.theVisit.tiles[0].state = client::TileState::Live;
        stage.facade.tell(client::Part::Visit);
        QTRY_COMPARE(window->grabWindow().pixelColor(640, 120), QColor(Qt::red));
    }

    void showNoPictureOfSomebodyWhoIsNotChecked()
    {
        Stage stage;
        stage.play("visit");
        stage.pictures.other.put(64, 36, 0xFF0000, 0xFF0000);
        stage.facade.theVisit.tiles[0].state = client::TileState::NotVerified;
        stage.facade.tell(client::Part::Visit);
        auto *window = stage.open();
        stage.settle();
        QVERIFY(window->grabWindow().pixelColor(640, 120) != QColor(Qt::red));
        QCOMPARE(stage.app->visit()->security()->chipText(), QStringLiteral("Not checked"));
    }

    void letThePatientLeaveTheWaitingRoomAfterAQuestion()
    {
        Stage stage;
        stage.play("waiting");
        auto *window = stage.open();
        stage.item("leaveWaitingButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.item("confirmLeaveButton"));
        QTest::keyClick(window, Qt::Key_Return); // the focus is on staying
        QTRY_VERIFY(!stage.item("confirmLeaveButton"));
        QVERIFY(!stage.facade.called("leaveVisit"));
        stage.item("leaveWaitingButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.item("confirmLeaveButton"));
        stage.item("confirmLeaveButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.facade.called("leaveVisit"));
    }

    void letThePatientTakeAnotherLinkWhileNobodyAnswers()
    {
        Stage stage;
        stage.play("waiting-unreachable");
        auto *window = stage.open();
        stage.item("otherLinkButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.item("otherLinkField"));
        QTRY_COMPARE(window->activeFocusItem()->objectName(), QStringLiteral("otherLinkField"));
        QTest::keyClick(window, Qt::Key_Return); // nothing pasted yet
        QVERIFY(!stage.app->guest()->linkProblem().isEmpty());
        for (const char c : {'b', '#', 'c'})
            QTest::keyClick(window, c);
        QTest::keyClick(window, Qt::Key_Return);
        QTRY_VERIFY(!stage.item("otherLinkField"));
        QVERIFY(stage.facade.called("openLink b#c"));
    }

    void showAWaitingPatientWhatCouldNotBeDone()
    {
        Stage stage;
        stage.play("waiting");
        QVERIFY(stage.open());
        QVERIFY(!stage.item("noticeBanner"));
        stage.facade.theNotice = Error(ErrorCode::DiskFull);
        stage.facade.tell(client::Part::Notice);
        QTRY_VERIFY(stage.item("noticeBanner"));
        QVERIFY(stage.item("noticeBanner")->property("text").toString().contains(QStringLiteral("disk is full")));
    }

    void sayHowTheNetworkIsAndShowItsLegsWhenAsked()
    {
        Stage stage;
        stage.play("waiting-blocked");
        auto *window = stage.open({900, 600});
        QVERIFY(window);
        QCOMPARE(accessibleName(stage.item("networkHeadline")), QStringLiteral("Your internet connection blocks video visits."));
        QVERIFY(accessibleName(stage.item("networkRemedy")).contains(QStringLiteral("hotspot")));
        QVERIFY(!stage.item("networkDetails"));
        auto *button = stage.item("networkDetailsButton");
        QVERIFY(button);
        button->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Return);
        stage.settle();
        QVERIFY(stage.item("networkDetails"));
        QStringList read;
        for (const auto *item : visibleItems(stage.item("networkDetails")))
            read << accessibleName(item);
        const QString all = read.join(QLatin1Char('\n'));
        for (const char *words : {"Reaching the practice's server: Works", "Picture and sound, the fast way: Does not work",
                                  "relay, UDP, relay.riverside.example:3478", "Let UDP out to this host and port",
                                  "Take this host out of TLS inspection", "Proxy: http://proxy.hospital.example:3128"})
            QVERIFY2(all.contains(QLatin1String(words)), qPrintable(all));
        QTest::keyClick(window, Qt::Key_Return);
        stage.settle();
        QVERIFY(!stage.item("networkDetails"));

        QVERIFY(!stage.facade.called("checkNetwork"));
        stage.item("checkNetworkButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QVERIFY(stage.facade.called("checkNetwork"));
        stage.facade.commands.clear();
        stage.facade.theNetwork.running = true;
        stage.facade.tell(client::Part::Network);
        QTest::keyClick(window, Qt::Key_Return); // one at a time
        QVERIFY(!stage.facade.called("checkNetwork"));
    }
    void offerTheCheckToAGuestWhoCantGetThrough()
    {
        Stage stage;
        stage.play("waiting-unreachable");
        QVERIFY(stage.open());
        QVERIFY(stage.item("checkNetworkButton"));
        stage.facade.theGuest.failure.reset();
        stage.facade.tell(client::Part::Guest);
        stage.settle();
        QVERIFY(!stage.item("checkNetworkButton"));
    }
    void sayWhatIsMissingWhenNoOtherLinkIsPasted()
    {
        Stage stage;
        stage.play("problem");
        auto *window = stage.open();
        stage.item("problemAction")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.item("openLinkButton"));
        stage.item("openLinkButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(!stage.app->guest()->linkProblem().isEmpty());
        bool shown = false;
        for (const auto *item : visibleItems(window->contentItem()))
            shown = shown || item->property("text").toString() == stage.app->guest()->linkProblem();
        QVERIFY(shown);
    }

    void leadBackFromAGuestsScreensToThePractices()
    {
        for (const auto &[situation, button] : {std::pair("waiting-at-work", "leaveWaitingButton"), std::pair("problem-denied", "backToTodayButton")}) {
            Stage stage;
            stage.play(situation);
            auto *window = stage.open();
            QVERIFY(stage.item(button));
            QCOMPARE(stage.item(button)->property("text").toString(), QStringLiteral("Back to today"));
            stage.item(button)->forceActiveFocus();
            QTest::keyClick(window, Qt::Key_Space);
            if (QByteArray(button) == "leaveWaitingButton") {
                QTRY_VERIFY(stage.item("confirmLeaveButton"));
                stage.item("confirmLeaveButton")->forceActiveFocus();
                QTest::keyClick(window, Qt::Key_Space);
            }
            QTRY_VERIFY(stage.facade.called("closeSummary 4"));
        }
    }

    void askOverThePracticesScreensBeforeALinkIsOpened()
    {
        Stage stage;
        stage.play("today");
        auto *window = stage.open();
        stage.app->guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QTRY_VERIFY(stage.item("openAskedButton"));
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!stage.item("openAskedButton"));
        QVERIFY(!stage.facade.called("openLink bedside://x/join/y#z"));
        QVERIFY(window->activeFocusItem() && stage.item("dayList")->hasActiveFocus());
        stage.app->guest()->openLink(QStringLiteral("bedside://x/join/y#z"));
        QTRY_VERIFY(stage.item("openAskedButton"));
        stage.item("openAskedButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.facade.called("openLink bedside://x/join/y#z"));
    }

    void sendAgainWhatWasNotDelivered()
    {
        Stage stage;
        stage.play("visit-guest");
        auto *window = stage.open();
        QTest::keyClick(window, Qt::Key_T, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("sendAgainButton3"));
        QVERIFY(!stage.item("sendAgainButton0"));
        stage.item("sendAgainButton3")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.facade.called("sendChatAgain 3"));
    }

    void offerTheChatWhereTheLineIsTooWeakForSound()
    {
        Stage stage;
        stage.play("visit-text-only");
        auto *window = stage.open();
        QTRY_VERIFY(stage.item("writeInsteadButton") && stage.item("writeInsteadButton")->isVisible());
        stage.item("writeInsteadButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(!stage.item("writeInsteadButton") || !stage.item("writeInsteadButton")->isVisible());
        QTRY_VERIFY(stage.app->visit()->chat()->watched());
    }

    void takeTheLimitThatThePersonChooses()
    {
        Stage stage;
        stage.play("visit-guest");
        auto *window = stage.open();
        stage.item("devicesButton")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.item("limitSound") && stage.item("limitSound")->isVisible());
        QVERIFY(stage.item("limitNone")->property("checked").toBool());
        stage.item("limitSound")->forceActiveFocus();
        QTest::keyClick(window, Qt::Key_Space);
        QTRY_VERIFY(stage.facade.called("limitLine 2"));
    }

    void hideTheAddressBySpaceAndEnter()
    {
        for (const char *situation : {"waiting", "settings"}) {
            Stage stage;
            stage.play(situation);
            auto *window = stage.open();
            auto *box = stage.item("hideAddress");
            QVERIFY(box && !box->property("checked").toBool());
            box->forceActiveFocus();
            QTest::keyClick(window, Qt::Key_Space);
            QTRY_VERIFY(stage.facade.called("hideAddress on"));
            QVERIFY(box->property("checked").toBool() && stage.settings.hidesAddress());
            QTest::keyClick(window, Qt::Key_Return);
            QTRY_VERIFY(stage.facade.called("hideAddress off"));
            QVERIFY(!box->property("checked").toBool() && !stage.settings.hidesAddress());
            stage.facade.theAddressHiding.byPractice = true; // it still follows
            stage.facade.tell(client::Part::Address);
            QVERIFY(box->property("checked").toBool() && !box->isEnabled());
        }
    }

    void showTheReportBeforeItIsSaved_data()
    {
        QTest::addColumn<QString>("situation");
        for (const char *name : {"settings", "waiting-unreachable", "problem", "problem-newer", "problem-store"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void showTheReportBeforeItIsSaved()
    {
        QFETCH(QString, situation);
        Stage stage;
        stage.play(situation.toStdString());
        auto *window = stage.open({900, 600});
        const auto press = [&](const char *name) {
            stage.item(name)->forceActiveFocus();
            QTest::keyClick(window, Qt::Key_Space);
        };
        QVERIFY(stage.item("supportButton"));
        press("supportButton");
        QTRY_VERIFY(stage.item("reportText"));
        QCOMPARE(stage.item("reportText")->property("text").toString(), stage.surroundings.report);
        QTRY_COMPARE(window->activeFocusItem()->objectName(), QStringLiteral("closeReportButton"));
        std::set<QString> reached; // and nothing under the sheet
        for (int i = 0; i < 9; ++i) {
            QTest::keyClick(window, Qt::Key_Tab);
            reached.insert(window->activeFocusItem()->objectName());
        }
        QCOMPARE(reached, (std::set<QString>{QStringLiteral("reportText"), QStringLiteral("saveReportButton"), QStringLiteral("closeReportButton")}));
        press("saveReportButton"); // and then no file is chosen
        QVERIFY(stage.surroundings.written.isEmpty() && !stage.item("reportSaved") && !stage.item("reportProblem"));

        stage.surroundings.chosenFile = QStringLiteral("/media/stick/report.txt");
        stage.surroundings.saveProblem = Error(ErrorCode::DiskFull);
        press("saveReportButton");
        QTRY_VERIFY(stage.item("reportProblem"));
        QVERIFY(stage.item("reportProblem")->property("text").toString().contains(QStringLiteral("The disk is full")));
        stage.surroundings.saveProblem.reset();
        press("saveReportButton");
        QTRY_VERIFY(stage.item("reportSaved"));
        QVERIFY(!stage.item("reportProblem"));
        QVERIFY(stage.item("reportSaved")->property("text").toString().contains(stage.surroundings.chosenFile));
        QCOMPARE(stage.surroundings.written.value(stage.surroundings.chosenFile), stage.surroundings.report.toUtf8());
        for (const char *name : {"saveReportButton", "closeReportButton", "reportSaved"}) {
            const auto *item = stage.item(name);
            const QRectF place = item->mapRectToScene(QRectF(0, 0, item->width(), item->height()));
            QVERIFY2(QRectF(0, 0, 900, 600).contains(place), name);
        }
        QTest::keyClick(window, Qt::Key_Escape);
        QTRY_VERIFY(!stage.item("reportText"));
        QVERIFY2(stage.warnings.isEmpty(), qPrintable(stage.warnings.join(QLatin1Char('\n'))));
    }

    // Everything keeps to its place while the check goes on and what is known of the practice comes.
    void keepTheWaitingRoomInShape()
    {
        Stage stage;
        stage.play("waiting");
        stage.facade.theNetwork = {};
        stage.facade.theAddressHiding = {};
        stage.facade.theMedia.generatedPicture = stage.facade.theMedia.generatedSound = true;
        desktop::WindowHand hand(*stage.open());
        stage.settle();
        const auto shown = [&](client::Part part) {
            stage.facade.tell(part);
            QTest::qWait(60); // some frames
            const QString misplaced = hand.misplaced();
            QVERIFY2(misplaced.isEmpty(), qPrintable(misplaced));
        };
        shown(client::Part::LocalMedia);
        stage.facade.theAddressHiding.hasRelay = false;
        shown(client::Part::Address);
        stage.facade.theNetwork.running = true;
        shown(client::Part::Network);
        for (int done = 1; done <= 5; ++done) {
            stage.facade.theNetwork.percent = 20 * done;
            stage.facade.theNetwork.steps.push_back({client::NetworkLeg::Https, "visits.riverside.example:443", {}, Milliseconds(40)});
            shown(client::Part::Network);
        }
        stage.facade.theNetwork.running = false;
        stage.facade.theNetwork.grade = client::NetworkGrade::Good;
        shown(client::Part::Network);
        QVERIFY2(stage.warnings.isEmpty(), qPrintable(stage.warnings.join(QLatin1Char('\n'))));
    }

    void askBeforeACodeThatDiffersStopsTheVisit()
    {
        Stage stage;
        stage.play("visit-guest");
        auto *window = stage.open();
        const auto press = [&](const char *name) {
            stage.item(name)->forceActiveFocus();
            QTest::keyClick(window, Qt::Key_Space);
        };
        QTest::keyClick(window, Qt::Key_K, Qt::ControlModifier);
        QTRY_VERIFY(stage.item("codesDifferButton0"));
        press("codesDifferButton0");
        QTRY_VERIFY(stage.item("stopVisitButton0"));
        QVERIFY(!stage.facade.called("confirmSafetyCode 1 differs"));
        QTest::keyClick(window, Qt::Key_Space); // the focus is on reading once more
        QTRY_VERIFY(stage.item("codesDifferButton0"));
        QVERIFY(!stage.facade.called("confirmSafetyCode 1 differs"));
        press("codesDifferButton0");
        QTRY_VERIFY(stage.item("stopVisitButton0"));
        press("stopVisitButton0");
        QTRY_VERIFY(stage.facade.called("confirmSafetyCode 1 differs"));
    }

    void changeLanguageOnTheSpot()
    {
        Stage stage;
        stage.play("settings");
        QVERIFY(stage.open());
        QObject::connect(&stage.settings, &ui::SettingsModel::languageChanged, stage.app.get(), [&] {
            stage.translations.use(stage.settings.language());
            stage.retranslate();
        });
        auto *spanish = stage.item("languageSpanish");
        QVERIFY(spanish);
        spanish->forceActiveFocus();
        QTest::keyClick(stage.window(), Qt::Key_Space);
        QTRY_COMPARE(stage.item("railToday")->property("text").toString(), QStringLiteral("Hoy"));
    }
};

QTEST_MAIN(ScreensTest)
#include "screens_test.moc"
