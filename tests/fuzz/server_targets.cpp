// SPDX-License-Identifier: Apache-2.0
// The server's port: requests and socket messages as connection.cpp reads them, on real endpoints, hub and database.
#include "core/server/config.h"
#include "core/server/request_reading.h"
#include "tests/fuzz/server_bench.h"
#include "tests/fuzz/targets.h"

#include <boost/beast/_experimental/test/stream.hpp>
#include <nlohmann/json.hpp>
#include <utility>

namespace bedside::fuzz {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

constexpr int kMostRequests = 4;

// What Beast reads requests from: the input, in pieces, and then the end of it.
class InputStream {
public:
    explicit InputStream(ByteSpan input) : m_rest(input) {}
    template <class Buffers>
    std::size_t read_some(const Buffers &buffers, error_code &error)
    {
        constexpr std::size_t kPiece = 1500;
        const auto count = asio::buffer_copy(buffers, asio::buffer(m_rest.data(), std::min(kPiece, m_rest.size())));
        m_rest = m_rest.subspan(count);
        error = count == 0 ? error_code(asio::error::eof) : error_code();
        return count;
    }
    template <class Buffers>
    std::size_t read_some(const Buffers &buffers)
    {
        error_code ignored;
        return read_some(buffers, ignored);
    }

private:
    ByteSpan m_rest;
};

void checkAnswer(const server::HttpResponse &response)
{
    promise(response.status >= 200 && response.status < 500, "nothing that a client sends is the server's fault");
    if (response.contentType != "application/json")
        return;
    const auto body = parseJson(asBytes(response.body), {.bytes = 16 << 20, .depth = 8, .values = 1'000'000});
    promise(body.ok(), "an answer is JSON");
    if (response.status != 200)
        promise(body->is_object() && body->contains("error") && body->contains("detail") && body->size() == 2,
                "a refusal says its name and no more");
}

// Like Network::Impl::serveRequests, with the same parser under the same limits.
void serve(ByteSpan input, ServerBench &bench)
{
    InputStream stream(input);
    beast::flat_buffer buffer(wire::limit::kHeaderBytes + wire::limit::kAppointmentBodyBytes);
    for (int requests = 0; requests < kMostRequests; ++requests) {
        server::RequestParser parser;
        server::limitHead(parser);
        error_code error;
        http::read_header(stream, buffer, parser, error);
        if (!error && websocket::is_upgrade(parser.get()))
            return;
        if (!error)
            server::limitBody(parser, error);
        if (!error)
            http::read(stream, buffer, parser, error);
        if (error) {
            const auto answer = server::answerTo(error);
            promise(!answer || (answer->status >= 400 && answer->status < 500),
                    "what cannot be read is refused or dropped");
            return;
        }
        promise(parser.get().body().size() <= wire::limit::kAppointmentBodyBytes, "a body is within its limit");
        const bool keepAlive = parser.get().keep_alive();
        const bool headOnly = parser.get().method() == http::verb::head;
        const bool fromHere = parser.get()[http::field::host] == "localhost"; // the address is no part of an input
        auto request = server::toRequest(parser.release(), fromHere ? "127.0.0.1" : "192.0.2.1");
        if (headOnly)
            request.method = "GET";
        const auto response = bench.ask(std::move(request));
        checkAnswer(response);
        if (!keepAlive)
            return;
    }
}

void httpRequest(ByteSpan input)
{
    auto &bench = ServerBench::at(Stage::Practice);
    bench.begin();
    serve(input, bench);
}

std::string request(const std::string &line, const Json &body = {}, const std::string &person = "clinician")
{
    const std::string content = body.is_null() ? "" : body.dump();
    return line + " HTTP/1.1\r\nHost: clinic.example\r\nAuthorization: Bearer " + person +
           "\r\nContent-Length: " + std::to_string(content.size()) + "\r\n\r\n" + content;
}

Json appointmentBody(int base)
{
    return {{"baseVersion", base},
            {"startsAt", toUnixMilliseconds(someTime())},
            {"minutes", 30},
            {"state", "scheduled"},
            {"sealed", toBase64(Bytes(20, 1))}};
}

Json accountBody(const AccountId &account, const std::string &login, wire::RoleSet roles)
{
    const DeviceId device{{11}};
    const auto certificate =
        practice().issuing.certify(practice().id, account, device, roles, practice().device.signing().publicKey(),
                                   practice().device.agreement().publicKey(), someTime());
    Json names = Json::array();
    for (const auto role : wire::kAllRoles)
        if (roles.has(role))
            names.push_back(std::string(wire::roleName(role)));
    return {{"account",
             {{"accountId", account.text()},
              {"login", login},
              {"password", "another long one"},
              {"roles", names},
              {"sealedProfile", "AAAA"}}},
            {"device", {{"deviceId", device.text()}, {"certificate", toBase64(certificate.encode())}}}};
}

std::vector<Bytes> requestSeeds()
{
    const std::string visit = kAppointment.text(), link = kLink.text(), other = VisitId{{12}}.text();
    const Json signIn{{"login", "ada"}, {"password", kPassword}, {"code", "123456"}, {"deviceId", kDevice.text()}};
    const Json join{{"inviteId", link}, {"token", toBase64(kLinkToken)}, {"logSize", 1}};
    const Json invite{{"inviteId", InviteId{{13}}.text()},
                      {"visitId", visit},
                      {"tokenHash", toBase64(Bytes(32, 2))},
                      {"expiresAt", toUnixMilliseconds(someTime() + std::chrono::hours(1))}};
    const Json keys{
        {"items", {{{"role", "hosting"}, {"number", 1}, {"deviceId", kDevice.text()}, {"wrapped", "AAAA"}}}}};
    auto otherKeys = keys;
    otherKeys["items"][0]["role"] = "other";
    const Json trust{{"issuers", toBase64(practice().issuers.encode())},
                     {"grants", toBase64(practice().grants.encode())},
                     {"statement", toBase64(practice().statement.encode())}};
    auto wrong = signIn;
    wrong["login"] = "nobody";
    auto recovering = signIn;
    recovering["code"] = "recovery-code"; // stands for one
    auto cancelled = appointmentBody(1);
    cancelled["state"] = "cancelled";
    auto forDesk = appointmentBody(0);
    forDesk["owner"] = kDesk.text();
    auto forNobody = appointmentBody(0);
    forNobody["owner"] = AccountId{{99}}.text();
    auto weak = accountBody(AccountId{{10}}, "new", wire::Role::Clinician);
    weak["account"]["password"] = "short";
    auto patient = accountBody(AccountId{{10}}, "new", wire::Role::Clinician);
    patient["account"]["roles"] = {"patient"};
    auto mismatched = accountBody(AccountId{{10}}, "new", wire::Role::Clinician);
    mismatched["account"]["roles"] = {"frontdesk"};
    auto unnamed = mismatched, roleless = mismatched;
    unnamed["account"]["roles"] = {1};
    roleless["account"]["roles"] = Json::array();
    auto late = invite;
    late["expiresAt"] = 5;
    auto forOther = appointmentBody(0);
    forOther["owner"] = kClinician.text();
    const std::vector<std::string> all{
        request("GET /v1/health"),
        request("GET /v1/metrics"),
        "GET /v1/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n",
        request("GET /j/" + link),
        request("GET /v1/statement"),
        request("GET /v1/network-probe?bytes=64") + request("POST /v1/network-probe", Json::object()),
        request("GET /v1/network-probe?bytes=262145"),
        request("POST /v1/setup/begin", {{"setupToken", kSetupToken}}),
        request("POST /v1/sign-in", signIn),
        request("POST /v1/sign-in", wrong),
        request("POST /v1/join", join),
        request("POST /v1/sign-out", Json::object()),
        request("POST /v1/lock", Json::object()),
        request("POST /v1/sign-out?why=locked", Json::object()),
        request("GET /v1/session"),
        request("POST /v1/ticket", Json::object()),
        request("GET /v1/appointments?since=0"),
        request("GET /v1/appointments", {}, "desk"),
        request("PUT /v1/appointments/" + visit, appointmentBody(1)),
        request("PUT /v1/appointments/" + other, appointmentBody(0)),
        request("PUT /v1/appointments/" + other, forOther, "desk"),
        request("POST /v1/invites", invite),
        request("DELETE /v1/invites/" + link),
        request("GET /v1/role-keys"),
        request("PUT /v1/role-keys", keys) + request("GET /v1/role-keys"),
        request("PUT /v1/role-keys", otherKeys),
        request("PUT /v1/trust", trust),
        request("POST /v1/accounts", accountBody(AccountId{{10}}, "new", wire::Role::Clinician)),
        request("GET /v1/audit?from=0&limit=5&since=1"),
        request("GET /v1/audit?visit=" + visit),
        request("GET /v1/audit/head?since=1&other=2"),
        request("HEAD /v1/health"),
        "POST /v1/join HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: "
        "100-continue\r\n\r\n3\r\n{\"a\r\n4;x=y\r\n\":1}\r\n0\r\nTrailer: t\r\n\r\n",
        "GET /v1/socket HTTP/1.1\r\nHost: c\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: "
        "13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
        request("GET /v1/health") + request("GET /v1/session"),
        "POST /v1/join HTTP/1.1\r\nContent-Length: 300000\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nX: " + std::string(9'000, 'x') + "\r\n\r\n",
        "GET /v1/health HTTP/1.1\r\nHost: c",
        "G\x01 / HTTP/9\r\n\r\n",
        request("GET /v1/nothing"),
        request("PATCH /v1/health"),
        request("GET /v1/session", {}, "nobody"),
        request("GET /v1/session", {}, "*"),
        request("POST /v1/sign-in", recovering),
        request("POST /v1/sign-in", recovering) + request("POST /v1/sign-in", recovering),
        request("PUT /v1/trust", {{"grants", toBase64(practice().laterGrants.encode())}}),
        request("PUT /v1/trust", Json::object()),
        request("PUT /v1/trust", Json::array()),
        request("PUT /v1/role-keys", Json::object(), "desk"),
        request("PUT /v1/appointments/" + visit, cancelled) + request("POST /v1/join", join),
        request("PUT /v1/appointments/" + visit, appointmentBody(7)),
        request("PUT /v1/appointments/" + other, appointmentBody(7)),
        request("PUT /v1/appointments/" + other, forDesk),
        request("PUT /v1/appointments/" + other, forNobody, "desk"),
        request("POST /v1/accounts", accountBody(kClinician, "ada", wire::Role::Clinician)),
        request("POST /v1/accounts", weak),
        request("POST /v1/accounts", patient),
        request("POST /v1/accounts", mismatched),
        request("POST /v1/accounts", unnamed),
        request("POST /v1/accounts", roleless),
        request("POST /v1/invites", late),
        request("GET /v1/audit?visit=" + other),
        request("GET /v1/audit?from=1&limit=0&since=9999"),
        request("GET /v1/audit?from=x"),
        request("GET /v1/audit", {}, "desk"),
        request("POST /v1/setup", {{"setupToken", "no"}}),
        request("POST /v1/setup", {{"setupToken", kSetupToken}}),
        request("POST /v1/join", {{"inviteId", link}, {"token", "AAAA"}}),
        request("DELETE /v1/invites/" + link) + request("DELETE /v1/invites/" + link),
        request("DELETE /v1/invites/" + other),
        request("POST /v1/sign-in", {{"login", "a b"}, {"password", ""}, {"code", ""}, {"deviceId", kDevice.text()}}),
    };
    std::vector<Bytes> out;
    for (const std::string &one : all)
        out.push_back(text(one));
    return out;
}

// The set-up of a practice, on a server that has none.
void setupRequest(ByteSpan input)
{
    auto &bench = ServerBench::at(Stage::BeforeSetup);
    bench.begin();
    if (input.size() > wire::limit::kAppointmentBodyBytes)
        return;
    server::HttpRequest request;
    request.method = "POST";
    request.path = std::string(wire::path::kSetup);
    request.address = "192.0.2.1";
    request.body = toBytes(input);
    const auto response = bench.ask(std::move(request));
    checkAnswer(response);
    if (response.status == 200)
        bench.renew();
}

std::vector<Bytes> setupSeeds()
{
    wire::RoleSet roles(wire::Role::Administrator);
    roles.add(wire::Role::Clinician);
    Json body = accountBody(kClinician, "ada", roles);
    const auto bundle = practice().bundle();
    body["setupToken"] = kSetupToken;
    body["practiceId"] = practice().id.text();
    body["practiceKey"] = toBase64(bundle.practiceKey);
    body["issuers"] = toBase64(bundle.issuers);
    body["grants"] = toBase64(bundle.grants);
    body["statement"] = toBase64(bundle.statement);
    return {text(body.dump())};
}

// ---- sockets ----

constexpr server::ConnectionId kHost = 1, kGuest = 2, kDeskSocket = 3, kSecondGuest = 4;

void openAll(ServerBench &bench)
{
    bench.hub().opened(kHost, bench.staff(kClinician));
    bench.hub().opened(kGuest, bench.guest());
    bench.hub().opened(kDeskSocket, bench.staff(kDesk));
    bench.hub().opened(kSecondGuest, bench.guest());
    bench.settle();
}

// Longer than a visit stays in memory without anybody in it.
void passForgetting(ServerBench &bench)
{
    for (int i = 0; i < 2; ++i) {
        bench.pass(std::chrono::minutes(16));
        bench.hub().dropEmptyRooms();
    }
}

void closeAll(ServerBench &bench)
{
    bench.settle();
    for (const auto connection : {kHost, kGuest, kDeskSocket, kSecondGuest}) {
        for (const Bytes &frame : bench.sockets().sent(connection)) {
            const auto parsed = wire::parseFrame(frame);
            promise(parsed.ok(), "what the server sends is a frame");
            if (parsed->type == wire::FrameType::Error) {
                const auto report = wire::ErrorReport::decode(parsed->body);
                promise(report.ok() && report->code != ErrorCode::Internal && report->code != ErrorCode::InputOutput,
                        "nothing that a client sends is the server's fault");
            }
        }
        bench.hub().closed(connection);
    }
    bench.settle();
    const auto before = bench.passed();
    passForgetting(bench);
    promise(bench.hub().roomCount() == 0 && bench.hub().lobbySize() == 0, "nothing is left of those who have gone");
    bench.forgetRuns();
    bench.pass(before - bench.passed());
}

// A token that only the server knows cannot be in an input: "token" stands for the one that this
// guest was given, or the other one.
Bytes withToken(ByteSpan message, ServerBench &bench, server::ConnectionId from)
{
    const auto frame = wire::parseFrame(message);
    if (!frame.ok() || frame->type != wire::FrameType::Resume)
        return toBytes(message);
    auto resume = wire::ResumeRequest::decode(frame->body);
    if (!resume.ok() || asText(resume->memberToken) != "token")
        return toBytes(message);
    for (const auto guest : {from == kSecondGuest ? kGuest : kSecondGuest, from})
        for (const Bytes &sent : bench.sockets().sent(guest)) {
            const auto found = wire::parseFrame(sent);
            if (found.ok() && found->type == wire::FrameType::Welcome)
                if (const auto welcome = wire::WelcomeDelivery::decode(found->body); welcome.ok())
                    resume->memberToken = welcome->memberToken;
        }
    return made(wire::makeFrame(*resume), "a frame is made");
}

// Messages, each u8 who | u16 length | octets. Of `who`: two bits name the connection; 4 waits for the storage thread
// first; 8 closes the connection and opens it again first; 16 lets so much time pass that a visit which everybody has
// left is known from the database only.
void hubMessages(ByteSpan input)
{
    auto &bench = ServerBench::at(Stage::Practice);
    bench.begin();
    openAll(bench);
    ByteReader reader(input);
    for (int messages = 0; messages < 64; ++messages) {
        const auto who = reader.u8();
        const auto message = reader.vector16(0xffff);
        if (!who.ok() || !message.ok())
            break;
        const server::ConnectionId from = kHost + (*who & 3u);
        if ((*who & 4) != 0)
            bench.settle();
        if ((*who & 16) != 0)
            passForgetting(bench);
        const Bytes octets = withToken(*message, bench, from);
        if ((*who & 8) != 0) {
            bench.hub().closed(from);
            if (from == kHost || from == kDeskSocket)
                bench.hub().opened(from, bench.staff(from == kHost ? kClinician : kDesk));
            else
                bench.hub().opened(from, bench.guest());
        }
        bench.hub().received(from, octets);
    }
    closeAll(bench);
}

constexpr std::uint8_t kAsHost = 0, kAsGuest = 1, kAsDesk = 2, kAsSecond = 3, kWait = 4, kAgain = 8, kLater = 16;

template <class Message>
Bytes step(int who, const Message &message)
{
    return ByteWriter()
        .u8(static_cast<std::uint8_t>(who))
        .vector16(made(wire::makeFrame(message), "a frame is made"))
        .bytes();
}

std::vector<Bytes> hubSeeds()
{
    const Bytes hello = ByteWriter()
                            .u8(kAsGuest)
                            .vector16(made(wire::makeFrame(wire::FrameType::LobbyHello, Bytes(60, 7)), "a frame"))
                            .bytes();
    const Bytes secondHello = ByteWriter()
                                  .u8(kAsSecond)
                                  .vector16(made(wire::makeFrame(wire::FrameType::LobbyHello, Bytes(60, 8)), "a frame"))
                                  .bytes();
    const Bytes open = step(kAsHost, wire::VisitOpen{kAppointment, kRun});
    const Bytes admit = step(kAsHost | kWait, wire::WelcomeRequest{kAppointment, kRun, kGuest, Bytes(10, 1)});
    const Bytes commit = step(kAsHost | kWait, wire::CommitRequest{kAppointment, kRun, 1, Bytes(10, 2)});
    const Bytes say = step(kAsGuest | kWait, wire::GroupMessageRequest{kAppointment, kRun, Bytes(10, 3)});
    const Bytes leave = step(kAsGuest | kWait, wire::Leave{kAppointment, kRun});
    const Bytes end = step(kAsHost | kWait, wire::VisitEnd{kAppointment, kRun, wire::EndOutcome::Completed});
    const Bytes deny = step(kAsHost, wire::DenyRequest{kAppointment, kGuest, wire::DenyReason::NotNow});
    const Bytes back = step(kAsGuest | kWait | kAgain, wire::ResumeRequest{kAppointment, kRun, text("token"), 0});
    const Bytes hostBack = step(kAsHost | kWait | kAgain, wire::ResumeRequest{kAppointment, kRun, {}, 1});
    const Bytes compared = step(kAsGuest, wire::EventReport{kAppointment, "safety-code.compared", "same"});
    const Bytes failed = step(kAsHost, wire::EventReport{kAppointment, "key.failed", "BadMac"});
    const Bytes chat = step(kAsDesk, wire::EventReport{kAppointment, "chat.sent", ""});
    const Bytes chatting = step(kAsGuest | kWait, wire::EventReport{kAppointment, "chat.sent", ""});
    const Bytes opened = step(kAsHost, wire::EventReport{kAppointment, "visit.opened", ""});
    const Bytes locked = step(kAsGuest, wire::EventReport{kAppointment, "visit.locked", ""});
    const Bytes nothing = ByteWriter()
                              .u8(kAsGuest)
                              .vector16(made(wire::makeFrame(wire::FrameType::LobbyHello, ByteSpan()), "a frame"))
                              .bytes();
    const Bytes notOurs = step(kAsDesk, wire::AuthRequest{Bytes(32, 1)});
    const Bytes guestAdmits = step(kAsGuest, wire::WelcomeRequest{kAppointment, kRun, kGuest, Bytes(10, 1)});
    const Bytes hostLeaves = step(kAsHost | kWait | kAgain, wire::EventReport{kAppointment, "chat.sent", ""});
    const Bytes hostMuchLater = step(kAsHost | kWait | kLater, wire::ResumeRequest{kAppointment, kRun, {}, 0});
    const Bytes openElsewhere = step(kAsHost | kWait, wire::VisitOpen{kAppointment, InstanceId{{70}}});
    const Bytes openMuchLater = step(kAsHost | kWait | kLater, wire::VisitOpen{kAppointment, kRun});
    const Bytes guestLeaves = step(kAsGuest | kWait | kAgain, wire::EventReport{kAppointment, "chat.sent", ""});
    const Bytes guestMuchLater = step(kAsGuest | kWait | kLater, wire::ResumeRequest{kAppointment, kRun, text("token"), 0});
    const Bytes otherBack = step(kAsSecond | kWait, wire::ResumeRequest{kAppointment, kRun, text("token"), 0});
    const Bytes deskAdmits = step(kAsDesk | kWait, wire::WelcomeRequest{kAppointment, kRun, kGuest, Bytes(10, 1)});
    const Bytes hostVanishes = step(kAsHost | kAgain, wire::EventReport{kAppointment, "chat.sent", ""});
    const Bytes hostAsks = step(kAsHost | kWait, wire::ResumeRequest{kAppointment, kRun, {}, 1});
    const auto times = [](int count, const Bytes &one) {
        Bytes out;
        for (int i = 0; i < count; ++i)
            append(out, one);
        return out;
    };
    const auto joined = [](std::initializer_list<Bytes> steps) {
        Bytes out;
        for (const Bytes &one : steps)
            append(out, one);
        return out;
    };
    return {joined({hello, open, admit, commit, say, leave, end}),
            joined({hello, secondHello, open, admit, commit, say, back, hostBack, commit, say, end}),
            joined({hello, deny, hello, open, admit,
                    step(kAsSecond | kWait, wire::GroupMessageRequest{kAppointment, kRun, {1}})}),
            joined({compared, failed, chat, hello, open, compared, failed}),
            joined({open, open, commit, commit, end, open, hostBack}),
            joined({hello, open, admit, chatting, locked, opened, guestAdmits, nothing}),
            joined({open, commit, hostLeaves, hostMuchLater, end, open}),
            joined({hello, open, admit, openElsewhere, hostBack, open}),
            joined({hello, open, admit, guestLeaves, hostLeaves, guestMuchLater}),
            joined({hello, open, admit, otherBack, end, openMuchLater}),
            joined({hello, open, deskAdmits, admit, hostVanishes, say}),
            times(24, hostAsks),
            times(34, notOurs),
            times(24, step(kAsHost, wire::EventReport{kAppointment, "chat.sent", ""})),
            step(kAsHost, wire::AuthRequest{Bytes(32, 1)}),
            step(kAsDesk, wire::VisitOpen{kAppointment, kRun})};
}

// The octets of a client after the upgrade: WebSocket frames, masked, in pieces, with what else may come. What is in a
// message is for hub_messages.
void webSocket(ByteSpan input)
{
    static asio::io_context context;
    beast::test::stream server(context), client(context);
    server.connect(client);
    http::request<http::empty_body> upgrade{http::verb::get, "/v1/socket", 11};
    upgrade.set(http::field::host, "clinic.example");
    upgrade.set(http::field::connection, "upgrade");
    upgrade.set(http::field::upgrade, "websocket");
    upgrade.set(http::field::sec_websocket_version, "13");
    upgrade.set(http::field::sec_websocket_key, "AAAAAAAAAAAAAAAAAAAAAA==");
    websocket::stream<beast::test::stream &> socket(server);
    server::limitMessages(socket);
    error_code error;
    socket.accept(upgrade, error);
    promise(!error, "a socket is accepted");
    asio::write(client, asio::buffer(input.data(), input.size()), error);
    client.close();
    beast::flat_buffer buffer(wire::kMaxFrameBytes);
    for (int messages = 0; messages < 64 && !error; ++messages) {
        socket.read(buffer, error);
        promise(buffer.size() <= wire::kMaxFrameBytes, "a message is within its limit");
        buffer.consume(buffer.size());
    }
}

Bytes masked(std::uint8_t first, ByteSpan payload, bool mask = true)
{
    constexpr std::uint8_t kMask[] = {1, 2, 3, 4};
    ByteWriter out;
    const std::uint8_t bit = mask ? 0x80 : 0;
    out.u8(first);
    if (payload.size() < 126)
        out.u8(static_cast<std::uint8_t>(bit | payload.size()));
    else
        out.u8(bit | 126).u16(static_cast<std::uint16_t>(payload.size()));
    if (mask)
        out.raw(kMask);
    for (std::size_t i = 0; i < payload.size(); ++i)
        out.u8(mask ? static_cast<std::uint8_t>(payload[i] ^ kMask[i % 4]) : payload[i]);
    return std::move(out).bytes();
}

std::vector<Bytes> socketSeeds()
{
    constexpr std::uint8_t kBinary = 0x82, kText = 0x81, kClose = 0x88, kPing = 0x89, kPong = 0x8a;
    const Bytes open = made(wire::makeFrame(wire::VisitOpen{kAppointment, kRun}), "a frame");
    const Bytes commit = made(wire::makeFrame(wire::CommitRequest{kAppointment, kRun, 1, Bytes(200, 2)}), "a frame");
    Bytes pieces = masked(0x02, ByteSpan(open).first(10)); // not the last one
    append(pieces, masked(kPing, asBytes("p")));
    append(pieces, masked(0x80, ByteSpan(open).subspan(10)));
    append(pieces, masked(kBinary, commit));
    append(pieces, masked(kClose, Bytes{3, 0xe8, 'b', 'y', 'e'}));
    return {masked(kBinary, open),          pieces,
            masked(kText, asBytes("text")), masked(kPong, {}),
            masked(kBinary, open, false),   Bytes{0x82, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4}};
}

void serverConfig(ByteSpan input)
{
    const auto config = server::parseConfig(asText(input));
    if (!config.ok()) {
        promise(config.error().code() == ErrorCode::Malformed && config.error().detail() >= 1,
                "a line that is refused has its number");
        return;
    }
    promise(config->mostSockets >= 1 && config->requestsPerSecond >= 1 && config->framesPerSecond >= 1 &&
                config->sessionLife > Milliseconds(0),
            "no limit is switched off");
    const std::string name = server::publicName(*config, config->port);
    promise(!name.empty(), "a server has a name");
    (void)server::hostOf(name);
}

std::vector<Bytes> configSeeds()
{
    return {text("# a practice\ndata = /var/lib/bedside\nlisten = [::1]:8443\nserver_name = "
                 "clinic.example:8443\nmax_sockets = 100\n"
                 "max_sockets_per_address = 10\nrequests_per_second = 5\nframes_per_second = 7\nwrite_queue_kib = "
                 "1024\nheader_timeout_seconds = 5\n"
                 "body_timeout_seconds = 6\nkeep_alive_seconds = 7\nsession_idle_minutes = 8\nsession_hours = "
                 "9\nmetrics = all\n"),
            text("listen = :443\r\n"), text("listen = 0.0.0.0:1\nserver_name = [::1]\nmetrics = loopback")};
}

constexpr Target kTargets[] = {
    {"http_request", httpRequest, requestSeeds},  {"setup_request", setupRequest, setupSeeds},
    {"hub_messages", hubMessages, hubSeeds},      {"web_socket", webSocket, socketSeeds},
    {"server_config", serverConfig, configSeeds},
};

} // namespace

std::span<const Target> serverTargets() { return kTargets; }

} // namespace bedside::fuzz
