// SPDX-License-Identifier: Apache-2.0
#include "core/media/picture.h"

#include <QTest>

#include <atomic>
#include <thread>

using namespace bedside;
using namespace bedside::media;

namespace {

Picture picture(std::uint8_t value)
{
    auto bytes = std::make_shared<Bytes>(16, value);
    Picture out;
    out.width = out.height = 2;
    out.stride = 8;
    out.pixels = *bytes;
    out.owner = bytes;
    return out;
}

} // namespace

class PictureTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isEmptyAtFirst() { QVERIFY(!PictureMailbox().latest()); }

    void keepsTheNewestAndNumbersThem()
    {
        PictureMailbox mailbox;
        mailbox.put(picture(1));
        mailbox.put(picture(2));
        QCOMPARE(mailbox.latest()->sequence, 2u);
        QCOMPARE(int(mailbox.latest()->pixels[0]), 2);
    }
    void keepsAPictureAliveForWhoeverHoldsIt()
    {
        std::shared_ptr<const Picture> held;
        {
            PictureMailbox mailbox;
            mailbox.put(picture(7));
            held = mailbox.latest();
            mailbox.put(picture(8));
        }
        QCOMPARE(int(held->pixels[15]), 7);
    }
    void goesDark()
    {
        PictureMailbox mailbox;
        int told = 0;
        mailbox.setNotify([&] { ++told; });
        mailbox.clear(); // nothing to clear: nothing to tell
        QCOMPARE(told, 0);
        mailbox.put(picture(1));
        mailbox.clear();
        QVERIFY(!mailbox.latest());
        QCOMPARE(told, 2);
        mailbox.put(picture(1));
        QCOMPARE(mailbox.latest()->sequence, 2u); // the count goes on
    }
    void doesNotCallAfterTheCallbackIsTakenAway()
    {
        PictureMailbox mailbox;
        std::atomic<bool> allowed{true}, wrong{false}, end{false};
        std::thread writer([&] {
            while (!end)
                mailbox.put(picture(1));
        });
        for (int i = 0; i < 200; ++i) {
            allowed = true;
            mailbox.setNotify([&] { wrong = wrong || !allowed; });
            mailbox.setNotify({});
            allowed = false;
        }
        end = true;
        writer.join();
        QVERIFY(!wrong);
    }
};

QTEST_GUILESS_MAIN(PictureTest)
#include "picture_test.moc"
