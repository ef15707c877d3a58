// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/device_choice.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;

namespace {

DeviceInfo camera(const char *id, bool isDefault = false)
{
    return {DeviceKind::Camera, id, std::string("Camera ") + id, isDefault, false};
}

const Error kBusy(ErrorCode::DeviceBusy, "test");

ErrorCode problemOf(const DeviceChoice &choice) { return choice.problem() ? choice.problem()->code() : ErrorCode::Internal; }

} // namespace

class DeviceChoiceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysNothingBeforeTheFirstList()
    {
        const DeviceChoice choice(DeviceKind::Camera);
        QVERIFY(!choice.current());
        QVERIFY(!choice.problem());
    }
    void takesTheSystemsDefault()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a"), camera("b", true)});
        QCOMPARE(*choice.current(), std::string("b"));
        QVERIFY(!choice.problem());
    }
    void followsAnotherDefault()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a", true), camera("b")});
        choice.update({camera("a"), camera("b", true)});
        QCOMPARE(*choice.current(), std::string("b"));
    }
    void keepsAPreferredDeviceWhenTheDefaultChanges()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.prefer("a");
        choice.update({camera("a"), camera("b", true)});
        QCOMPARE(*choice.current(), std::string("a"));
    }
    void keepsTheOneInUseWhenAnotherIsPluggedIn()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("b")});
        choice.update({camera("a"), camera("b")});
        QCOMPARE(*choice.current(), std::string("b"));
    }
    void fallsToTheNextWhenUnpluggedAndSaysSo()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.prefer("b");
        choice.update({camera("a"), camera("b")});
        choice.update({camera("a")});
        QCOMPARE(*choice.current(), std::string("a"));
        QCOMPARE(problemOf(choice), ErrorCode::DeviceLost);
    }
    void fallsToTheSubstituteWhenTheLastIsUnplugged()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a")});
        choice.update({});
        QVERIFY(!choice.current());
        QCOMPARE(problemOf(choice), ErrorCode::DeviceLost);
    }
    void saysThatADeviceIsLostWhenItsStreamFailedFirst()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a"), camera("b")});
        choice.failed("a", Error(ErrorCode::PipelineFailed, "test"));
        QCOMPARE(problemOf(choice), ErrorCode::PipelineFailed);
        choice.update({camera("b")});
        QCOMPARE(problemOf(choice), ErrorCode::DeviceLost);
    }
    void keepsTheReasonOfADeviceThatIsBusyAndThenGone()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a"), camera("b")});
        choice.failed("a", kBusy);
        choice.update({camera("b")});
        QCOMPARE(problemOf(choice), ErrorCode::DeviceBusy);
    }
    void returnsToAReplugedDeviceAndForgetsTheProblem()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a"), camera("b")});
        QCOMPARE(*choice.current(), std::string("a"));
        choice.update({camera("b")});
        choice.update({camera("a"), camera("b")});
        QCOMPARE(*choice.current(), std::string("a"));
        QCOMPARE(problemOf(choice), ErrorCode::DeviceLost); // until it delivers
        choice.opened("a");
        QVERIFY(!choice.problem());
    }
    void doesNotTryAFailedDeviceAgainByItself()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a")});
        choice.failed("a", kBusy);
        QVERIFY(!choice.current());
        choice.update({camera("a")});
        QVERIFY(!choice.current());
        QCOMPARE(problemOf(choice), ErrorCode::DeviceBusy);
    }
    void triesAFailedDeviceAgainOnRequest()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a")});
        choice.failed("a", kBusy);
        choice.retry();
        QCOMPARE(*choice.current(), std::string("a"));
        QVERIFY(!choice.problem());
    }
    void triesAFailedDeviceAgainAfterItWasReplugged()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({camera("a")});
        choice.failed("a", Error(ErrorCode::DeviceLost, "test"));
        choice.update({});
        choice.update({camera("a")});
        QCOMPARE(*choice.current(), std::string("a"));
    }
    void passesOverABusyDevice()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.prefer("a");
        choice.update({camera("a"), camera("b")});
        choice.failed("a", kBusy);
        QCOMPARE(*choice.current(), std::string("b"));
        choice.opened("b");
        QCOMPARE(problemOf(choice), ErrorCode::DeviceBusy); // the wanted one is still not in use
    }
    void waitsForAPreferredDeviceThatIsMissing()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.prefer("later");
        choice.update({camera("a")});
        QCOMPARE(*choice.current(), std::string("a"));
        choice.update({camera("a"), camera("later")});
        QCOMPARE(*choice.current(), std::string("later"));
    }
    void saysThatThereIsNoCamera()
    {
        DeviceChoice choice(DeviceKind::Camera);
        choice.update({{DeviceKind::Microphone, "m", "M", true, false}});
        QVERIFY(!choice.current());
        QCOMPARE(problemOf(choice), ErrorCode::NoCamera);
        choice.update({camera("a")});
        QVERIFY(!choice.problem());
    }
    void saysThatThereIsNoMicrophone()
    {
        DeviceChoice choice(DeviceKind::Microphone);
        choice.update({camera("a")});
        QCOMPARE(problemOf(choice), ErrorCode::NoMicrophone);
    }
    void aMissingSpeakerIsNoError()
    {
        DeviceChoice choice(DeviceKind::Speaker);
        choice.update({});
        QVERIFY(!choice.problem());
    }
};

QTEST_GUILESS_MAIN(DeviceChoiceTest)
#include "local_device_choice_test.moc"
