// SPDX-License-Identifier: Apache-2.0
#include "core/wire/messages.h"

#include "core/wire/http.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::wire;

namespace {

template <class IdType>
IdType idOf(std::uint8_t value)
{
    IdType id;
    id.bytes.fill(value);
    return id;
}

// Every message with distinct values in each field, by its encoding and a re-encoding of its decoding.
struct Sample {
    const char *name;
    Bytes body;
    std::function<Result<Bytes>(ByteSpan)> again;
};

template <class Message>
Sample sample(const char *name, const Message &message)
{
    return {name, message.encode(), [](ByteSpan body) -> Result<Bytes> {
                TRY(auto decoded, Message::decode(body));
                return decoded.encode();
            }};
}

RelayOffer relays()
{
    return {true, "1700000000:aB3-_", toBytes(asBytes("YWJjZA==")), Bytes(3, 7),
            {{"turn.example.org", 3478, RelayTransport::Udp}, {"2001:db8::1", 443, RelayTransport::Tls}}};
}

std::vector<Sample> samples()
{
    const auto visit = idOf<VisitId>(1);
    const auto instance = idOf<InstanceId>(2);
    const auto invite = idOf<InviteId>(3);
    const auto time = fromUnixMilliseconds(1'700'000'000'123);
    const Bytes payload = {9, 8, 7};
    return {
        sample("AuthRequest", AuthRequest{payload}),
        sample("AuthOk", AuthOk{0x0102030405060708, ConnectionKind::Guest, time}),
        sample("ErrorReport", ErrorReport{ErrorCode::NotAuthorized, 7, FrameType::Welcome}),
        sample("LobbyArrival", LobbyArrival{visit, invite, 4, time, payload}),
        sample("LobbyGone", LobbyGone{visit, 5}),
        sample("LobbyPlace", LobbyPlace{2, 15, true}),
        sample("DenyRequest", DenyRequest{visit, 6, DenyReason::NotNow}),
        sample("DenyDelivery", DenyDelivery{DenyReason::UnknownPerson}),
        sample("WelcomeRequest", WelcomeRequest{visit, instance, 7, payload}),
        sample("WelcomeDelivery", WelcomeDelivery{Bytes(32, 4), payload}),
        sample("VisitOpen", VisitOpen{visit, instance}),
        sample("CommitRequest", CommitRequest{visit, instance, 8, payload}),
        sample("CommitDelivery", CommitDelivery{visit, instance, 9, 10, 11, payload}),
        sample("GroupMessageRequest", GroupMessageRequest{visit, instance, payload}),
        sample("GroupMessageDelivery", GroupMessageDelivery{visit, instance, 12, 13, payload}),
        sample("Leave", Leave{visit, instance}),
        sample("VisitEnd", VisitEnd{visit, instance, EndOutcome::NoShow}),
        sample("MemberPresence", MemberPresence{visit, instance, 14, true}),
        sample("ResumeRequest", ResumeRequest{visit, instance, Bytes(32, 5), 15}),
        sample("Resumed", Resumed{visit, instance, 16}),
        sample("EventReport", EventReport{visit, "visit.joined", "completed"}),
        sample("Changed", Changed{ChangedWhat::Audit}),
        sample("RelayOffer", relays()),
    };
}

} // namespace

class MessagesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackEveryMessage()
    {
        for (const auto &row : samples()) {
            auto again = row.again(row.body);
            QVERIFY2(again.ok(), row.name);
            QVERIFY2(*again == row.body, row.name);
        }
    }
    void refusesEveryTruncationOfEveryMessage()
    {
        for (const auto &row : samples())
            for (std::size_t size = 0; size < row.body.size(); ++size)
                QVERIFY2(!row.again(ByteSpan(row.body).first(size)).ok(), row.name);
    }
    void refusesTrailingBytesOnEveryMessage()
    {
        for (auto row : samples()) {
            row.body.push_back(0);
            QVERIFY2(row.again(row.body).error().code() == ErrorCode::TrailingBytes, row.name);
        }
    }
    void keepsTheLayoutOfTheContract()
    {
        const VisitEnd end{idOf<VisitId>(1), idOf<InstanceId>(2), EndOutcome::Left};
        QCOMPARE(toHex(end.encode()), std::string("01010101010101010101010101010101"
                                                  "02020202020202020202020202020202"
                                                  "04"));
        QCOMPARE(toHex(LobbyPlace{1, LobbyPlace::kUnknownWait, false}.encode()), std::string("0001ffff00"));
        QCOMPARE(toHex(AuthRequest{{0xaa}}.encode()), std::string("0001aa"));
    }
    void refusesRelaysThatAreNone()
    {
        const auto refused = [](auto change) {
            RelayOffer offer = relays();
            change(offer);
            return !RelayOffer::decode(offer.encode()).ok();
        };
        QVERIFY(!refused([](RelayOffer &) {}));
        QVERIFY(!refused([](RelayOffer &o) { o.servers.resize(kMaxRelays, o.servers[0]); }));
        QVERIFY(refused([](RelayOffer &o) { o.servers.resize(kMaxRelays + 1, o.servers[0]); }));
        QVERIFY(refused([](RelayOffer &o) { o.servers.clear(); }));
        QVERIFY(refused([](RelayOffer &o) { o.servers[1].port = 0; }));
        QVERIFY(refused([](RelayOffer &o) { o.servers[0].transport = RelayTransport(3); }));
        for (const char *host : {"", "a b", "user@host", "host:1x", "[::1]", "a/b", "-a", "a..b", "h\n", "h?transport=udp"})
            QVERIFY2(refused([&](RelayOffer &o) { o.servers[0].host = host; }), host);
        QVERIFY(refused([](RelayOffer &o) { o.servers[0].host = std::string(254, 'a'); }));
        QVERIFY(refused([](RelayOffer &o) { o.servers[0].host = std::string(64, 'a'); }));
        for (const char *name : {"", "1700000000", "1700000000:", "170000000:abc", "17000000000:abc", "1700000000:a:b", "1700000000:a@b",
                                 "1700000000:a%40", "1700000000:a b", "x700000000:abc"})
            QVERIFY2(refused([&](RelayOffer &o) { o.username = name; }), name);
        QVERIFY(refused([](RelayOffer &o) { o.username = "1700000000:" + std::string(kMaxRelayNameBytes, 'a'); }));
        for (const char *password : {"", "=", "abc", "ab:d", "ab@d", "a%3D", "abc=\n"})
            QVERIFY2(refused([&](RelayOffer &o) { o.password = toBytes(asBytes(password)); }), password);
        QVERIFY(refused([](RelayOffer &o) { o.authority.resize(kMaxRelayAuthorityBytes + 1); }));
        Bytes flag = relays().encode();
        flag[0] = 2;
        QVERIFY(!RelayOffer::decode(flag).ok());
    }
    void refusesChoicesOutsideTheirRange()
    {
        QVERIFY(!DenyDelivery::decode(Bytes{3}).ok());
        QVERIFY(!Changed::decode(Bytes{0}).ok());
        QVERIFY(!Changed::decode(Bytes{4}).ok());
        Bytes end = VisitEnd{}.encode();
        end.back() = 5;
        QVERIFY(!VisitEnd::decode(end).ok());
        Bytes presence = MemberPresence{}.encode();
        presence.back() = 2;
        QVERIFY(!MemberPresence::decode(presence).ok());
    }
    void refusesATimePastTheCalendar()
    {
        Bytes body = AuthOk{}.encode();
        body[9] = 0xff;
        QVERIFY(AuthOk::decode(body).error().code() == ErrorCode::Malformed);
    }
    void refusesPayloadsOverTheirLimit()
    {
        QVERIFY(AuthRequest::decode(AuthRequest{Bytes(65)}.encode()).error().code() == ErrorCode::TooLarge);
        QVERIFY(EventReport::decode(EventReport{{}, "visit.joined", std::string(65, 'x')}.encode()).error().code() ==
                ErrorCode::TooLarge);
        GroupMessageRequest message{{}, {}, Bytes(kMaxGroupPayload + 1)};
        QVERIFY(GroupMessageRequest::decode(message.encode()).error().code() == ErrorCode::TooLarge);
    }
    void fitsTheLongestPayloadIntoBothDirections()
    {
        QVERIFY(makeFrame(LobbyArrival{{}, {}, 0, {}, Bytes(kMaxHelloPayload)}).ok());
        QVERIFY(makeFrame(CommitDelivery{{}, {}, 0, 0, 0, Bytes(kMaxCommitPayload)}).ok());
        QVERIFY(makeFrame(GroupMessageDelivery{{}, {}, 0, 0, Bytes(kMaxGroupPayload)}).ok());
        QVERIFY(makeFrame(WelcomeDelivery{Bytes(kMaxMemberTokenBytes - 1), Bytes(kMaxWelcomePayload)}).ok());
    }
    void findsEveryErrorByItsNameAndNoOther()
    {
        for (auto code : {ErrorCode::SignInRefused, ErrorCode::LinkSpent, ErrorCode::TooManyAttempts, ErrorCode::Internal})
            QVERIFY(errorFromName(errorName(code)) == code);
        for (const char *name : {"", "Unknown", "signinrefused", "SignInRefused "})
            QVERIFY(errorFromName(name) == ErrorCode::ServerRefused);
    }
    void namesEveryAppointmentState()
    {
        for (auto state : {AppointmentState::Scheduled, AppointmentState::InVisit, AppointmentState::Ended,
                           AppointmentState::Cancelled, AppointmentState::NoShow})
            QVERIFY(*appointmentStateFrom(appointmentStateName(state)) == state);
        QVERIFY(!appointmentStateFrom("Scheduled").ok());
        QVERIFY(!appointmentStateFrom("").ok());
    }
};

QTEST_GUILESS_MAIN(MessagesTest)
#include "messages_test.moc"
