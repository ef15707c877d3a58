// SPDX-License-Identifier: Apache-2.0
// Property P12: once an epoch has ended, and once a member has left, been removed or the visit has ended, the memory of
// the process no longer holds its keys, although session and key store objects live on. All readable memory but the
// read-only parts of files is searched; what is searched for is kept only in masked form, and is found as long as it should be there.
#include "hostile_guest.h"

#include "core/mls/codec.h"
#include "core/mls/framing.h"
#include "core/mls/welcome.h"
#include "core/sframe/frame_key.h"

#include <QtTest>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <sys/mman.h>
#include <unistd.h>

using namespace bedside;
using namespace bedside::test;
using namespace std::chrono_literals;

namespace {

class MemorySearch {
public:
    MemorySearch() : m_mask(crypto::randomBytes(kLongest)), m_window(map(kWindow)) {}
    ~MemorySearch() { munmap(m_window, kWindow); }
    MemorySearch(const MemorySearch &) = delete;
    MemorySearch &operator=(const MemorySearch &) = delete;

    void add(std::string name, ByteSpan secret) // 8 to 32 bytes
    {
        Bytes masked(secret.size());
        for (std::size_t i = 0; i < secret.size(); ++i)
            masked[i] = secret[i] ^ m_mask[i];
        m_starts[masked[0]] = true;
        m_needles.push_back({std::move(name), std::move(masked)});
    }
    // The names of what is somewhere in memory.
    QStringList found()
    {
        QStringList names;
        std::vector<bool> seen(m_needles.size());
        const int memory = open("/proc/self/mem", O_RDONLY);
        for (const auto &[from, to] : mappings())
            search(memory, from, to, seen);
        close(memory);
        wipeMemory({m_window, kWindow});
        for (std::size_t i = 0; i < m_needles.size(); ++i) {
            if (seen[i])
                names << QString::fromStdString(m_needles[i].name);
        }
        return names;
    }

private:
    struct Needle {
        std::string name;
        Bytes masked;
    };
    static constexpr std::size_t kLongest = 32;
    static constexpr std::size_t kWindow = 1 << 20;
    static constexpr std::uint64_t kLargest = 128 << 20; // more is a sanitizer's shadow, which holds no byte of ours

    static std::uint8_t *map(std::size_t size)
    {
        return static_cast<std::uint8_t *>(
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    }
    static std::vector<std::pair<std::uint64_t, std::uint64_t>> mappings()
    {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> out;
        std::ifstream maps("/proc/self/maps");
        for (std::string line; std::getline(maps, line);) {
            unsigned long from = 0, to = 0;
            char mode[5] = {};
            if (std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, mode) != 3 || mode[0] != 'r' || to - from >= kLargest)
                continue;
            const bool onlyOfAFile = mode[1] != 'w' && line.find('/') != std::string::npos;
            if (!onlyOfAFile)
                out.emplace_back(from, to);
        }
        return out;
    }
    void search(int memory, std::uint64_t from, std::uint64_t to, std::vector<bool> &seen)
    {
        const auto window = reinterpret_cast<std::uint64_t>(m_window);
        while (from < to) {
            if (from >= window && from < window + kWindow) { // the kernel may have put it beside another mapping
                from = window + kWindow;
                continue;
            }
            auto size = std::min<std::uint64_t>(kWindow, to - from);
            if (from < window)
                size = std::min(size, window - from);
            const auto got = pread(memory, m_window, size, static_cast<off_t>(from));
            if (got <= 0)
                return; // [vvar] and the like
            scan(static_cast<std::size_t>(got), seen);
            // The next window begins before the end of this one, for what lies across.
            from += size == kWindow ? kWindow - kLongest : size;
        }
    }
    void scan(std::size_t size, std::vector<bool> &seen)
    {
        // Every byte of memory passes here, in a build without optimization too.
        const auto *const bytes = m_window;
        const auto *const starts = m_starts.data();
        const auto mask = m_mask[0];
        for (std::size_t at = 0; at < size; ++at) {
            if (starts[bytes[at] ^ mask])
                compare(bytes + at, size - at, seen);
        }
    }
    void compare(const std::uint8_t *bytes, std::size_t size, std::vector<bool> &seen) const
    {
        for (std::size_t i = 0; i < m_needles.size(); ++i) {
            const auto &masked = m_needles[i].masked;
            std::size_t same = 0;
            while (same < masked.size() && same < size && (bytes[same] ^ m_mask[same]) == masked[same])
                ++same;
            if (same == masked.size())
                seen[i] = true;
        }
    }

