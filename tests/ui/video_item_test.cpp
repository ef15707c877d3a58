// SPDX-License-Identifier: Apache-2.0
// The item that shows pictures, by its pixels: counters say nothing about what is seen.
#include "tests/support/fake_facade.h"
#include "ui/models/video_item.h"

#include <QQuickWindow>
#include <QSGRendererInterface>
#include <QTest>

#include <thread>

using namespace bedside::tests;
using namespace bedside::ui;

class VideoItemTest : public QObject {
    Q_OBJECT

    QQuickWindow m_window;
    FakePictures m_pictures;
    std::unique_ptr<PictureFeed> m_feed;
    std::unique_ptr<VideoItem> m_item;

    QColor at(int x, int y) { return m_window.grabWindow().pixelColor(x, y); }
    static bool near(const QColor &a, const QColor &b)
    {
        return std::abs(a.red() - b.red()) < 4 && std::abs(a.green() - b.green()) < 4 && std::abs(a.blue() - b.blue()) < 4;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_window.setColor(Qt::black);
        m_window.resize(200, 200);
        m_window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_window));
        if (qEnvironmentVariable("QSG_RHI_BACKEND") == u"opengl")
            QCOMPARE(m_window.rendererInterface()->graphicsApi(), QSGRendererInterface::OpenGL);
    }
    void init()
    {
        m_feed = std::make_unique<PictureFeed>();
        m_item = std::make_unique<VideoItem>(m_window.contentItem());
        m_item->setSize(QSizeF(200, 200));
        m_item->setFeed(m_feed.get());
        m_feed->setSource(&m_pictures);
    }
    void cleanup()
    {
        m_item.reset();
        m_feed.reset();
        m_pictures.goDark();
    }

    void showsTheColoursThatItWasGiven()
    {
        m_pictures.put(64, 64, 0xFF0000, 0x0000FF);
        QTRY_VERIFY(near(at(100, 30), Qt::red));
        QVERIFY(near(at(100, 170), Qt::blue));
    }
    void showsTheNewestPicture()
    {
        m_pictures.put(64, 64, 0xFF0000, 0xFF0000);
        QTRY_VERIFY(near(at(100, 100), Qt::red));
        m_pictures.put(32, 32, 0x00FF00, 0x00FF00);
        QTRY_VERIFY(near(at(100, 100), Qt::green));
    }
    void mirrorsLeftAndRight()
    {
        std::vector<std::uint32_t> pixels(64 * 64, 0x0000FF);
        for (std::size_t y = 0; y < 64; ++y)
            std::fill_n(pixels.begin() + static_cast<std::ptrdiff_t>(y * 64), 32, 0xFF0000);
        m_pictures.put(64, 64, pixels);
        QTRY_VERIFY(near(at(30, 100), Qt::red));
        m_item->setMirrored(true);
        QTRY_VERIFY(near(at(30, 100), Qt::blue));
        QVERIFY(near(at(170, 100), Qt::red));
    }
    void showsNothingStaleOnceTheSourceIsDark()
    {
        m_pictures.put(64, 64, 0xFF0000, 0xFF0000);
        QTRY_VERIFY(near(at(100, 100), Qt::red));
        m_pictures.goDark();
        QTRY_VERIFY(near(at(100, 100), Qt::black));
        QVERIFY(!m_feed->hasPicture());
    }
    void takesPicturesFromAnotherThread()
    {
        std::thread streaming([this] {
            for (int i = 0; i < 200; ++i)
                m_pictures.put(64, 64, 0x00FF00, 0x00FF00);
        });
        streaming.join();
        QTRY_VERIFY(near(at(100, 100), Qt::green));
    }
    void outlivesNoSourceThatItLetGo()
    {
        auto gone = std::make_unique<FakePictures>();
        m_feed->setSource(gone.get());
        gone->put(8, 8, 0xFF0000, 0xFF0000);
        gone.reset(); // before the feed has heard of it
        m_feed->setSource(nullptr);
        QCoreApplication::processEvents();
        QVERIFY(!m_feed->hasPicture());
    }
    void ignoresANoticeThatComesAfterItsOwnEnd()
    {
        FakePictures late;
        auto feed = std::make_unique<PictureFeed>();
        feed->setSource(&late);
        late.put(8, 8, 0xFF0000, 0xFF0000); // queued
        feed.reset();
        QCoreApplication::processEvents();
    }

    void fillsWhereLittleIsCut()
    {
        const auto placement = VideoItem::place(QSizeF(640, 360), QSizeF(1280, 800), 0.35);
        QCOMPARE(placement.target, QRectF(0, 0, 1280, 800));
        QCOMPARE(placement.source.height(), 360.0);
        QVERIFY(placement.source.width() < 640);
        QCOMPARE(placement.source.center().x(), 320.0);
    }
    void showsAllWhereMuchWouldBeCut()
    {
        const auto placement = VideoItem::place(QSizeF(360, 640), QSizeF(1280, 800), 0.35);
        QCOMPARE(placement.source, QRectF(0, 0, 360, 640));
        QCOMPARE(placement.target.height(), 800.0);
        QCOMPARE(placement.target.center().x(), 640.0);
    }
    void neverStretches_data()
    {
        QTest::addColumn<QSizeF>("picture");
        QTest::addColumn<QSizeF>("item");
        QTest::newRow("wide") << QSizeF(1280, 720) << QSizeF(900, 600);
        QTest::newRow("tall") << QSizeF(720, 1280) << QSizeF(900, 600);
        QTest::newRow("square") << QSizeF(10, 10) << QSizeF(900, 600);
    }
    void neverStretches()
    {
        QFETCH(QSizeF, picture);
        QFETCH(QSizeF, item);
        for (const double mayCut : {0.0, 0.35, 1.0}) {
            const auto p = VideoItem::place(picture, item, mayCut);
            QVERIFY(std::abs(p.target.width() / p.source.width() - p.target.height() / p.source.height()) < 0.001);
        }
    }
};

QTEST_MAIN(VideoItemTest)
#include "video_item_test.moc"
