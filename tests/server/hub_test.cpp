// SPDX-License-Identifier: Apache-2.0
// The hub on a real database, without a network, under a clock of the test's own: what depends on time and on how far
// the storage thread has come.
#include "tests/support/hub_surroundings.h"

#include "core/crypto/hmac_sha1.h"
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/server/accounts.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace bedside;
using namespace bedside::server;
using namespace std::chrono_literals;
using test::Replies;
using test::Sockets;
using test::TestClock;
using wire::FrameType;

class HubTest : public QObject {
    Q_OBJECT

    static constexpr ConnectionId kHost = 1, kGuest = 2;

    // Everything made anew for each test; the thread ends before what it works on.
    struct Bench {
        QTemporaryDir folder;
        TestClock clock;
        Replies replies;
        Sockets sockets;
        std::unique_ptr<Storage> storage = Storage::open(folder.path().toStdString() + "/data").value();
        StaffIdentity clinician{crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), wire::Role::Clinician, {}};
        GuestIdentity patient;
        InstanceId instance = crypto::randomId<InstanceId>();
        Bytes memberToken;
        std::unique_ptr<StorageThread> thread;
        std::unique_ptr<Hub> hub;

        template <class Message>
        void receive(ConnectionId from, const Message &message)
        {
            hub->received(from, *wire::makeFrame(message));
        }
        bool settle() { return replies.settle(*thread); }
        std::uint64_t logSize()
        {
            std::uint64_t size = 0;
            thread->run([](Storage &s) { return *s.log().size(); }, [&](std::uint64_t found) { size = found; });
            return settle() ? size : 0;
        }
    };
    std::unique_ptr<Bench> m_bench;

    // A visit that has begun: host and one guest admitted.
    bool begin()
    {
        auto &b = *m_bench;
        b.hub->opened(kHost, b.clinician);
        b.hub->opened(kGuest, b.patient);
        b.hub->received(kGuest, *wire::makeFrame(FrameType::LobbyHello, Bytes(100, 7)));
        b.receive(kHost, wire::VisitOpen{b.patient.visit, b.instance});
        b.receive(kHost, wire::WelcomeRequest{b.patient.visit, b.instance, kGuest, Bytes(10)});
        if (!b.settle())
            return false;
        const auto welcome = b.sockets.take<wire::WelcomeDelivery>(kGuest);
        if (welcome.size() != 1)
            return false;
        b.memberToken = welcome[0].memberToken;
        return true;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void admitsNobodyIntoAGroupWhoseHostHasGone()
    {
        auto &b = *m_bench;
        QVERIFY(begin());
        constexpr ConnectionId kOther = 3;
        b.hub->opened(kOther, b.patient);
        b.hub->received(kOther, *wire::makeFrame(FrameType::LobbyHello, Bytes(100, 7)));
        QVERIFY(b.settle());
        b.receive(kHost, wire::WelcomeRequest{b.patient.visit, b.instance, kOther, Bytes(10)});
        b.hub->closed(kHost); // before the storage has answered
        QVERIFY(b.settle());
        QVERIFY(b.sockets.take<wire::WelcomeDelivery>(kOther).empty());
        QVERIFY(!b.sockets.take<wire::LobbyPlace>(kOther).back().hostPresent);
        b.hub->opened(kHost, b.clinician);
        QVERIFY(b.settle());
        const auto arrivals = b.sockets.take<wire::LobbyArrival>(kHost);
        QVERIFY(!arrivals.empty() && arrivals.back().guestConnection == kOther);
        QVERIFY(b.sockets.take<wire::LobbyPlace>(kOther).back().hostPresent); // says hello anew
    }
    void init()
    {
        m_bench = std::make_unique<Bench>();
        auto &b = *m_bench;
        Storage &storage = *b.storage;
        QVERIFY(storage.database().run("INSERT INTO practice VALUES(1, ?, x'', x'', x'', x'')", crypto::randomId<PracticeId>()).ok());
        QVERIFY(storage.reloadPractice().ok());
        QVERIFY(Accounts(storage).create({b.clinician.account, "ada", "hash", wire::Role::Clinician, {}, b.clinician.device, {}}, b.clock.now()).ok());
        AppointmentRow row;
        row.visit = crypto::randomId<VisitId>();
        row.owner = b.clinician.account;
        row.startsAt = b.clock.now();
        row.minutes = 30;
        QVERIFY(Appointments(storage).put(row, b.clock.now()).ok());
        b.patient = {crypto::randomId<InviteId>(), row.visit, row.owner, row.startsAt, row.minutes};
        QVERIFY(Invites(storage).create({b.patient.invite, row.visit, {}, b.clock.now() + 24h, row.owner}, b.clock.now()).ok());
        b.thread = std::make_unique<StorageThread>(storage, b.replies);
        b.hub = std::make_unique<Hub>(*b.thread, b.replies, b.sockets, b.clock);
        QVERIFY(begin());
    }
    void cleanup() { m_bench.reset(); }

    void givesRelayCredentialsToWhoeverMayBeInAVisit()
    {
        auto &b = *m_bench;
        constexpr std::string_view kSecret = "a secret of the relay";
        wire::RelayOffer servers;
        servers.only = true;
        servers.servers = {{"turn.example.org", 443, wire::RelayTransport::Tls}};
        b.hub->setRelays(RelayCredentials(servers, Secret::copyOf(asBytes(kSecret)), 1h));
        const auto offered = [&](ConnectionId to) { return b.sockets.take<wire::RelayOffer>(to); };

        constexpr ConnectionId kStaff = 3, kOther = 4, kBack = 5;
        b.hub->opened(kStaff, b.clinician);
        const auto first = offered(kStaff);
        QCOMPARE(first.size(), std::size_t(1));
        QVERIFY(first[0].only && first[0].servers.size() == 1 && first[0].servers[0].host == "turn.example.org");
        QVERIFY(first[0].username.starts_with(std::to_string(toUnixMilliseconds(b.clock.now() + 1h) / 1000) + ':'));
        QVERIFY(equalBytes(first[0].password, asBytes(toBase64(crypto::hmacSha1(asBytes(kSecret), asBytes(first[0].username))))));

        b.hub->opened(kOther, b.patient);
        QVERIFY(offered(kOther).empty()); // a link is no place yet
        b.hub->received(kOther, *wire::makeFrame(FrameType::LobbyHello, Bytes(100, 7)));
        const auto waiting = offered(kOther);
        QVERIFY(waiting.size() == 1 && waiting[0].username != first[0].username);
        b.hub->received(kOther, *wire::makeFrame(FrameType::LobbyHello, Bytes(100, 8)));
        QVERIFY(offered(kOther).empty());

        b.hub->closed(kGuest); // a member comes back
        b.hub->opened(kBack, b.patient);
        QVERIFY(offered(kBack).empty());
        b.receive(kBack, wire::ResumeRequest{b.patient.visit, b.instance, b.memberToken, 0});
        QVERIFY(b.settle());
        QCOMPARE(offered(kBack).size(), std::size_t(1));

        b.clock.passed += 29min;
        b.hub->renewRelays();
        QVERIFY(offered(kStaff).empty() && offered(kOther).empty() && offered(kBack).empty());
        b.clock.passed += 1min;
        b.hub->renewRelays();
        const auto second = offered(kStaff);
        QVERIFY(second.size() == 1 && second[0].username > first[0].username);
        QVERIFY(offered(kOther).size() == 1 && offered(kBack).size() == 1);

        b.receive(kHost, wire::DenyRequest{b.patient.visit, kOther, wire::DenyReason::NotNow});
        QVERIFY(b.settle());
        b.clock.passed += 30min;
        b.hub->renewRelays();
        QVERIFY(offered(kOther).empty()); // sent away
        QVERIFY(offered(kStaff).size() == 1 && offered(kBack).size() == 1);
    }
    void writesOnlySoMuchForOneConnection()
    {
        auto &b = *m_bench;
        for (const ConnectionId who : {kGuest, kHost}) {
            const auto before = b.logSize();
            for (int i = 0; i < 100; ++i)
                b.receive(who, wire::EventReport{b.patient.visit, "chat.sent", ""});
            QCOMPARE(b.logSize() - before, std::uint64_t(20));
            QCOMPARE(b.sockets.refusals(who, ErrorCode::TooManyAttempts), std::size_t(80));
            b.clock.passed += 10s;
            for (int i = 0; i < 100; ++i)
                b.receive(who, wire::EventReport{b.patient.visit, "chat.sent", ""});
            QCOMPARE(b.logSize() - before, std::uint64_t(30));
            QVERIFY(!b.sockets.isClosed(who)); // its visit goes on
        }
        // Coming back is an entry each time.
        const auto before = b.logSize();
        for (int i = 0; i < 100; ++i) {
            b.receive(kGuest, wire::ResumeRequest{b.patient.visit, b.instance, b.memberToken, 0});
            QVERIFY(b.settle());
        }
        QCOMPARE(b.logSize() - before, std::uint64_t(10)); // ten seconds have passed since its last entry
    }

    void holdsTheLimitOfWaitingStepsForEveryFrame()
    {
        auto &b = *m_bench;
        const VisitId visit = b.patient.visit;
        b.receive(kHost, wire::CommitRequest{visit, b.instance, 1, {1}}); // the storage thread's answer is not taken yet
        for (std::size_t i = 0; i < Room::kMostSteps; ++i)
            b.receive(kHost, wire::GroupMessageRequest{visit, b.instance, {1}});
        QCOMPARE(b.sockets.refusals(kHost, ErrorCode::TooManyAttempts), std::size_t(0));
        const auto isHeld = [&](ConnectionId from, const auto &message) {
            b.receive(from, message);
            return b.sockets.refusals(from, ErrorCode::TooManyAttempts) == 1;
        };
        QVERIFY(isHeld(kHost, wire::CommitRequest{visit, b.instance, 2, {2}}));
        QVERIFY(isHeld(kHost, wire::WelcomeRequest{visit, b.instance, 99, Bytes(10)}));
        QVERIFY(isHeld(kHost, wire::VisitOpen{visit, b.instance}));
        QVERIFY(isHeld(kHost, wire::ResumeRequest{visit, b.instance, {}, 0}));
        QVERIFY(isHeld(kHost, wire::VisitEnd{visit, b.instance, {}}));
        QVERIFY(isHeld(kGuest, wire::GroupMessageRequest{visit, b.instance, {1}}));
        QVERIFY(isHeld(kGuest, wire::ResumeRequest{visit, b.instance, b.memberToken, 0}));
        QVERIFY(isHeld(kGuest, wire::Leave{visit, b.instance}));
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::GroupMessageDelivery>(kGuest).size(), Room::kMostSteps);
        b.receive(kHost, wire::CommitRequest{visit, b.instance, 2, {2}});
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::CommitDelivery>(kGuest).size(), std::size_t(2));
    }
    // A client sends at once what has waited: the server is still reading in its database who comes back.
    void takesWhatFollowsAResumeInItsOrder()
    {
        auto &b = *m_bench;
        constexpr ConnectionId kBack = 3;
        const auto say = [&](ConnectionId from, std::uint8_t what) {
            b.receive(from, wire::GroupMessageRequest{b.patient.visit, b.instance, {what}});
        };
        const auto heard = [&](ConnectionId by) {
            Bytes out;
            for (const auto &one : b.sockets.take<wire::GroupMessageDelivery>(by))
                append(out, one.message);
            return out;
        };
        QVERIFY(b.settle());
        const auto before = b.logSize();
        b.hub->closed(kGuest);
        b.hub->opened(kBack, b.patient);
        b.receive(kBack, wire::ResumeRequest{b.patient.visit, b.instance, b.memberToken, 0});
        say(kBack, 1);
        b.receive(kBack, wire::EventReport{b.patient.visit, "chat.sent", ""});
        say(kBack, 2);
        QVERIFY(b.settle());
        QVERIFY(b.sockets.take<wire::ErrorReport>(kBack).empty());
        QCOMPARE(heard(kHost), (Bytes{1, 2}));
        QCOMPARE(b.logSize(), before + 3); // left, resumed, said
    }
    void endsAVisitForAHostWhoComesBackForIt()
    {
        auto &b = *m_bench;
        constexpr ConnectionId kBack = 3;
        b.hub->closed(kHost);
        b.hub->opened(kBack, b.clinician);
        b.receive(kBack, wire::ResumeRequest{b.patient.visit, b.instance, {}, 0});
        b.receive(kBack, wire::GroupMessageRequest{b.patient.visit, b.instance, {1}});
        b.receive(kBack, wire::VisitEnd{b.patient.visit, b.instance, wire::EndOutcome::Completed});
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::GroupMessageDelivery>(kGuest).size(), std::size_t(1));
        QCOMPARE(b.sockets.take<wire::VisitEnd>(kGuest).size(), std::size_t(1));
        QVERIFY(b.sockets.take<wire::ErrorReport>(kBack).empty());
    }
    void endsAVisitForAHostWhoHasGoneSince()
    {
        auto &b = *m_bench;
        b.receive(kHost, wire::CommitRequest{b.patient.visit, b.instance, 1, {1}}); // which the end waits for
        b.receive(kHost, wire::VisitEnd{b.patient.visit, b.instance, wire::EndOutcome::Completed});
        b.hub->closed(kHost);
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::VisitEnd>(kGuest).size(), std::size_t(1));
    }
    void takesNothingOfWhoIsNoMember()
    {
        auto &b = *m_bench;
        constexpr ConnectionId kOther = 3;
        QVERIFY(b.settle());
        const auto before = b.logSize();
        b.hub->opened(kOther, b.patient);
        b.receive(kOther, wire::ResumeRequest{b.patient.visit, b.instance, Bytes(32, 1), 0}); // not its token
        b.receive(kOther, wire::GroupMessageRequest{b.patient.visit, b.instance, {1}});
        b.receive(kOther, wire::EventReport{b.patient.visit, "chat.sent", ""});
        b.receive(kOther, wire::Leave{b.patient.visit, b.instance});
        b.receive(kOther, wire::VisitEnd{b.patient.visit, b.instance, wire::EndOutcome::Completed});
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::ErrorReport>(kOther).size(), std::size_t(5));
        QVERIFY(b.sockets.take<wire::GroupMessageDelivery>(kHost).empty());
        QVERIFY(b.sockets.take<wire::VisitEnd>(kHost).empty());
        QCOMPARE(b.logSize(), before);
    }
    void dropsARoomThatNobodyComesBackTo()
    {
        auto &b = *m_bench;
        b.receive(kHost, wire::CommitRequest{b.patient.visit, b.instance, 1, {1}});
        QVERIFY(b.settle());
        const auto seen = b.sockets.take<wire::CommitDelivery>(kGuest);
        QCOMPARE(seen.size(), std::size_t(1));
        const auto pass = [&](Milliseconds time) {
            b.clock.passed += time;
            b.hub->dropEmptyRooms();
            return b.hub->roomCount();
        };
        b.hub->closed(kHost);
        QCOMPARE(pass(10h), std::size_t(1)); // the guest waits in it
        b.hub->closed(kGuest);
        QCOMPARE(pass(0ms), std::size_t(1));
        QCOMPARE(pass(14min), std::size_t(1));
        b.hub->opened(3, b.patient); // back for a moment: the time begins again
        b.receive(3, wire::ResumeRequest{b.patient.visit, b.instance, b.memberToken, seen[0].seq});
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.take<wire::Resumed>(3).size(), std::size_t(1));
        b.hub->closed(3);
        QCOMPARE(pass(2min), std::size_t(1));
        QCOMPARE(pass(14min), std::size_t(1));
        QCOMPARE(pass(1min), std::size_t(0));

        // It comes back out of the database: for the guest with what was missed, for the host with its place.
        b.hub->opened(4, b.patient);
        b.receive(4, wire::ResumeRequest{b.patient.visit, b.instance, b.memberToken, seen[0].seq - 1});
        QVERIFY(b.settle());
        const auto missed = b.sockets.take<wire::CommitDelivery>(4);
        QVERIFY(missed.size() == 1 && missed[0].commit == Bytes{1});
        QCOMPARE(b.sockets.take<wire::Resumed>(4).size(), std::size_t(1));
        b.hub->opened(5, b.clinician);
        b.receive(5, wire::ResumeRequest{b.patient.visit, b.instance, {}, seen[0].seq});
        b.receive(5, wire::CommitRequest{b.patient.visit, b.instance, 2, {2}});
        QVERIFY(b.settle());
        const auto next = b.sockets.take<wire::CommitDelivery>(4);
        QVERIFY(next.size() == 1 && next[0].commit == Bytes{2} && next[0].seq > seen[0].seq);
    }
    void opensARunAgainWhereItStood()
    {
        auto &b = *m_bench;
        b.receive(kHost, wire::CommitRequest{b.patient.visit, b.instance, 7, {1}});
        QVERIFY(b.settle());
        const auto before = b.sockets.take<wire::CommitDelivery>(kHost);
        QCOMPARE(before.size(), std::size_t(1));
        b.hub->closed(kHost);
        b.hub->closed(kGuest);
        b.hub->dropEmptyRooms();
        b.clock.passed += 15min;
        b.hub->dropEmptyRooms();
        QCOMPARE(b.hub->roomCount(), std::size_t(0));
        b.hub->opened(3, b.clinician);
        b.receive(3, wire::VisitOpen{b.patient.visit, b.instance});
        b.receive(3, wire::CommitRequest{b.patient.visit, b.instance, 7, {2}});
        b.receive(3, wire::CommitRequest{b.patient.visit, b.instance, 8, {3}});
        QVERIFY(b.settle());
        QCOMPARE(b.sockets.refusals(3, ErrorCode::WrongEpoch), std::size_t(1));
        const auto after = b.sockets.take<wire::CommitDelivery>(3);
        QVERIFY(after.size() == 1 && after[0].epoch == 8 && after[0].seq > before[0].seq);
    }
};

QTEST_GUILESS_MAIN(HubTest)
#include "hub_test.moc"