    Bytes m_mask;
    std::uint8_t *m_window;
    std::array<bool, 256> m_starts{};
    std::vector<Needle> m_needles;
};

// A visit with one guest, and the secrets of the epoch in which it stands: as a third member, built on core/mls, has
// worked them out from its Welcome before it went.
struct Visit {
    World world;
    MemorySearch search;
    Participant *ann = nullptr;

    Visit()
    {
        world.openVisit(world.practice.hire(wire::Role::Clinician, world.now.wall));
        ann = &world.join("Ann");
        world.advance(1s);
        world.onInstalled = [this](Participant &who, const EpochInstalled &epoch) {
            if (&who != world.host)
                return;
            search.add("base key", epoch.baseKey.reveal());
            for (const auto leaf : {who.session->ownLeaf(), ann->session->ownLeaf()}) {
                const auto derived = sframe::deriveKey(epoch.baseKey, sframe::KidLayout().kid(sframe::Context::Camera, leaf, epoch.epoch));
                search.add("SFrame secret", derived.secret.reveal().first(32));
                search.add("SFrame key", derived.key.reveal());
                search.add("SFrame salt", derived.salt.reveal());
            }
        };
        witness();
        world.onInstalled = nullptr;
        world.advance(1s);
    }
    void witness()
    {
        HostileGuest third(world);
        third.join();
        mls::Reader reader(third.welcome);
        if (!mls::readMessageHeader(reader).ok())
            std::abort();
        const auto welcome = mls::parseWhole<mls::Welcome>(reader.rest());
        const auto secrets = mls::openGroupSecrets(*welcome, third.bundle.package.ref(), third.bundle.initKey);
        const auto intermediate = mls::intermediateSecret(secrets->joinerSecret, mls::zeroSecret());
        const auto info = mls::openGroupInfo(welcome->encryptedGroupInfo, mls::welcomeSecret(intermediate));
        const auto epoch = mls::epochSecrets(intermediate, info->context.encode());
        search.add("joiner secret", secrets->joinerSecret.reveal());
        search.add("intermediate secret", intermediate.reveal());
        search.add("welcome secret", mls::welcomeSecret(intermediate).reveal());
        search.add("sender data secret", epoch.senderData.reveal());
        search.add("encryption secret", epoch.encryption.reveal());
        search.add("exporter secret", epoch.exporter.reveal());
        search.add("external secret", epoch.external.reveal());
        search.add("confirmation key", epoch.confirmation.reveal());
        search.add("membership key", epoch.membership.reveal());
        search.add("resumption secret", epoch.resumption.reveal());
        search.add("epoch authenticator", epoch.authenticator.reveal());
        search.add("init secret", epoch.init.reveal());
    }
    // The host's process is another one in truth.
    void dropHost()
    {
        world.host->session.reset();
        world.host->keys.reset();
        world.host->crashed = true;
    }
    // What a member holds while the epoch lasts; the keys that only lead to these are gone already.
    QStringList live() const
    {
        QStringList names{QStringLiteral("SFrame salt"), QStringLiteral("sender data secret"), QStringLiteral("exporter secret"),
                          QStringLiteral("membership key"), QStringLiteral("init secret")};
        if (crypto::Aes256Gcm::hardwareAvailable()) // its expanded form begins with the key itself
            names << QStringLiteral("SFrame key");
        return names;
    }
    bool holdsLiveKeys()
    {
        const auto names = search.found();
        const auto expected = live();
        return std::all_of(expected.begin(), expected.end(), [&](const auto &one) { return names.contains(one); });
    }
};

} // namespace

class KeyMemoryTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void findsALiveKeyAndNotAWipedOne()
    {
        MemorySearch search;
        auto secret = crypto::randomSecret(32);
        search.add("secret", secret.reveal());
        QCOMPARE(search.found(), QStringList{QStringLiteral("secret")});
        secret.wipe();
        QCOMPARE(search.found(), QStringList());
        auto bytes = crypto::randomBytes(32);
        search.add("bytes", bytes);
        QCOMPARE(search.found(), QStringList{QStringLiteral("bytes")});
        wipeMemory(bytes);
        QCOMPARE(search.found(), QStringList());
    }
    void secretsThatOnlyLeadToKeysAreGoneAtOnce()
    {
        Visit visit;
        QVERIFY(visit.holdsLiveKeys());
        const auto names = visit.search.found();
        for (const char *one : {"base key", "SFrame secret", "joiner secret", "intermediate secret", "welcome secret"})
            QVERIFY2(!names.contains(QString::fromLatin1(one)), one);
    }
    void theKeysOfAnEpochAreGoneTenSecondsAfterIt()
    {
        Visit visit;
        auto &world = visit.world;
        world.perform(*world.host, world.host->session->rotate(world.now));
        world.settle();
        QVERIFY(!visit.search.found().contains(QStringLiteral("exporter secret")));
        QVERIFY(visit.search.found().contains(QStringLiteral("SFrame salt")));
        world.advance(10s);
        QCOMPARE(visit.search.found(), QStringList());
        QVERIFY(world.host->isActive() && visit.ann->isActive());
    }
    void theKeysAreGoneTwoSecondsAfterARemovalAndAtOnceWithTheRemoved()
    {
        Visit visit;
        auto &world = visit.world;
        world.perform(*world.host, world.host->session->remove(visit.ann->session->ownLeaf(), true, world.now));
        world.settle();
        QVERIFY(visit.ann->session->state() == SessionState::Removed);
        world.advance(2s);
        QCOMPARE(visit.search.found(), QStringList());
    }
    void theKeysAreGoneAfterLeaving()
    {
        Visit visit;
        visit.dropHost();
        QVERIFY(visit.holdsLiveKeys());
        visit.world.perform(*visit.ann, visit.ann->session->leave(visit.world.now));
        QVERIFY(visit.ann->session->state() == SessionState::Left);
        QCOMPARE(visit.search.found(), QStringList());
    }
    void theKeysAreGoneAfterTheEnd()
    {
        Visit visit;
        auto &world = visit.world;
        world.perform(*world.host, world.host->session->endForAll(wire::EndOutcome::Completed, world.now));
        world.settle();
        QVERIFY(visit.ann->session->state() == SessionState::Ended);
        QCOMPARE(visit.search.found(), QStringList());
    }
    void theKeysAreGoneAfterAFailure()
    {
        Visit visit;
        visit.dropHost();
        visit.world.advance(61s);
        QVERIFY(visit.ann->session->state() == SessionState::Failed);
        QCOMPARE(visit.search.found(), QStringList());
    }
    void wipeAllLeavesNoFrameKey()
    {
        MemorySearch search;
        sframe::KeyStore store;
        const auto instance = crypto::randomId<InstanceId>();
        {
            const auto baseKey = crypto::randomSecret(32);
            search.add("base key", baseKey.reveal());
            const auto derived = sframe::deriveKey(baseKey, sframe::KidLayout().kid(sframe::Context::Camera, 1, 3));
            search.add("SFrame key", derived.key.reveal());
            search.add("SFrame salt", derived.salt.reveal());
            const std::array<sframe::LeafAccess, 2> leaves{sframe::LeafAccess{0}, sframe::LeafAccess{1}};
            QVERIFY(store.installEpoch(instance, 3, baseKey, 1, leaves).ok());
            QVERIFY(store.switchSender(instance, 3).ok());
            Bytes out(100);
            QVERIFY(store.sealer(sframe::Context::Camera).seal(Bytes{1}, Bytes(40, 7), out).ok());
        }
        QVERIFY(search.found().contains(QStringLiteral("SFrame salt")));
        store.wipeAll();
        QCOMPARE(search.found(), QStringList());
    }
    void theLeafKeyIsGoneAfterTheEnd()
    {
        World world;
        const auto doctor = world.practice.hire(wire::Role::Clinician, world.now.wall);
        MemorySearch search;
        auto leaf = identity::LeafIdentity::create(doctor.keys, doctor.certificate, world.visit, world.now.wall);
        search.add("leaf key", leaf.key.seed().reveal());
        auto start = GroupSession::open({world.visit, crypto::randomId<InstanceId>(), std::move(leaf),
                                         world.practice.trust(world.now.wall), {}, "Dr. Example", {}},
                                        world.now);
        QVERIFY(start.ok());
        QCOMPARE(search.found(), QStringList{QStringLiteral("leaf key")});
        const auto effects = start->session.endForAll(wire::EndOutcome::Completed, world.now);
        QCOMPARE(search.found(), QStringList());
    }
};

QTEST_APPLESS_MAIN(KeyMemoryTest)
#include "key_memory_test.moc"
