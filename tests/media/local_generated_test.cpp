// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/generated_picture.h"
#include "core/media/local/generated_sound.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <vector>

using namespace bedside;
using namespace bedside::media;

namespace {

struct Planes {
    PictureSize size;
    int padding;
    std::vector<std::uint8_t> bytes[3];
    PlanarView view;

    explicit Planes(PictureSize s, int extra = 0) : size(s), padding(extra)
    {
        for (int i = 0; i < 3; ++i) {
            const int width = i == 0 ? s.width : s.width / 2, height = i == 0 ? s.height : s.height / 2;
            bytes[i].assign(static_cast<std::size_t>((width + extra) * height), 1);
            view.plane[i] = bytes[i].data();
            view.stride[i] = width + extra;
        }
    }
    int luma(int x, int y) const { return bytes[0][static_cast<std::size_t>(y * view.stride[0] + x)]; }
};

Planes paint(PicturePainter &painter, std::uint64_t index, int padding = 0)
{
    Planes planes(painter.size(), padding);
    painter.paint(index, planes.view);
    return planes;
}

std::size_t differing(const Planes &a, const Planes &b)
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < a.bytes[0].size(); ++i)
        count += std::abs(a.bytes[0][i] - b.bytes[0][i]) > 10 ? 1u : 0u;
    return count;
}

double rms(const std::vector<std::int16_t> &samples)
{
    double sum = 0;
    for (const std::int16_t s : samples)
        sum += static_cast<double>(s) * s;
    return std::sqrt(sum / static_cast<double>(samples.size())) / 32768;
}

} // namespace

class GeneratedTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void drawsAFigureBeforeABackground()
    {
        const auto painter = makeGeneratedPicture({640, 360}, 30, 0);
        const Planes planes = paint(*painter, 0);
        const int figure = planes.luma(320, 145), corner = planes.luma(5, 5), edge = planes.luma(634, 354);
        QVERIFY2(figure > corner + 50 && figure > edge + 50, qPrintable(QString::number(figure)));
        QVERIFY(planes.luma(320, 340) > edge + 50); // shoulders
        QCOMPARE(planes.luma(5, 200), planes.luma(634, 200)); // nothing but the gradient beside it
    }
    void staysInsideTheLimitedRange()
    {
        const auto painter = makeGeneratedPicture({320, 180}, 30, 3);
        for (const auto &plane : paint(*painter, 17).bytes) {
            const auto [low, high] = std::minmax_element(plane.begin(), plane.end());
            QVERIFY(*low >= 16 && *high <= 240);
        }
    }
    void movesAllTheTime()
    {
        const auto painter = makeGeneratedPicture({640, 360}, 30, 0);
        for (const std::uint64_t index : {0u, 30u, 61u, 200u})
            QVERIFY(differing(paint(*painter, index), paint(*painter, index + 3)) > 50);
    }
    void isTheSameForTheSameFrame()
    {
        const auto a = makeGeneratedPicture({640, 360}, 30, 1), b = makeGeneratedPicture({640, 360}, 30, 1);
        QVERIFY(paint(*a, 99).bytes[0] == paint(*b, 99).bytes[0]);
    }
    void differsInColorByVariant()
    {
        const auto a = makeGeneratedPicture({640, 360}, 30, 0), b = makeGeneratedPicture({640, 360}, 30, 2);
        QVERIFY(paint(*a, 0).bytes[2] != paint(*b, 0).bytes[2]);
    }
    void leavesThePaddingOfRowsAlone()
    {
        const auto painter = makeGeneratedPicture({320, 180}, 30, 0);
        const Planes planes = paint(*painter, 5, 13);
        for (int y = 0; y < 180; ++y)
            for (int x = 320; x < 333; ++x)
                QCOMPARE(planes.luma(x, y), 1);
    }
    void makesAnySizeEven()
    {
        QCOMPARE(makeGeneratedPicture({641, 361}, 30, 0)->size(), (PictureSize{640, 360}));
        QCOMPARE(makeGeneratedPicture({0, -5}, 0, 0)->size(), (PictureSize{2, 2}));
        paint(*makeGeneratedPicture({2, 2}, 30, 0), 0);
        paint(*makeGeneratedPicture({90, 360}, 30, 0), 12); // the figure is wider than the picture
    }
    void soundsSoftlyNowAndThen()
    {
        const auto painter = makeGeneratedSound(0);
        std::vector<std::int16_t> note(48'000 * 6 / 10), pause(48'000);
        painter->paint(0, note);
        painter->paint(48'000 * 8 / 10, pause);
        QVERIFY2(rms(note) > 0.02 && rms(note) < 0.1, qPrintable(QString::number(rms(note))));
        QCOMPARE(rms(pause), 0.0);
    }
    void soundsTheSameInBlocksOfAnySize()
    {
        const auto painter = makeGeneratedSound(1);
        std::vector<std::int16_t> whole(4800), part(480);
        painter->paint(96'000 - 1000, whole); // over the seam of a period
        for (std::size_t at = 0; at < whole.size(); at += part.size()) {
            painter->paint(96'000 - 1000 + at, part);
            QVERIFY(std::equal(part.begin(), part.end(), whole.begin() + static_cast<std::ptrdiff_t>(at)));
        }
    }
    void hasNoClickInIt()
    {
        const auto painter = makeGeneratedSound(2);
        std::vector<std::int16_t> sound(48'000 * 4);
        painter->paint(0, sound);
        int steepest = 0;
        for (std::size_t i = 1; i < sound.size(); ++i)
            steepest = std::max(steepest, std::abs(sound[i] - sound[i - 1]));
        QVERIFY2(steepest < 250, qPrintable(QString::number(steepest)));
    }
};

QTEST_GUILESS_MAIN(GeneratedTest)
#include "local_generated_test.moc"
