// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/key_store.h"

#include <QtTest>
#include <optional>
#include <random>
#include <set>

using namespace bedside;
using namespace bedside::sframe;

namespace {

InstanceId instance(std::uint8_t n)
{
    InstanceId id;
    id.bytes.fill(n);
    return id;
}
Secret baseKey(std::uint8_t n) { return Secret::copyOf(Bytes(32, n)); }

const std::vector<LeafAccess> kTwo{{0}, {1}};
const Bytes kClear{0x78};
const Bytes kPayload(60, 0x42);

} // namespace

class KeyStoreTest : public QObject {
    Q_OBJECT


    static void install(KeyStore &store, std::uint64_t epoch, std::uint32_t own, std::uint8_t key = 0)
    {
        QVERIFY(store.installEpoch(instance(1), epoch, baseKey(key ? key : std::uint8_t(epoch)), own, kTwo).ok());
    }
    static Bytes sealed(KeyStore &store, Context context = Context::Microphone)
    {
        Bytes out(kClear.size() + kPayload.size() + kMaxOverhead);
        const auto frame = store.sealer(context).seal(kClear, kPayload, out);
        out.resize(frame.ok() ? frame->size : 0);
        return out;
    }
    static Result<OpenedFrame> opened(KeyStore &store, const Bytes &frame, std::uint32_t leaf = 0,
                                      Bytes *plain = nullptr)
    {
        Bytes out(frame.size());
        auto result = store.opener(leaf).open(frame, kClear.size(), out);
        if (plain && result.ok())
            *plain = Bytes(out.begin(), out.begin() + std::ptrdiff_t(result->size));
        return result;
    }
    static ErrorCode refusal(KeyStore &store, const Bytes &frame, std::uint32_t leaf = 0)
    {
        const auto result = opened(store, frame, leaf);
        return result.ok() ? ErrorCode{} : result.error().code();
    }

private Q_SLOTS:
    void opensWhatTheOtherSideSealed()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        Bytes plain;
        const auto frame = sealed(here, Context::Camera);
        const auto result = opened(there, frame, 0, &plain);
        QVERIFY(result.ok());
        QVERIFY(result->context == Context::Camera);
        QCOMPARE(result->leaf, 0u);
        QCOMPARE(result->epoch, std::uint64_t(1));
        Bytes expected = kClear;
        append(expected, kPayload);
        QVERIFY(plain == expected);
    }
    void addsAtMostTwentyOneBytes()
    {
        KeyStore here;
        QVERIFY(here.installEpoch(instance(1), 15, baseKey(1), 15, std::vector<LeafAccess>{{15}}).ok());
        QVERIFY(here.switchSender(instance(1), 15).ok());
        for (int frame = 0; frame < 9000; ++frame) // five minutes of video at 30 frames a second
            QVERIFY(sealed(here, Context::ScreenAudio).size() <= kClear.size() + kPayload.size() + 21);
    }
    void sendsNothingBeforeTheSwitch()
    {
        KeyStore here;
        Bytes out(200);
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).error().code() == ErrorCode::KeyUnavailable);
        install(here, 1, 0);
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).error().code() == ErrorCode::KeyUnavailable);
    }
    void neverUsesACounterTwice()
    {
        KeyStore here;
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        Bytes out(200);
        for (std::uint64_t n = 0; n < 50; ++n) {
            const auto sealer = here.sealer(Context::Camera); // a rebuilt peer connection
            QVERIFY(here.switchSender(instance(1), 1).ok());
            QCOMPARE(sealer.seal(kClear, kPayload, out)->counter, n);
        }
    }
    void refusesToInstallAnEpochTwice()
    {
        KeyStore here;
        install(here, 2, 0);
        QVERIFY(here.installEpoch(instance(1), 2, baseKey(2), 0, kTwo).error().code() == ErrorCode::RolledBack);
        here.wipeEpoch(instance(1), 2);
        QVERIFY(here.installEpoch(instance(1), 2, baseKey(2), 0, kTwo).error().code() == ErrorCode::RolledBack);
        here.wipeAll();
        QVERIFY(here.installEpoch(instance(1), 1, baseKey(2), 0, kTwo).error().code() == ErrorCode::RolledBack);
        QVERIFY(here.installEpoch(instance(2), 0, baseKey(2), 0, kTwo).ok()); // another instance, other keys
        QVERIFY(here.installEpoch(instance(1), 2, baseKey(2), 0, kTwo).error().code() == ErrorCode::RolledBack);
    }
    void refusesReplays()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        const auto frame = sealed(here);
        QVERIFY(opened(there, frame).ok());
        QVERIFY(refusal(there, frame) == ErrorCode::Replayed);
        QVERIFY(refusal(there, frame) == ErrorCode::Replayed);
    }
    // Property P7 on whole frames: lost, reordered, repeated and forged ones, against the set of what has been opened.
    void opensEachFrameOnceAndWithinTheWindow()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        std::mt19937_64 random(9605);
        std::vector<Bytes> frames;
        std::set<std::size_t> accepted;
        for (int step = 0; step < 12'000; ++step) {
            const auto fresh = random() % 20 == 0 ? random() % 1500 : random() % 3;
            for (std::uint64_t n = 0; n < fresh && frames.size() < 9'000; ++n)
                frames.push_back(sealed(here));
            if (frames.empty())
                continue;
            const auto counter = frames.size() - 1 - random() % std::min<std::size_t>(frames.size(), 1300);
            auto frame = frames[counter];
            const bool forged = random() % 8 == 0;
            if (forged)
                frame[frame.size() - 1 - random() % 16] ^= static_cast<std::uint8_t>(1 + random() % 255);
            const bool near = accepted.empty() || counter + 1024 > *accepted.rbegin();
            const bool replayed = accepted.contains(counter) || !near;
            QCOMPARE(refusal(there, frame), replayed ? ErrorCode::Replayed : forged ? ErrorCode::BadMac : ErrorCode{});
            if (!replayed && !forged)
                accepted.insert(counter);
        }
        QVERIFY(accepted.size() > 1000);
    }
    void movesTheWindowOnlyOnceTheTagHolds()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        const auto first = sealed(here);
        Bytes last;
        for (int n = 0; n < 2000; ++n)
            last = sealed(here);
        auto forged = last;
        forged.back() ^= 1;
        QVERIFY(refusal(there, forged) == ErrorCode::BadMac);
        QVERIFY(opened(there, first).ok());
        QVERIFY(opened(there, last).ok());
    }
    void refusesEveryChangedBitOfAFrame()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        const auto frame = sealed(here, Context::Camera);
        for (std::size_t bit = 0; bit < frame.size() * 8; ++bit) {
            auto changed = frame;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(!opened(there, changed).ok());
        }
        QVERIFY(opened(there, frame).ok());
    }
    void refusesAFrameThatNamesAnotherLeafThanItsConnection()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        QVERIFY(refusal(there, sealed(here), 2) == ErrorCode::WrongSender);
    }
    void refusesItsOwnFramesComingBack()
    {
        KeyStore here;
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        QVERIFY(refusal(here, sealed(here), 0) == ErrorCode::WrongSender);
    }
    void tellsAKeyThatMayComeFromOneThatIsGone()
    {
        KeyStore here, there;
        for (std::uint64_t epoch = 1; epoch <= 8; ++epoch)
            install(here, epoch, 0);
        QVERIFY(here.switchSender(instance(1), 8).ok());
        const auto frame = sealed(here);
        QVERIFY(refusal(there, frame) == ErrorCode::KeyUnavailable); // no epoch yet
        QVERIFY(!there.takeNewerEpochHint());
        install(there, 3, 1);
        QVERIFY(refusal(there, frame) == ErrorCode::WrongEpoch); // 5 ahead: not one of the next four
        install(there, 4, 1);
        QVERIFY(refusal(there, frame) == ErrorCode::KeyUnavailable);
        QVERIFY(there.takeNewerEpochHint() == std::uint64_t(8));
        QVERIFY(!there.takeNewerEpochHint());
        install(there, 9, 1);
        QVERIFY(refusal(there, frame) == ErrorCode::WrongEpoch);
    }
    void opensOldFramesUntilTheirEpochIsWiped()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        const auto early = sealed(here), late = sealed(here);
        install(there, 2, 1);
        QVERIFY(opened(there, early).ok());
        there.wipeEpoch(instance(1), 1);
        QVERIFY(refusal(there, late) == ErrorCode::WrongEpoch);
        QVERIFY(!there.hasEpoch(instance(1), 1));
        QVERIFY(there.hasEpoch(instance(1), 2));
    }
    void wipesWhateverHoldsTheSameResidue()
    {
        KeyStore here, there;
        install(here, 1, 0);
        install(there, 1, 1);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        const auto old = sealed(here);
        install(there, 17, 1);
        QVERIFY(!there.hasEpoch(instance(1), 1));
        QVERIFY(refusal(there, old) == ErrorCode::BadMac); // the same KID, another key
        install(here, 17, 0);
        Bytes out(200);
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).error().code() == ErrorCode::KeyUnavailable);
    }
    void stopsSendingWithItsEpoch()
    {
        KeyStore here;
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        QVERIFY(!sealed(here).empty());
        here.wipeEpoch(instance(1), 1);
        QVERIFY(sealed(here).empty());
        QVERIFY(!here.sendingEpoch());
    }
    void keepsSendingUnderTheOldEpochUntilTheSwitch()
    {
        KeyStore here;
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        install(here, 2, 0);
        Bytes out(200);
        QCOMPARE(here.sealer(Context::Camera).seal(kClear, kPayload, out)->epoch, std::uint64_t(1));
        QVERIFY(here.switchSender(instance(1), 2).ok());
        QCOMPARE(here.sealer(Context::Camera).seal(kClear, kPayload, out)->epoch, std::uint64_t(2));
        QVERIFY(here.switchSender(instance(1), 1).error().code() == ErrorCode::RolledBack);
        here.stopSending();
        QVERIFY(sealed(here).empty());
    }
    void anotherInstanceWipesTheFirst()
    {
        KeyStore here;
        install(here, 5, 0);
        QVERIFY(here.switchSender(instance(1), 5).ok());
        QVERIFY(here.installEpoch(instance(2), 0, baseKey(9), 1, kTwo).ok());
        QVERIFY(!here.hasEpoch(instance(1), 5));
        QVERIFY(sealed(here).empty());
        QVERIFY(here.switchSender(instance(1), 5).error().code() == ErrorCode::KeyUnavailable);
    }
    void refusesContextsThatTheRoleMayNotSend()
    {
        const std::vector<LeafAccess> leaves{{0, contextBit(Context::Microphone)}, {1}};
        KeyStore here, there, free;
        QVERIFY(here.installEpoch(instance(1), 1, baseKey(1), 0, leaves).ok());
        QVERIFY(there.installEpoch(instance(1), 1, baseKey(1), 1, leaves).ok());
        install(free, 1, 0); // a member that does not keep to its role
        QVERIFY(free.switchSender(instance(1), 1).ok());
        QVERIFY(refusal(there, sealed(free, Context::Screen)) == ErrorCode::NotAuthorized);
        QVERIFY(opened(there, sealed(free, Context::Microphone)).ok());
        QVERIFY(here.switchSender(instance(1), 1).ok());
        Bytes out(200);
        QVERIFY(here.sealer(Context::Screen).seal(kClear, kPayload, out).error().code() == ErrorCode::NotAuthorized);
    }
    void asksForANewEpochAndThenRefuses()
    {
        KeyStore here({}, {.wantFrames = 3, .wantBytes = 1ull << 40, .refuseFrames = 5});
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        Bytes out(200);
        for (int n = 0; n < 5; ++n) {
            QCOMPARE(here.wantsNewEpoch(), n >= 3);
            QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).ok());
        }
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).error().code() == ErrorCode::KeyExhausted);
        install(here, 2, 0);
        QVERIFY(here.switchSender(instance(1), 2).ok());
        QVERIFY(!here.wantsNewEpoch());
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, out).ok());
    }
    void asksForANewEpochAfterManyBytes()
    {
        KeyStore here({}, {.wantBytes = 200});
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        for (int n = 0; n < 3; ++n)
            sealed(here);
        QVERIFY(!here.wantsNewEpoch());
        sealed(here);
        QVERIFY(here.wantsNewEpoch());
    }
    void refusesWhatDoesNotFit()
    {
        KeyStore here;
        QVERIFY(here.installEpoch(instance(1), 1, Secret::copyOf(Bytes(16)), 0, kTwo).error().code() == ErrorCode::BadKey);
        QVERIFY(here.installEpoch(instance(1), 1, baseKey(1), 0, std::vector<LeafAccess>{{16}}).error().code()
                == ErrorCode::TooLarge);
        install(here, 1, 0);
        QVERIFY(here.switchSender(instance(1), 1).ok());
        Bytes small(kClear.size() + kPayload.size());
        QVERIFY(here.sealer(Context::Camera).seal(kClear, kPayload, small).error().code() == ErrorCode::TooLarge);
        QVERIFY(refusal(here, {}, 1) == ErrorCode::Truncated);
        Bytes out(10);
        QVERIFY(here.opener(1).open(Bytes{1, 2}, 9, out).error().code() == ErrorCode::Truncated);
    }
};

QTEST_APPLESS_MAIN(KeyStoreTest)
#include "key_store_test.moc"
