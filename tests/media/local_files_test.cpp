// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/generated_picture.h"
#include "core/media/local/generated_sound.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

using namespace bedside;
using namespace bedside::media;

Q_DECLARE_METATYPE(bedside::ErrorCode)

namespace {

// A frame of 4 x 2 pixels whose bytes are all `value`.
QByteArray frame(char value) { return QByteArray("FRAME\n") + QByteArray(4 * 2 * 3 / 2, value); }

QByteArray u16(unsigned v) { return QByteArray(1, static_cast<char>(v & 255)) + static_cast<char>(v >> 8 & 255); }
QByteArray u32(unsigned v) { return u16(v & 0xffff) + u16(v >> 16); }

QByteArray format(unsigned coding, unsigned channels, unsigned rate, unsigned bits)
{
    return "fmt " + u32(16) + u16(coding) + u16(channels) + u32(rate) + u32(rate * channels * bits / 8)
           + u16(channels * bits / 8) + u16(bits);
}
QByteArray wav(const QByteArray &chunks) { return "RIFF" + u32(static_cast<unsigned>(chunks.size()) + 4) + "WAVE" + chunks; }
QByteArray data(const QByteArray &samples) { return "data" + u32(static_cast<unsigned>(samples.size())) + samples; }

} // namespace

class FilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void loopsAClip()
    {
        const auto clip = openPictureFile(write("YUV4MPEG2 W4 H2 F30:1 Ip A1:1 C420jpeg\n" + frame(1) + frame(2) + frame(3)));
        QVERIFY(clip.ok());
        QCOMPARE((*clip)->size(), (PictureSize{4, 2}));
        QCOMPARE((*clip)->framesPerSecond(), 30);
        for (const int index : {0, 1, 2, 3, 4, 3001}) {
            QCOMPARE(paint(**clip, static_cast<std::uint64_t>(index)), index % 3);
            QCOMPARE(int(m_plane[0]), index % 3 + 1);
        }
    }
    void takesAFrameRateThatIsNoWholeNumber()
    {
        const auto clip = openPictureFile(write("YUV4MPEG2 W4 H2 F30000:1001\n" + frame(1)));
        QVERIFY(clip.ok());
        QCOMPARE((*clip)->framesPerSecond(), 30);
    }
    void refusesAClip_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        QTest::newRow("empty") << QByteArray() << ErrorCode::Malformed;
        QTest::newRow("another format") << QByteArray("RIFF1234WAVE") << ErrorCode::Malformed;
        QTest::newRow("no end of line") << QByteArray("YUV4MPEG2 W4 H2") << ErrorCode::Malformed;
        QTest::newRow("no size") << "YUV4MPEG2 F30:1\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("odd size") << "YUV4MPEG2 W5 H2 F30:1\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("negative size") << "YUV4MPEG2 W-4 H2 F30:1\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("huge size") << "YUV4MPEG2 W400000 H2 F30:1\n" + frame(1) << ErrorCode::TooLarge;
        QTest::newRow("overflowing size") << "YUV4MPEG2 W99999999999999 H2 F30:1\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("not a rate") << "YUV4MPEG2 W4 H2 F30\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("rate over zero") << "YUV4MPEG2 W4 H2 F30:0\n" + frame(1) << ErrorCode::Malformed;
        QTest::newRow("4:2:2") << "YUV4MPEG2 W4 H2 F30:1 C422\n" + frame(1) << ErrorCode::UnknownType;
        QTest::newRow("ten bits") << "YUV4MPEG2 W4 H2 F30:1 C420p10\n" + frame(1) << ErrorCode::UnknownType;
        QTest::newRow("no frame") << QByteArray("YUV4MPEG2 W4 H2 F30:1\n") << ErrorCode::Truncated;
        QTest::newRow("cut frame") << ("YUV4MPEG2 W4 H2 F30:1\n" + frame(1)).chopped(1) << ErrorCode::Truncated;
        QTest::newRow("no frame header") << "YUV4MPEG2 W4 H2 F30:1\n" + QByteArray(12, 'x') << ErrorCode::Malformed;
    }
    void refusesAClip()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        const auto clip = openPictureFile(write(bytes));
        QVERIFY(!clip.ok());
        QCOMPARE(clip.error().code(), code);
    }
    void refusesFilesThatAreNotThere()
    {
        QCOMPARE(openPictureFile("/nonexistent.y4m").error().code(), ErrorCode::NotFound);
        QCOMPARE(openSoundFile("/nonexistent.wav").error().code(), ErrorCode::NotFound);
    }
    void loopsASound()
    {
        const auto sound = openSoundFile(write(wav(format(1, 1, 48000, 16) + data(u16(1) + u16(2) + u16(0xfffd)))));
        QVERIFY(sound.ok());
        std::vector<std::int16_t> block(5);
        (*sound)->paint(2, block);
        QVERIFY((block == std::vector<std::int16_t>{-3, 1, 2, -3, 1}));
    }
    void mixesStereoAndSkipsOtherChunks()
    {
        const QByteArray list = "LIST" + u32(3) + QByteArray("abc\0", 4); // odd sizes are padded
        const auto sound = openSoundFile(write(wav(list + format(1, 2, 48000, 16) + data(u16(100) + u16(300)))));
        QVERIFY(sound.ok());
        std::vector<std::int16_t> block(1);
        (*sound)->paint(0, block);
        QCOMPARE(block[0], std::int16_t(200));
    }
    void refusesASound_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<ErrorCode>("code");
        const QByteArray samples = data(u16(1) + u16(2));
        QTest::newRow("empty") << QByteArray() << ErrorCode::Malformed;
        QTest::newRow("another format") << QByteArray("YUV4MPEG2 W4 H2") << ErrorCode::Malformed;
        QTest::newRow("no data") << wav(format(1, 1, 48000, 16)) << ErrorCode::Malformed;
        QTest::newRow("data before format") << wav(samples + format(1, 1, 48000, 16)) << ErrorCode::Malformed;
        QTest::newRow("no samples") << wav(format(1, 1, 48000, 16) + data({})) << ErrorCode::Malformed;
        QTest::newRow("short format") << wav("fmt " + u32(4) + u32(0) + samples) << ErrorCode::Truncated;
        QTest::newRow("cut data") << wav(format(1, 1, 48000, 16) + samples).chopped(1) << ErrorCode::Truncated;
        QTest::newRow("chunk of 4 GiB") << wav("LIST" + u32(0xffffffff)) << ErrorCode::Truncated;
        QTest::newRow("44.1 kHz") << wav(format(1, 1, 44100, 16) + samples) << ErrorCode::UnknownType;
        QTest::newRow("8 bits") << wav(format(1, 1, 48000, 8) + samples) << ErrorCode::UnknownType;
        QTest::newRow("floats") << wav(format(3, 1, 48000, 32) + samples) << ErrorCode::UnknownType;
        QTest::newRow("six channels") << wav(format(1, 6, 48000, 16) + samples) << ErrorCode::UnknownType;
        QTest::newRow("no channel") << wav(format(1, 0, 48000, 16) + samples) << ErrorCode::UnknownType;
    }
    void refusesASound()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(ErrorCode, code);
        const auto sound = openSoundFile(write(bytes));
        QVERIFY(!sound.ok());
        QCOMPARE(sound.error().code(), code);
    }

private:
    std::string write(const QByteArray &bytes)
    {
        QFile file(m_folder.filePath(QString::number(m_count++)));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("cannot write");
        return file.fileName().toStdString();
    }
    int paint(PicturePainter &painter, std::uint64_t index)
    {
        PlanarView view;
        view.plane[0] = m_plane;
        view.plane[1] = m_plane + 8;
        view.plane[2] = m_plane + 10;
        view.stride[0] = 4;
        view.stride[1] = view.stride[2] = 2;
        return painter.paint(index, view);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
    std::uint8_t m_plane[12] = {};
};

QTEST_GUILESS_MAIN(FilesTest)
#include "local_files_test.moc"
