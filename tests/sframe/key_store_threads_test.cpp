// SPDX-License-Identifier: Apache-2.0
// Streaming threads seal and open while the main thread installs, switches and wipes. Meant for TSan; without it, it
// still shows that no counter is used twice and nothing sealed fails to open for a reason other than its key.
#include "core/sframe/key_store.h"

#include <QtTest>
#include <atomic>
#include <set>
#include <thread>

using namespace bedside;
using namespace bedside::sframe;

class KeyStoreThreadsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sealAndOpenWhileEpochsChange()
    {
        KeyStore here, there;
        InstanceId instance;
        instance.bytes.fill(7);
        const std::vector<LeafAccess> leaves{{0}, {1}};
        std::atomic<bool> stop{false};
        std::array<std::atomic<std::uint64_t>, kContexts> rounds{};
        std::array<std::set<std::pair<std::uint64_t, std::uint64_t>>, kContexts> used;
        std::array<std::uint64_t, kContexts> reused{}, wrong{}, openedFrames{};

        const auto stream = [&](std::size_t context) {
            const auto sealer = here.sealer(Context(context));
            const auto opener = there.opener(0);
            const Bytes clear{1, 2, 3}, payload(300, std::uint8_t(context));
            Bytes frame(400), plain(400);
            for (; !stop.load(); ++rounds[context]) {
                const auto sealed = sealer.seal(clear, payload, frame);
                if (!sealed.ok())
                    continue;
                if (!used[context].insert({sealed->epoch, sealed->counter}).second)
                    ++reused[context];
                const auto opened = opener.open(ByteSpan(frame).first(sealed->size), clear.size(), plain);
                if (opened.ok())
                    ++openedFrames[context];
                else if (opened.error().code() != ErrorCode::KeyUnavailable
                         && opened.error().code() != ErrorCode::WrongEpoch)
                    ++wrong[context];
            }
        };
        std::vector<std::thread> threads;
        for (std::size_t context = 0; context < kContexts; ++context)
            threads.emplace_back(stream, context);
        const QDeadlineTimer deadline(60'000);
        for (std::uint64_t epoch = 1; epoch <= 60; ++epoch) {
            const auto key = Secret::copyOf(Bytes(32, std::uint8_t(epoch)));
            QVERIFY(there.installEpoch(instance, epoch, key, 1, leaves).ok());
            QVERIFY(here.installEpoch(instance, epoch, key, 0, leaves).ok());
            QVERIFY(here.switchSender(instance, epoch).ok());
            // Two rounds of each thread in every epoch: a frame held back for 16 epochs would name another epoch's key.
            for (auto &done : rounds) {
                for (const auto enough = done.load() + 2; done.load() < enough && !deadline.hasExpired();)
                    std::this_thread::yield();
            }
            if (epoch > 2) {
                here.wipeEpoch(instance, epoch - 2);
                there.wipeEpoch(instance, epoch - 2);
            }
        }
        stop = true;
        for (auto &thread : threads)
            thread.join();
        here.wipeAll();
        QVERIFY(!deadline.hasExpired());
        std::uint64_t total = 0;
        for (std::size_t context = 0; context < kContexts; ++context) {
            QCOMPARE(reused[context], std::uint64_t(0));
            QCOMPARE(wrong[context], std::uint64_t(0));
            total += openedFrames[context];
        }
        QVERIFY(total > 0);
    }
};

QTEST_APPLESS_MAIN(KeyStoreThreadsTest)
#include "key_store_threads_test.moc"
