// SPDX-License-Identifier: Apache-2.0
// The gate before a decoder, without pipelines: what it hands out, holds and refuses, with times given.
#include "core/crypto/random.h"
#include "core/media/frame_gate.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;
using namespace std::chrono_literals;

namespace {

const FrameGate::Time kStart{std::chrono::hours(1)};

GstPtr<GstBuffer> bufferOf(ByteSpan bytes)
{
    auto buffer = GstPtr<GstBuffer>::adopt(gst_buffer_new_allocate(nullptr, bytes.size(), nullptr));
    gst_buffer_fill(buffer.get(), 0, bytes.data(), bytes.size());
    return buffer;
}

Bytes bytesOf(const GstPtr<GstBuffer> &buffer)
{
    Bytes out(gst_buffer_get_size(buffer.get()));
    gst_buffer_extract(buffer.get(), 0, out.data(), out.size());
    return out;
}

void setSize(Bytes &keyFrame, unsigned width, unsigned height) // RFC 6386 section 9.1
{
    for (const auto &[at, value] : {std::pair{6u, width}, {8u, height}}) {
        keyFrame[at] = static_cast<std::uint8_t>(value & 0xff);
        keyFrame[at + 1] = static_cast<std::uint8_t>(value >> 8);
    }
}

Bytes clearFrame(bool key, std::uint8_t mark, std::size_t size = 40)
{
    Bytes out(size, mark);
    out[0] = key ? 0x10 : 0x11;
    if (key && size >= 10)
        setSize(out, 640, 360);
    return out;
}

// The sender is leaf 1, the receiver leaf 0.
struct Bench {
    sframe::KeyStore sender, receiver;
    std::shared_ptr<HoldBudget> budget = std::make_shared<HoldBudget>();
    FrameGate video{Context::Camera, budget};
    InstanceId instance = crypto::randomId<InstanceId>();
    std::array<Secret, 4> keys{crypto::randomSecret(32), crypto::randomSecret(32), crypto::randomSecret(32),
                               crypto::randomSecret(32)};
    const std::vector<sframe::LeafAccess> leaves{{0, sframe::kAllContexts}, {1, sframe::kAllContexts}};

    void give(sframe::KeyStore &store, std::uint64_t epoch, std::uint32_t own)
    {
        QVERIFY(store.installEpoch(instance, epoch, keys[epoch], own, leaves).ok());
    }
    void bothHave(std::uint64_t epoch)
    {
        give(sender, epoch, 1);
        give(receiver, epoch, 0);
        QVERIFY(sender.switchSender(instance, epoch).ok());
    }
    GstPtr<GstBuffer> seal(const Bytes &frame, Context context = Context::Camera)
    {
        const std::size_t clear = clearBytes(context, frame);
        Bytes out(frame.size() + sframe::kMaxOverhead);
        const auto sealed = sender.sealer(context).seal(ByteSpan(frame).first(clear), ByteSpan(frame).subspan(clear), out);
        out.resize(sealed.value().size);
        return bufferOf(out);
    }
};

} // namespace

class FrameGateTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { gst_init(nullptr, nullptr); }

    void leavesInTheClearWhatDepayloadersRead()
    {
        QCOMPARE(clearBytes(Context::Camera, clearFrame(true, 0)), 10u);
        QCOMPARE(clearBytes(Context::Screen, clearFrame(false, 0)), 3u);
        QCOMPARE(clearBytes(Context::Microphone, clearFrame(true, 0)), 1u);
    }
    void handsOutWhatOpens()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(1));
        const auto outcome = bench.video.accept(bench.seal(clearFrame(true, 5)), kStart);
        QCOMPARE(outcome.frames.size(), 1u);
        QVERIFY(bytesOf(outcome.frames[0]) == clearFrame(true, 5));
        QVERIFY(!outcome.wantKeyFrame);
    }
    void refusesAPictureThatIsTooLarge()
    {
        for (const auto &[width, height] : {std::pair{kMaxPictureWidth + 1, 16u}, {16u, kMaxPictureHeight + 1}, {16'383u, 16'383u}}) {
            Bench bench;
            bench.bothHave(1);
            bench.video.open(bench.receiver.opener(1));
            Bytes huge = clearFrame(true, 5);
            setSize(huge, width, height);
            QVERIFY(bench.video.accept(bench.seal(huge), kStart).frames.empty());
            QCOMPARE(bench.video.counts().refused, 1u);
            Bytes allowed = clearFrame(true, 6);
            setSize(allowed, kMaxPictureWidth, kMaxPictureHeight);
            QCOMPARE(bench.video.accept(bench.seal(allowed), kStart).frames.size(), 1u);
        }
    }
    void handsOutNothingBeforeTheConnectionIsVerified()
    {
        Bench bench;
        bench.bothHave(1);
        QVERIFY(bench.video.accept(bench.seal(clearFrame(true, 1)), kStart).frames.empty());
        QVERIFY(bench.video.accept(bench.seal(clearFrame(false, 2)), kStart).frames.empty());
        bench.video.open(bench.receiver.opener(1));
        const auto outcome = bench.video.retry(kStart + 100ms);
        QCOMPARE(outcome.frames.size(), 2u); // in order
        QVERIFY(bytesOf(outcome.frames[0]) == clearFrame(true, 1));
        QCOMPARE(bench.budget->frames.load(), 0u);
    }
    void refusesFramesInClear()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(1));
        for (std::size_t size : {1u, 3u, 10u, 11u, 40u, 1000u})
            QVERIFY(bench.video.accept(bufferOf(clearFrame(true, 0, size)), kStart).frames.empty());
        QCOMPARE(bench.video.counts().opened, 0u);
        QCOMPARE(bench.video.counts().refused + bench.video.counts().held, 6u);
    }
    void refusesAnAlteredFrameAndWaitsForAKeyFrame()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(1));
        QCOMPARE(bench.video.accept(bench.seal(clearFrame(true, 1)), kStart).frames.size(), 1u);
        Bytes altered = bytesOf(bench.seal(clearFrame(false, 2)));
        altered.back() ^= 1;
        QVERIFY(bench.video.accept(bufferOf(altered), kStart).wantKeyFrame);
        const auto delta = bench.video.accept(bench.seal(clearFrame(false, 3)), kStart);
        QVERIFY(delta.frames.empty() && delta.wantKeyFrame); // it opens, but what it builds on is missing
        QCOMPARE(bench.video.accept(bench.seal(clearFrame(true, 4)), kStart).frames.size(), 1u);
        QCOMPARE(bench.video.accept(bench.seal(clearFrame(false, 5)), kStart).frames.size(), 1u);
        QCOMPARE(bench.video.counts().refused, 1u);
    }
    void refusesAReplayWithoutStoppingThePicture()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(1));
        const auto frame = bytesOf(bench.seal(clearFrame(true, 1)));
        QCOMPARE(bench.video.accept(bufferOf(frame), kStart).frames.size(), 1u);
        const auto again = bench.video.accept(bufferOf(frame), kStart);
        QVERIFY(again.frames.empty() && !again.wantKeyFrame);
        QCOMPARE(bench.video.counts().refused, 1u);
    }
    void refusesAFrameOfAnotherMedium()
    {
        Bench bench;
        bench.bothHave(1);
        FrameGate screen(Context::Screen, bench.budget);
        screen.open(bench.receiver.opener(1));
        QVERIFY(screen.accept(bench.seal(clearFrame(true, 1)), kStart).frames.empty());
        QCOMPARE(screen.counts().refused, 1u);
    }
    void refusesAndCountsAForeignLeaf()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(0));
        QVERIFY(bench.video.accept(bench.seal(clearFrame(true, 1)), kStart).frames.empty());
        QCOMPARE(bench.video.counts().wrongLeaf, 1u);
    }
    void holdsForALateKeyInOrder()
    {
        Bench bench;
        bench.bothHave(1);
        bench.video.open(bench.receiver.opener(1));
        bench.give(bench.sender, 2, 1);
        QVERIFY(bench.sender.switchSender(bench.instance, 2).ok());
        QVERIFY(bench.video.accept(bench.seal(clearFrame(true, 1)), kStart).frames.empty());
        QVERIFY(bench.video.accept(bench.seal(clearFrame(false, 2)), kStart + 33ms).frames.empty());
        QVERIFY(bench.video.takeUnknownKey());
        QVERIFY(!bench.video.takeUnknownKey());
        bench.give(bench.receiver, 2, 0);
        const auto outcome = bench.video.accept(bench.seal(clearFrame(false, 3)), kStart + 66ms);
        QCOMPARE(outcome.frames.size(), 3u);
        QVERIFY(bytesOf(outcome.frames[2]) == clearFrame(false, 3));
        QCOMPARE(bench.video.counts().refused, 0u);
    }
    void letsHeldVideoGoAfterTwoSecondsAndSoundAfterHalfASecond()
    {
        Bench bench;
        bench.bothHave(1);
        FrameGate sound(Context::Microphone, bench.budget);
        bench.video.accept(bench.seal(clearFrame(true, 1)), kStart);
        sound.accept(bench.seal(clearFrame(true, 1), Context::Microphone), kStart);
        QVERIFY(!bench.video.retry(kStart + 2s).wantKeyFrame);
        QVERIFY(bench.video.retry(kStart + 2001ms).wantKeyFrame);
        sound.retry(kStart + 500ms);
        QCOMPARE(sound.counts().held, 1u);
        QVERIFY(!sound.retry(kStart + 501ms).wantKeyFrame);
        QCOMPARE(sound.counts().held + bench.video.counts().held, 0u);
        QCOMPARE(sound.counts().refused, 1u);
        QCOMPARE(bench.budget->bytes.load(), 0u);
    }
    void holdsAtMost256FramesOfOneSender()
    {
        Bench bench;
        bench.bothHave(1);
        FrameGate sound(Context::Microphone, bench.budget);
        for (int i = 0; i < 200; ++i)
            bench.video.accept(bench.seal(clearFrame(true, 1)), kStart);
        for (int i = 0; i < 200; ++i)
            sound.accept(bench.seal(clearFrame(true, 1), Context::Microphone), kStart);
        QCOMPARE(bench.budget->frames.load(), HoldBudget::kFrames);
        QCOMPARE(sound.counts().held, 56u);
        QCOMPARE(sound.counts().refused, 144u);
    }
    void holdsAtMostTwoMebibytes()
    {
        Bench bench;
        bench.bothHave(1);
        for (int i = 0; i < 30; ++i)
            bench.video.accept(bench.seal(clearFrame(true, 1, 100'000)), kStart);
        QVERIFY(bench.budget->bytes.load() <= HoldBudget::kBytes);
        QCOMPARE(bench.video.counts().held, 20u);
    }
    void givesItsBudgetBack()
    {
        Bench bench;
        bench.bothHave(1);
        {
            FrameGate gate(Context::Camera, bench.budget);
            gate.accept(bench.seal(clearFrame(true, 1)), kStart);
        }
        QCOMPARE(bench.budget->frames.load(), 0u);
        QCOMPARE(bench.budget->bytes.load(), 0u);
    }
};

QTEST_GUILESS_MAIN(FrameGateTest)
#include "frame_gate_test.moc"
