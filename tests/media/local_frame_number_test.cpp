// SPDX-License-Identifier: Apache-2.0
// The squares as the clips of the call measurements have them: 8 bits at the top left, then their inverse.
#include "core/media/local/frame_number.h"
#include "core/media/picture.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace bedside;
using namespace bedside::media;

namespace {

struct Strip {
    int width, height;
    std::vector<std::uint8_t> bytes;

    Strip(int w, int h, std::uint8_t background = 90)
        : width(w), height(h), bytes(static_cast<std::size_t>(w * h), background) {}
    void square(int index, double size, std::uint8_t value)
    {
        for (int y = 0; y < static_cast<int>(size); ++y)
            for (int x = static_cast<int>(index * size); x < static_cast<int>((index + 1) * size); ++x)
                bytes[static_cast<std::size_t>(y * width + x)] = value;
    }
    // As drawn into a clip of `clipHeight` and scaled to this height since.
    Strip &number(unsigned n, int clipHeight, int black = 16, int white = 235)
    {
        const double size = static_cast<double>(std::max(16, clipHeight / 30)) * height / clipHeight;
        for (int i = 0; i < 16; ++i) {
            const bool on = ((n >> (7 - i % 8) & 1) != 0) != (i >= 8);
            square(i, size, static_cast<std::uint8_t>(on ? white : black));
        }
        return *this;
    }
    BrightnessPlane plane() const { return {bytes, width, height, static_cast<std::size_t>(width), 1}; }
    std::optional<unsigned> read(int clipHeight) const { return readFrameNumber(plane(), clipHeight); }
};

} // namespace

class FrameNumberTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryNumberAtEverySizeOfTheLadder_data()
    {
        QTest::addColumn<int>("clipHeight");
        QTest::addColumn<int>("height");
        for (const int clip : {180, 270, 360, 480, 540, 720})
            for (const int height : {180, 270, 360, 540, 720})
                QTest::addRow("%d lines shown with %d", clip, height) << clip << height;
    }
    void readsEveryNumberAtEverySizeOfTheLadder()
    {
        QFETCH(int, clipHeight);
        QFETCH(int, height);
        for (unsigned n = 0; n < 256; ++n)
            QCOMPARE(Strip(height * 16 / 9, height).number(n, clipHeight).read(clipHeight), std::optional(n));
    }
    void readsGreyedSquares() { QCOMPARE(Strip(640, 360).number(77, 360, 60, 180).read(360), std::optional(77u)); }
    void readsAPictureOfFourBytesAPixel()
    {
        const Strip strip = Strip(640, 360).number(149, 360);
        std::vector<std::uint8_t> pixels;
        for (const std::uint8_t value : strip.bytes)
            pixels.insert(pixels.end(), {value, value, value, 0});
        Picture picture;
        picture.width = 640;
        picture.height = 360;
        picture.stride = 2560;
        picture.pixels = pixels;
        QCOMPARE(readFrameNumber(picture, 360), std::optional(149u));
        picture.pixels = picture.pixels.subspan(0, 100);
        QVERIFY(!readFrameNumber(picture, 360));
        picture.pixels = {};
        QVERIFY(!readFrameNumber(picture, 360));
    }
    void refusesAPictureWithoutANumber() { QVERIFY(!Strip(640, 360).read(360)); }
    void refusesOneFlippedSquare()
    {
        for (int i = 0; i < 16; ++i) {
            Strip strip = Strip(640, 360).number(0x5a, 360);
            const bool white = strip.bytes[static_cast<std::size_t>(i * 16)] > 100;
            strip.square(i, 16, white ? 16 : 235);
            QVERIFY(!strip.read(360));
        }
    }
    void refusesAGreySquare()
    {
        Strip strip = Strip(640, 360).number(12, 360);
        strip.square(3, 16, 128);
        QVERIFY(!strip.read(360));
    }
    void refusesAllBlackAndAllWhite()
    {
        QVERIFY(!Strip(640, 360, 16).read(360));
        QVERIFY(!Strip(640, 360, 235).read(360));
    }
    void refusesPicturesThatAreTooSmall()
    {
        QVERIFY(!Strip(40, 20).number(1, 360).read(360));
        QVERIFY(!readFrameNumber(BrightnessPlane{}, 360));
        QVERIFY(!Strip(640, 360).number(1, 360).read(0));
        QVERIFY(!Strip(640, 360).number(1, 360).read(-1));
    }
    void refusesAPlaneShorterThanItSays()
    {
        const Strip strip = Strip(640, 360).number(9, 360);
        BrightnessPlane plane = strip.plane();
        plane.bytes = plane.bytes.subspan(0, 640 * 15);
        QVERIFY(!readFrameNumber(plane, 360));
    }
};

QTEST_GUILESS_MAIN(FrameNumberTest)
#include "local_frame_number_test.moc"
