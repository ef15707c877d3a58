// SPDX-License-Identifier: Apache-2.0
// The sockets of the real program: lobby, admission, order, coming back, who may do what, malformed frames.
#include "core/audit/event.h"
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/wire/messages.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace bedside;
using namespace bedside::test;
using nlohmann::json;
using wire::FrameType;

namespace {

// A socket of the test with its connection number.
struct Line {
    std::unique_ptr<TlsClient> client;
    std::uint64_t id = 0;

    explicit operator bool() const { return client != nullptr; }
    template <class Message>
    bool send(const Message &message)
    {
        return client->sendFrame(*wire::makeFrame(message));
    }
    // The next frame of that type; others are passed over.
    template <class Message>
    std::optional<Message> next(int timeoutMs = 5'000)
    {
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < timeoutMs) {
            auto bytes = client->receiveFrame(std::max(1, timeoutMs - int(timer.elapsed())));
            if (!bytes)
                return std::nullopt;
            auto frame = wire::parseFrame(*bytes);
            if (!frame.ok() || frame->type != Message::kType)
                continue;
            auto message = Message::decode(frame->body);
            if (message.ok())
                return *message;
        }
        return std::nullopt;
    }
    ErrorCode refusal()
    {
        auto report = next<wire::ErrorReport>();
        return report ? report->code : ErrorCode{};
    }
    bool hello(std::size_t size = 100) { return client->sendFrame(*wire::makeFrame(FrameType::LobbyHello, Bytes(size, 7))); }
};

} // namespace

class SocketsTest : public QObject {
    Q_OBJECT

    ServerProcess m_server;
    std::optional<TestPractice> m_practice;
    Person m_clinician, m_other, m_frontDesk;

    Line staff(const Person &person)
    {
        Line line;
        line.client = m_practice->socketWith(m_practice->ticketOf(person), &line.id);
        return line;
    }
    Line guest(const TestPractice::Invite &invite)
    {
        Line line;
        if (auto ticket = m_practice->join(invite))
            line.client = m_practice->socketWith(*ticket, &line.id);
        return line;
    }

    // A visit that has begun: host and one guest admitted.
    struct Visit {
        VisitId visit;
        InstanceId instance = crypto::randomId<InstanceId>();
        TestPractice::Invite invite;
        Line host, guest;
        Bytes memberToken;
    };
    std::optional<Visit> begin()
    {
        Visit v;
        v.visit = *m_practice->appointment(m_clinician);
        v.invite = *m_practice->invite(m_clinician, v.visit);
        v.host = staff(m_clinician);
        v.guest = guest(v.invite);
        if (!v.host || !v.guest || !v.guest.hello() || !v.host.next<wire::LobbyArrival>() ||
            !v.host.send(wire::VisitOpen{v.visit, v.instance}) || !v.host.next<wire::VisitOpen>() ||
            !v.host.send(wire::WelcomeRequest{v.visit, v.instance, v.guest.id, Bytes(1000, 9)}))
            return std::nullopt;
        auto welcome = v.guest.next<wire::WelcomeDelivery>();
        if (!welcome || welcome->welcome != Bytes(1000, 9) || welcome->memberToken.size() != 32)
            return std::nullopt;
        v.memberToken = welcome->memberToken;
        return v;
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(crypto::selfTest().ok());
        m_server.setConfig("requests_per_second = 1000\nheader_timeout_seconds = 2\n");
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
        QVERIFY(m_practice->setUp());
        m_clinician = *m_practice->add("clinician", wire::Role::Clinician);
        m_other = *m_practice->add("other", wire::Role::Clinician);
        m_frontDesk = *m_practice->add("frontdesk", wire::Role::FrontDesk);
    }

    void refusesASocketWithoutATicket()
    {
        const Bytes used = m_practice->ticketOf(m_clinician);
        QVERIFY(m_practice->socketWith(used));
        for (const Bytes &bad : {used, Bytes(), Bytes(32, 1), Bytes(64, 1)})
            QVERIFY(!m_practice->socketWith(bad));
        auto client = TlsClient::connect(m_server.port());
        QVERIFY(client->upgrade());
        QVERIFY(client->sendFrame(*wire::makeFrame(wire::VisitOpen{})));
        auto frame = client->receiveFrame();
        QVERIFY(frame && wire::parseFrame(*frame)->type == FrameType::Error);
        QVERIFY(client->closesWithin(5'000));
        auto silent = TlsClient::connect(m_server.port());
        QVERIFY(silent->upgrade());
        QVERIFY(silent->closesWithin(6'000));
        auto elsewhere = TlsClient::connect(m_server.port());
        QVERIFY(!elsewhere->upgrade("/v1/session"));
    }

    void queuesGuestsAndTellsThemTheirPlace()
    {
        const VisitId first = *m_practice->appointment(m_clinician), second = *m_practice->appointment(m_clinician);
        Line early = guest(*m_practice->invite(m_clinician, first));
        QVERIFY(early.hello());
        auto place = early.next<wire::LobbyPlace>();
        QVERIFY(place && place->place == 1 && !place->hostPresent && place->waitMinutes == wire::LobbyPlace::kUnknownWait);
        Line late = guest(*m_practice->invite(m_clinician, second));
        QVERIFY(late.hello());
        QCOMPARE(int(late.next<wire::LobbyPlace>()->place), 2);
        Line host = staff(m_clinician); // arrives later and is shown both
        QVERIFY(host.next<wire::LobbyArrival>() && host.next<wire::LobbyArrival>());
        place = late.next<wire::LobbyPlace>();
        QVERIFY(place && place->hostPresent && place->waitMinutes == 30);
        Line desk = staff(m_frontDesk);
        auto arrival = desk.next<wire::LobbyArrival>();
        QVERIFY(arrival && arrival->hello == Bytes(100, 7));
        Line other = staff(m_other);
        QVERIFY(!other.next<wire::LobbyArrival>(300)); // not their patients
        early.client.reset();
        auto gone = host.next<wire::LobbyGone>();
        QVERIFY(gone && gone->guestConnection == early.id && gone->visit == first);
        QCOMPARE(int(late.next<wire::LobbyPlace>()->place), 1);
    }
    void deniesOnlyByWhoMayHost()
    {
        const VisitId visit = *m_practice->appointment(m_clinician);
        Line patient = guest(*m_practice->invite(m_clinician, visit));
        QVERIFY(patient.hello());
        QVERIFY(patient.next<wire::LobbyPlace>());
        Line desk = staff(m_frontDesk), other = staff(m_other), host = staff(m_clinician);
        const wire::DenyRequest deny{visit, patient.id, wire::DenyReason::NotNow};
        for (Line *line : {&desk, &other}) {
            QVERIFY(line->send(deny));
            QVERIFY(line->refusal() == ErrorCode::NotAuthorized);
        }
        QVERIFY(host.send(wire::DenyRequest{crypto::randomId<VisitId>(), patient.id, {}}));
        QVERIFY(host.refusal() == ErrorCode::NotFound);
        QVERIFY(host.send(deny));
        QVERIFY(patient.next<wire::DenyDelivery>()->reason == wire::DenyReason::NotNow);
        QVERIFY(host.next<wire::LobbyGone>());
    }
    void opensAVisitOnlyForItsHost()
    {
        const VisitId visit = *m_practice->appointment(m_clinician);
        const auto instance = crypto::randomId<InstanceId>();
        Line desk = staff(m_frontDesk), other = staff(m_other);
        QVERIFY(desk.send(wire::VisitOpen{visit, instance}));
        QVERIFY(desk.refusal() == ErrorCode::NotAuthorized);
        QVERIFY(other.send(wire::VisitOpen{visit, instance}));
        QVERIFY(other.refusal() == ErrorCode::NotFound);
        QVERIFY(other.send(wire::VisitOpen{crypto::randomId<VisitId>(), instance}));
        QVERIFY(other.refusal() == ErrorCode::NotFound);
        Line patient = guest(*m_practice->invite(m_clinician, visit));
        QVERIFY(patient.send(wire::VisitOpen{visit, instance}));
        QVERIFY(patient.refusal() == ErrorCode::NotAuthorized);
        Line host = staff(m_clinician);
        QVERIFY(host.send(wire::VisitOpen{visit, instance}));
        QVERIFY(host.next<wire::VisitOpen>()->instance == instance);
    }

    void ordersCommitsAndMessagesByOneNumber()
    {
        auto v = begin();
        QVERIFY(v);
        for (std::uint64_t epoch = 1; epoch <= 5; ++epoch) {
            QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, epoch, Bytes(50, std::uint8_t(epoch))}));
            QVERIFY(v->guest.send(wire::GroupMessageRequest{v->visit, v->instance, Bytes(5, std::uint8_t(epoch))}));
        }
        std::vector<std::uint64_t> host, guest;
        for (int i = 0; i < 5; ++i) {
            auto commit = v->guest.next<wire::CommitDelivery>();
            QVERIFY(commit && commit->epoch == std::uint64_t(i + 1) && commit->sender == v->host.id);
            guest.push_back(commit->seq);
        }
        QElapsedTimer timer;
        timer.start();
        int commits = 0, messages = 0;
        while ((commits < 5 || messages < 5) && timer.elapsed() < 5'000) {
            auto bytes = v->host.client->receiveFrame(1'000);
            QVERIFY(bytes);
            auto frame = *wire::parseFrame(*bytes);
            if (frame.type == FrameType::Commit) {
                host.push_back(wire::CommitDelivery::decode(frame.body)->seq);
                QCOMPARE(host.back() == guest[std::size_t(commits)], true);
                ++commits;
            } else if (frame.type == FrameType::GroupMessage) {
                const auto message = *wire::GroupMessageDelivery::decode(frame.body);
                QCOMPARE(message.sender, v->guest.id);
                host.push_back(message.seq);
                ++messages;
            }
        }
        QCOMPARE(host.size(), std::size_t(10));
        QVERIFY(std::is_sorted(host.begin(), host.end()));
        QCOMPARE(host.back() - host.front(), std::uint64_t(9)); // no gap: each has got its own
    }
    void letsOneCommitOfAnEpochThrough()
    {
        auto v = begin();
        QVERIFY(v);
        QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, 4, Bytes(10)}));
        QVERIFY(v->host.next<wire::CommitDelivery>());
        for (std::uint64_t epoch : {4, 3, 0}) {
            QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, epoch, Bytes(10)}));
            QVERIFY(v->host.refusal() == ErrorCode::WrongEpoch);
        }
        QVERIFY(v->guest.send(wire::CommitRequest{v->visit, v->instance, 5, Bytes(10)}));
        QVERIFY(v->guest.refusal() == ErrorCode::NotAuthorized);
    }
    void keepsStrangersOutOfARoom()
    {
        auto v = begin();
        QVERIFY(v);
        Line other = staff(m_other);
        Line stranger = guest(*m_practice->invite(m_other, *m_practice->appointment(m_other)));
        for (Line *line : {&other, &stranger}) {
            QVERIFY(line->send(wire::GroupMessageRequest{v->visit, v->instance, Bytes(5)}));
            QVERIFY(line->refusal() == ErrorCode::NotAuthorized);
            QVERIFY(line->send(wire::CommitRequest{v->visit, v->instance, 9, Bytes(5)}));
            QVERIFY(line->refusal() == ErrorCode::NotAuthorized);
            QVERIFY(line->send(wire::VisitEnd{v->visit, v->instance, {}}));
            QVERIFY(line->refusal() == ErrorCode::NotAuthorized);
            QVERIFY(line->send(wire::ResumeRequest{v->visit, v->instance, line == &other ? Bytes() : v->memberToken, 0}));
            QVERIFY(line->refusal() == ErrorCode::NotAuthorized);
        }
        QVERIFY(v->guest.send(wire::VisitEnd{v->visit, v->instance, {}}));
        QVERIFY(v->guest.refusal() == ErrorCode::NotHost);
        QVERIFY(!v->host.next<wire::GroupMessageDelivery>(200));
    }
    void admitsOnlyFromTheLobbyOfThatVisit()
    {
        auto v = begin();
        QVERIFY(v);
        Line elsewhere = guest(*m_practice->invite(m_clinician, *m_practice->appointment(m_clinician)));
        QVERIFY(elsewhere.hello());
        QVERIFY(v->host.next<wire::LobbyArrival>());
        for (std::uint64_t target : {elsewhere.id, v->guest.id, std::uint64_t(999'999)}) {
            QVERIFY(v->host.send(wire::WelcomeRequest{v->visit, v->instance, target, Bytes(10)}));
            QVERIFY(v->host.refusal() == ErrorCode::NotFound);
        }
        Line unready = guest(v->invite); // joined, but has not said hello
        QVERIFY(v->host.send(wire::WelcomeRequest{v->visit, v->instance, unready.id, Bytes(10)}));
        QVERIFY(v->host.refusal() == ErrorCode::NotFound);
    }

    void givesBackWhatWasMissed()
    {
        auto v = begin();
        QVERIFY(v);
        QVERIFY(v->host.send(wire::GroupMessageRequest{v->visit, v->instance, {1}}));
        const auto seen = v->guest.next<wire::GroupMessageDelivery>()->seq;
        v->guest.client.reset();
        auto presence = v->host.next<wire::MemberPresence>();
        while (presence && presence->up)
            presence = v->host.next<wire::MemberPresence>();
        QVERIFY(presence && presence->connection == v->guest.id);
        for (std::uint8_t i = 2; i <= 4; ++i)
            QVERIFY(v->host.send(wire::GroupMessageRequest{v->visit, v->instance, {i}}));
        QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, 1, {5}}));
        QVERIFY(v->host.next<wire::CommitDelivery>());
        Line back = guest(v->invite);
        QVERIFY(back.send(wire::ResumeRequest{v->visit, v->instance, Bytes(32, 1), seen}));
        QVERIFY(back.refusal() == ErrorCode::NotAuthorized);
        QVERIFY(back.send(wire::ResumeRequest{v->visit, v->instance, v->memberToken, seen}));
        for (std::uint8_t i = 2; i <= 4; ++i)
            QCOMPARE(back.next<wire::GroupMessageDelivery>()->message, Bytes{i});
        QCOMPARE(back.next<wire::CommitDelivery>()->commit, Bytes{5});
        QCOMPARE(back.next<wire::Resumed>()->seq, seen + 4);
        QVERIFY(back.send(wire::GroupMessageRequest{v->visit, v->instance, {6}}));
        QCOMPARE(v->host.next<wire::GroupMessageDelivery>()->message, Bytes{6});
    }
    void givesTheHostItsRoomBack()
    {
        auto v = begin();
        QVERIFY(v);
        v->host.client.reset();
        Line host = staff(m_clinician);
        QVERIFY(host.send(wire::ResumeRequest{v->visit, v->instance, {}, 0}));
        QVERIFY(host.next<wire::Resumed>());
        QVERIFY(host.send(wire::CommitRequest{v->visit, v->instance, 1, {1}}));
        QVERIFY(host.next<wire::CommitDelivery>() && v->guest.next<wire::CommitDelivery>());
    }
    void survivesARestartInTheMiddleOfAVisit()
    {
        auto v = begin();
        QVERIFY(v);
        QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, 1, {1}}));
        const auto first = v->host.next<wire::CommitDelivery>();
        QVERIFY(first && v->guest.next<wire::CommitDelivery>());
        QVERIFY(v->host.send(wire::CommitRequest{v->visit, v->instance, 2, {2}}));
        QVERIFY(v->host.next<wire::CommitDelivery>()); // acknowledged; whether the guest has it is not known
        m_server.kill();
        QVERIFY2(m_server.start(), m_server.errors().constData());
        Line guestAgain = guest(v->invite);
        QVERIFY(guestAgain);
        QVERIFY(guestAgain.send(wire::ResumeRequest{v->visit, v->instance, v->memberToken, first->seq}));
        QCOMPARE(guestAgain.next<wire::CommitDelivery>()->commit, Bytes{2});
        QVERIFY(guestAgain.next<wire::Resumed>());
        Line hostAgain = staff(m_clinician);
        QVERIFY(hostAgain.send(wire::ResumeRequest{v->visit, v->instance, {}, first->seq}));
        const auto resumed = hostAgain.next<wire::Resumed>();
        QVERIFY(resumed && resumed->seq > first->seq + 1);
        QVERIFY(hostAgain.send(wire::CommitRequest{v->visit, v->instance, 2, {3}}));
        QVERIFY(hostAgain.refusal() == ErrorCode::WrongEpoch);
        QVERIFY(hostAgain.send(wire::CommitRequest{v->visit, v->instance, 3, {3}}));
        QCOMPARE(guestAgain.next<wire::CommitDelivery>()->commit, Bytes{3});
    }
    void endsForAllAndSpendsTheLink()
    {
        auto v = begin();
        QVERIFY(v);
        Line second = guest(v->invite);
        QVERIFY(second.hello());
        QVERIFY(v->host.next<wire::LobbyArrival>());
        QVERIFY(v->host.send(wire::VisitEnd{v->visit, v->instance, wire::EndOutcome::AudioOnly}));
        for (Line *line : {&v->host, &v->guest, &second})
            QVERIFY(line->next<wire::VisitEnd>()->outcome == wire::EndOutcome::AudioOnly);
        QVERIFY(!m_practice->join(v->invite));
        QVERIFY(v->guest.send(wire::GroupMessageRequest{v->visit, v->instance, {1}}));
        QVERIFY(v->guest.refusal() == ErrorCode::NotInState);
        QVERIFY(v->host.send(wire::VisitOpen{v->visit, v->instance}));
        QVERIFY(v->host.refusal() == ErrorCode::NotInState);
        QVERIFY(v->guest.send(wire::ResumeRequest{v->visit, v->instance, v->memberToken, 0}));
        QVERIFY(v->guest.refusal() == ErrorCode::LinkSpent);
    }
    void closesTheWayBackOfWhoLeaves()
    {
        auto v = begin();
        QVERIFY(v);
        QVERIFY(v->guest.send(wire::Leave{v->visit, v->instance}));
        auto presence = v->host.next<wire::MemberPresence>();
        while (presence && presence->up)
            presence = v->host.next<wire::MemberPresence>();
        QVERIFY(presence);
        QVERIFY(v->guest.send(wire::GroupMessageRequest{v->visit, v->instance, {1}}));
        QVERIFY(v->guest.refusal() == ErrorCode::NotAuthorized);
        QVERIFY(v->guest.send(wire::ResumeRequest{v->visit, v->instance, v->memberToken, 0}));
        QVERIFY(v->guest.refusal() == ErrorCode::NotAuthorized);
        QVERIFY(v->guest.hello()); // the lobby stays open to the link
        QVERIFY(v->host.next<wire::LobbyArrival>());
    }

    void takesOnlyEventsOfTheCatalogueAndTheRole()
    {
        auto v = begin();
        QVERIFY(v);
        const auto send = [](Line &line, const VisitId &visit, const char *name, const char *detail = "") {
            return line.send(wire::EventReport{visit, name, detail});
        };
        // A frame that was refused against expectation is found here as well: its answer comes first.
        const auto refused = [&](Line &line, const VisitId &visit, const char *name, const char *detail = "") {
            return send(line, visit, name, detail) ? line.refusal() : ErrorCode::ConnectionLost;
        };
        QVERIFY(send(v->guest, v->visit, "visit.joined"));
        QVERIFY(send(v->guest, v->visit, "key.failed", "BadMac"));
        QVERIFY(send(v->guest, v->visit, "media.interrupted"));
        QVERIFY(send(v->host, v->visit, "chat.sent"));
        QVERIFY(send(v->host, v->visit, "safety-code.compared", "different"));
        for (const std::string_view detail : audit::kNetworkDetails)
            QVERIFY(send(v->guest, v->visit, "network.checked", std::string(detail).c_str()));
        QVERIFY(refused(v->guest, v->visit, "visit.exploded") == ErrorCode::UnknownType);
        for (const char *name : {"practice.created", "session.signed-in", "visit.admitted", "audit.erased", "trust.changed"}) {
            QVERIFY(refused(v->guest, v->visit, name) == ErrorCode::NotAuthorized);
            QVERIFY(refused(v->host, v->visit, name) == ErrorCode::NotAuthorized);
        }
        QVERIFY(refused(v->guest, crypto::randomId<VisitId>(), "visit.joined") == ErrorCode::NotAuthorized);
        QVERIFY(refused(v->host, *m_practice->appointment(m_other), "visit.joined") == ErrorCode::NotFound);
        // No word of one's own.
        for (const auto &[name, detail] : {std::pair{"visit.joined", "line\nbreak"}, {"visit.joined", "depression"},
                                           {"chat.sent", "see you"}, {"safety-code.compared", "perhaps"},
                                           {"safety-code.compared", ""}, {"key.failed", "Unknown"}, {"clock.wrong", "badmac"},
                                           {"network.checked", ""}, {"network.checked", "fine"}, {"network.checked", "Good"},
                                           {"network.checked", "relay"}, {"network.checked", "good "}})
            for (Line *line : {&v->guest, &v->host})
                QVERIFY2(refused(*line, v->visit, name, detail) == ErrorCode::Malformed, detail);
        // Nor any before having been admitted.
        Line waiting = guest(*m_practice->invite(m_clinician, v->visit));
        for (const char *name : {"visit.joined", "chat.sent", "certificate.failed", "media.restored"})
            QVERIFY(refused(waiting, v->visit, name) == ErrorCode::NotAuthorized);
        QVERIFY(refused(waiting, v->visit, "network.checked", "good") == ErrorCode::NotAuthorized);
        QVERIFY(waiting.hello() && v->host.next<wire::LobbyArrival>());
        for (const char *name : {"visit.joined", "chat.sent", "certificate.failed", "clock.wrong"})
            QVERIFY(refused(waiting, v->visit, name) == ErrorCode::NotAuthorized);
        QVERIFY(refused(waiting, v->visit, "safety-code.compared", "same") == ErrorCode::NotAuthorized);
        auto answer = m_practice->call("GET", "/v1/audit?visit=" + v->visit.text(), {}, m_clinician.token);
        std::map<std::string, int> events;
        const json log = answer->json();
        for (const auto &entry : log["entries"])
            ++events[entry["event"]];
        for (const char *name : {"visit.opened", "visit.admitted", "visit.joined", "chat.sent", "key.failed", "media.interrupted",
                                 "safety-code.compared"})
            QVERIFY2(events[name] == 1, name);
        QCOMPARE(events["lobby.arrived"], 2);
        QCOMPARE(events["network.checked"], 8);
        for (const char *name : {"certificate.failed", "media.restored", "clock.wrong"})
            QVERIFY2(!events.contains(name), name);
    }
    // Everything that a visit leaves in the log besides; what no screen can do yet is reported as a client will.
    void logsWhateverHappensInAVisit()
    {
        auto v = begin();
        QVERIFY(v);
        const auto seen = [&] {
            const json log = m_practice->call("GET", "/v1/audit?visit=" + v->visit.text(), {}, m_clinician.token)->json();
            std::map<std::string, int> events;
            for (const auto &entry : log["entries"])
                ++events[entry["event"]];
            return events;
        };
        for (const char *name : {"visit.joined", "chat.sent", "share.started", "share.stopped", "file.sent", "file.received",
                                 "consent.given", "consent.refused", "consent.withdrawn", "key.failed", "certificate.failed",
                                 "clock.wrong"})
            QVERIFY(v->guest.send(wire::EventReport{v->visit, name, ""}));
        QVERIFY(v->guest.send(wire::EventReport{v->visit, "safety-code.compared", "same"}));
        QVERIFY(v->guest.send(wire::EventReport{v->visit, "media.interrupted", "weak-line-sound-only"}));
        QVERIFY(v->guest.send(wire::EventReport{v->visit, "media.restored", ""}));
        QVERIFY(v->guest.send(wire::EventReport{v->visit, "network.checked", "good"}));
        for (const char *name : {"visit.locked", "visit.unlocked", "record.started", "record.stopped", "store.failed", "keys.rotated"}) {
            QVERIFY(v->guest.send(wire::EventReport{v->visit, name, ""}));
            QVERIFY(v->guest.refusal() == ErrorCode::NotAuthorized);
            QVERIFY(v->host.send(wire::EventReport{v->visit, name, ""}));
        }
        auto second = guest(*m_practice->invite(m_clinician, v->visit)), third = guest(*m_practice->invite(m_clinician, v->visit));
        QVERIFY(second.hello() && v->host.next<wire::LobbyArrival>());
        QVERIFY(v->host.send(wire::DenyRequest{v->visit, second.id, wire::DenyReason::NotSaid}) && second.next<wire::DenyDelivery>());
        QVERIFY(third.hello() && v->host.next<wire::LobbyArrival>());
        third = {};
        QVERIFY(v->host.next<wire::LobbyGone>());
        v->guest = guest(v->invite);
        QVERIFY(v->guest.send(wire::ResumeRequest{v->visit, v->instance, v->memberToken, 0}) && v->guest.next<wire::Resumed>());
        QVERIFY(v->host.send(wire::VisitEnd{v->visit, v->instance, wire::EndOutcome::Completed}) && v->guest.next<wire::VisitEnd>());
        QTRY_VERIFY_WITH_TIMEOUT(seen()["visit.ended"] > 0, 10'000); // the storage thread writes in order
        auto events = seen();
        for (const char *name :
             {"appointment.created", "invite.created", "invite.opened", "lobby.arrived", "lobby.left", "lobby.denied", "visit.opened",
              "visit.admitted", "visit.joined", "visit.left", "visit.resumed", "visit.ended", "visit.locked", "visit.unlocked",
              "chat.sent", "share.started", "share.stopped", "file.sent", "file.received", "consent.given", "consent.refused",
              "consent.withdrawn", "record.started", "record.stopped", "key.failed", "certificate.failed", "clock.wrong",
              "store.failed", "keys.rotated", "safety-code.compared", "media.interrupted", "media.restored"})
            QVERIFY2(events[name] > 0, name);
        // A spent link is refused, under the invitation alone.
        const auto log = [&](std::uint64_t from) {
            return m_practice->call("GET", "/v1/audit?from=" + std::to_string(from), {}, m_practice->admin.token)->json();
        };
        const std::uint64_t size = log(999'999)["size"];
        QVERIFY(!m_practice->join(v->invite));
        const json after = log(size)["entries"];
        QVERIFY(std::any_of(after.begin(), after.end(), [](const json &entry) {
            return entry["event"] == "invite.refused" && entry["detail"] == "LinkSpent";
        }));
    }
    void refusesMalformedFramesAndThenTheSender()
    {
        Line line = staff(m_clinician);
        const Bytes good = *wire::makeFrame(wire::VisitOpen{});
        Bytes trailing = good, version = good, type = good;
        trailing.push_back(0);
        version[1] = 2;
        type[0] = 200;
        const std::pair<Bytes, ErrorCode> rows[] = {{Bytes(), ErrorCode::Truncated},
                                                    {Bytes(good.begin(), good.end() - 1), ErrorCode::Truncated},
                                                    {trailing, ErrorCode::TrailingBytes},
                                                    {version, ErrorCode::UnknownVersion},
                                                    {type, ErrorCode::UnknownType},
                                                    {*wire::makeFrame(FrameType::AuthOk, Bytes(17)), ErrorCode::UnknownType},
                                                    {*wire::makeFrame(FrameType::Leave, Bytes(3)), ErrorCode::Truncated},
                                                    {{22, 1, 0, 1, 0, 0}, ErrorCode::TooLarge}};
        for (const auto &[bytes, code] : rows) {
            QVERIFY(line.client->sendFrame(bytes));
            QCOMPARE(int(line.refusal()), int(code));
        }
        for (int i = 0; i < 40; ++i)
            (void)line.client->sendFrame(type);
        QVERIFY(line.client->closesWithin(5'000));
    }
    void closesOnTextAndOnHugeMessages()
    {
        Line text = staff(m_clinician);
        QVERIFY(text.client->sendFrame(*wire::makeFrame(wire::VisitOpen{}), false));
        QVERIFY(text.client->closesWithin(5'000));
        Line huge = staff(m_clinician);
        (void)huge.client->sendFrame(Bytes(wire::kMaxFrameBytes + 1));
        QVERIFY(huge.client->closesWithin(5'000));
        Line announced = staff(m_clinician); // 2^62 bytes
        QVERIFY(announced.client->write(std::string("\x82\xff\x40\0\0\0\0\0\0\0", 10) + std::string(1000, 'x')));
        QVERIFY(announced.client->closesWithin(5'000));
    }
    void tellsStaffWhatChanged()
    {
        Line own = staff(m_clinician), other = staff(m_other), admin = staff(m_practice->admin);
        QVERIFY(m_practice->appointment(m_clinician));
        QVERIFY(own.next<wire::Changed>()->what == wire::ChangedWhat::Appointments);
        QVERIFY(!other.next<wire::Changed>(300));
        auto changed = admin.next<wire::Changed>();
        while (changed && changed->what != wire::ChangedWhat::Audit)
            changed = admin.next<wire::Changed>();
        QVERIFY(changed);
        // Reading the log does not announce itself: a client that follows it would never come to rest.
        QVERIFY(m_practice->call("GET", "/v1/audit", {}, m_practice->admin.token)->status == 200);
        QVERIFY(!admin.next<wire::Changed>(1'000));
    }
    void closesTheSocketsOfASessionThatEnds()
    {
        QVERIFY(m_practice->signIn(m_other));
        Line line = staff(m_other);
        QVERIFY(m_practice->call("POST", "/v1/sign-out", "{}", m_other.token)->status == 200);
        QVERIFY(line.refusal() == ErrorCode::SessionEnded);
        QVERIFY(line.client->closesWithin(5'000));
    }
    void cleanupTestCase() { QVERIFY2(m_server.leftNoComplaint(), m_server.errors().constData()); }
};

QTEST_GUILESS_MAIN(SocketsTest)
#include "sockets_test.moc"
