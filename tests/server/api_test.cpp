// SPDX-License-Identifier: Apache-2.0
// Every endpoint over HTTPS against the real program: set-up, signing in, roles, other people's objects, bad input.
#include "core/audit/reader.h"
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/crypto/totp.h"
#include "core/server/server.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>
#include <thread>

using namespace bedside;
using namespace bedside::test;
using nlohmann::json;

namespace {
class LateClock final : public Clock {
public:
    WallTime now() const override { return m_system.now() + ahead; }
    SteadyTime steady() const override { return m_system.steady(); }
    Milliseconds ahead{};

private:
    SystemClock m_system;
};
} // namespace

class ApiTest : public QObject {
    Q_OBJECT

    ServerProcess m_server;
    std::optional<TestPractice> m_practice;
    std::map<std::string, Person> m_people;

    Answer call(const std::string &method, const std::string &path, const json &body = {}, const std::string &token = {})
    {
        auto answer = m_practice->call(method, path, body.is_null() ? std::string() : body.dump(), token);
        return answer ? *answer : Answer();
    }
    Answer signIn(const std::string &login, const std::string &password, const std::string &code)
    {
        return call("POST", "/v1/sign-in",
                    {{"login", login}, {"password", password}, {"code", code}, {"deviceId", crypto::randomId<DeviceId>().text()}});
    }
    // How often the server's memory holds these bytes; -1: it cannot be read.
    int timesInMemory(const QByteArray &bytes)
    {
        const QString process = QStringLiteral("/proc/%1/").arg(m_server.pid());
        QFile maps(process + QStringLiteral("maps")), memory(process + QStringLiteral("mem"));
        if (!maps.open(QIODevice::ReadOnly) || !memory.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
            return -1;
        int found = 0;
        for (const QByteArray &line : maps.readAll().split('\n')) {
            const auto range = line.left(line.indexOf(' ')).split('-');
            if (range.size() != 2 || !line.contains(" rw"))
                continue;
            const qint64 from = range[0].toLongLong(nullptr, 16), to = range[1].toLongLong(nullptr, 16);
            constexpr qint64 kMost = 1 << 30; // a sanitizer's shadow has none of it
            if (to - from > kMost || !memory.seek(from))
                continue;
            found += int(memory.read(to - from).count(bytes));
        }
        return found;
    }
    static json appointmentBody(std::int64_t base = 0)
    {
        return {{"baseVersion", base}, {"startsAt", 1'700'000'000'000}, {"minutes", 30}, {"state", "scheduled"}, {"sealed", "AAEC"}};
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(crypto::selfTest().ok());
        m_server.setConfig("requests_per_second = 1000\n");
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
    }

    // Before anyone has sent it: afterwards the buffers of HTTP have held it too.
    void keepsTheSetUpTokenInOnePlace()
    {
        const json file = json::parse(m_server.setupFile().toStdString());
        const QByteArray token = QByteArray::fromStdString(file["setupToken"].get<std::string>());
        QCOMPARE(token.size(), 43);
        // Its end: what is freed has its first bytes overwritten.
        QCOMPARE(timesInMemory(token.right(20)), 1);
    }
    void refusesSetUpWithoutItsToken()
    {
        for (const char *path : {"/v1/setup/begin", "/v1/setup"}) {
            QCOMPARE(call("POST", path, {{"setupToken", "x"}}).status, 404);
            QCOMPARE(call("POST", path, json::object()).status, 404);
        }
        QCOMPARE(call("GET", "/v1/statement").status, 404);
        QCOMPARE(call("GET", "/v1/health").json()["setUp"], json(false));
    }
    void refusesASetUpThatDoesNotHoldTogether()
    {
        const auto file = json::parse(m_server.setupFile().toStdString());
        const auto begun = call("POST", "/v1/setup/begin", {{"setupToken", file["setupToken"]}}).json();
        const auto certificates = begun["certificates"].get<std::vector<std::string>>();
        QCOMPARE(toHex(crypto::sha256(*fromBase64(certificates[0]))), file["certificateSha256"].get<std::string>());
        const json good = m_practice->setupBody(file["setupToken"], begun["serverName"], certificates);
        const auto with = [&](auto change) {
            json body = good;
            change(body);
            return call("POST", "/v1/setup", body);
        };
        QCOMPARE(with([](json &b) { b["account"]["password"] = "short"; }).error(), std::string("WeakPassword"));
        QCOMPARE(with([](json &b) { b["account"]["roles"] = {"clinician"}; }).error(), std::string("NotAuthorized"));
        QCOMPARE(with([](json &b) { b["account"]["roles"] = {"guest"}; }).error(), std::string("Malformed"));
        QCOMPARE(with([](json &b) { b["account"]["accountId"] = crypto::randomId<AccountId>().text(); }).error(), std::string("Malformed"));
        QCOMPARE(with([](json &b) { b["practiceId"] = crypto::randomId<PracticeId>().text(); }).error(), std::string("WrongPractice"));
        QVERIFY(with([](json &b) { b["statement"] = b["grants"]; }).status >= 400);
        QVERIFY(with([](json &b) { b["practiceKey"] = toBase64(Bytes(32, 1)); }).status >= 400);
        QVERIFY(with([](json &b) { b.erase("device"); }).status >= 400);
        QCOMPARE(call("GET", "/v1/health").json()["setUp"], json(false));
        QVERIFY(!m_server.setupFile().isEmpty());
    }
    void setsUpOnceAndForAll()
    {
        const auto file = json::parse(m_server.setupFile().toStdString());
        QVERIFY(m_practice->setUp());
        m_people["admin"] = m_practice->admin;
        QVERIFY(m_server.setupFile().isEmpty());
        QCOMPARE(call("POST", "/v1/setup/begin", {{"setupToken", file["setupToken"]}}).status, 404);
        QCOMPARE(call("POST", "/v1/setup", {{"setupToken", file["setupToken"]}}).status, 404);
        const auto statement = call("GET", "/v1/statement").json();
        QCOMPARE(statement["practiceKey"].get<std::string>(), toBase64(m_practice->practiceKey.publicKey()));
        for (const auto &[name, role] : {std::pair{"clinician", wire::Role::Clinician}, {"other", wire::Role::Clinician},
                                         {"frontdesk", wire::Role::FrontDesk}, {"billing", wire::Role::Billing}}) {
            auto person = m_practice->add(name, role);
            QVERIFY2(person, name);
            m_people[name] = *person;
        }
    }

    void givesTheSameAnswerWhateverWasWrong()
    {
        auto &person = m_people["clinician"];
        const std::string code = person.recoveryCodes.front();
        const Answer unknown = signIn("nobody", person.password, code);
        const Answer password = signIn(person.login, "another password", code);
        const Answer wrongCode = signIn(person.login, person.password, "000000");
        QCOMPARE(unknown.status, 401);
        QCOMPARE(unknown.body, password.body);
        QCOMPARE(unknown.body, wrongCode.body);
        QCOMPARE(unknown.error(), std::string("SignInRefused"));
        const auto names = [](const Answer &answer) {
            std::string out;
            for (const auto &[name, value] : answer.headers)
                out += name + "=" + value + ";";
            return out;
        };
        QCOMPARE(names(unknown), names(password));
        QVERIFY(signIn(person.login, person.password, code).status == 200); // the code was not used up by the refusals
    }
    void takesAsLongForAnUnknownLogin()
    {
        const auto median = [&](const std::function<std::string(int)> &login) {
            std::vector<qint64> times;
            for (int i = 0; i < 5; ++i) {
                QElapsedTimer timer;
                timer.start();
                signIn(login(i), "some password or other", "000000");
                times.push_back(timer.nsecsElapsed());
            }
            std::sort(times.begin(), times.end());
            return double(times[2]);
        };
        // Few tries for each login, below the throttle.
        const char *known[] = {"other", "frontdesk", "billing", "other", "frontdesk"};
        const double ratio = median([](int i) { return "unknown" + std::to_string(i); }) / median([&](int i) { return known[i]; });
        QVERIFY2(ratio > 0.5 && ratio < 2, std::to_string(ratio).c_str());
    }
    void acceptsATotpCodeOnce()
    {
        const SystemClock clock;
        auto &person = m_people["other"];
        const std::string code = crypto::totpCode(*crypto::fromBase32(person.totpSecret), clock.now());
        const Answer first = signIn(person.login, person.password, code);
        QCOMPARE(first.status, 200);
        QCOMPARE(first.json()["accountId"].get<std::string>(), person.account.text());
        QCOMPARE(signIn(person.login, person.password, code).error(), std::string("SignInRefused"));
    }
    void endsASessionAtSignOut()
    {
        auto &person = m_people["other"];
        QVERIFY(m_practice->signIn(person));
        const std::string token = person.token;
        QCOMPARE(call("GET", "/v1/session", {}, token).status, 200);
        QCOMPARE(call("POST", "/v1/lock", json::object(), token).status, 200);
        QCOMPARE(call("GET", "/v1/session", {}, token).status, 200); // the session of a visit behind it goes on
        QCOMPARE(call("POST", "/v1/sign-out?why=locked", json::object(), token).status, 200);
        for (int i = 0; i < 2; ++i)
            QCOMPARE(call("GET", "/v1/session", {}, token).error(), std::string("SessionEnded"));
        QVERIFY(m_practice->signIn(person));
    }

    // Role x endpoint: who is let past the door, for every route there is.
    void holdsTheTableOfRolesAndEndpoints()
    {
        const std::map<std::string, wire::RoleSet> roles = {{"clinician", wire::Role::Clinician},
                                                            {"frontdesk", wire::Role::FrontDesk},
                                                            {"billing", wire::Role::Billing}};
        int checked = 0;
        for (const auto &route : server::routes()) {
            if (!route.permission || route.path == "/v1/sign-out")
                continue;
            const std::string path = std::string(route.path) + (route.hasId ? "/" + crypto::randomId<VisitId>().text() : "");
            const bool body = route.method == "POST" || route.method == "PUT";
            const auto ask = [&](const std::string &token) {
                return call(std::string(route.method), path, body ? json::object() : json(), token);
            };
            for (const std::string &bad : {std::string(), std::string("x"), toBase64Url(Bytes(32, 7)), std::string(300, 'A')})
                QCOMPARE(ask(bad).error(), std::string("SessionEnded"));
            for (const auto &[name, set] : roles) {
                const Answer answer = ask(m_people[name].token);
                const bool refused = answer.status == 403;
                const bool expected = !wire::allows(set, *route.permission);
                if (route.path == "/v1/audit" && !expected)
                    continue; // its handler refuses the whole log to a clinician: below
                QVERIFY2(refused == expected, (name + " " + path + " " + answer.body).c_str());
                ++checked;
            }
        }
        QVERIFY(checked >= 30);
    }
    void hidesOtherPeoplesObjects()
    {
        auto &owner = m_people["clinician"];
        auto &other = m_people["other"];
        const VisitId visit = *m_practice->appointment(owner);
        const auto invite = *m_practice->invite(owner, visit);
        const std::string invented = "/v1/appointments/" + crypto::randomId<VisitId>().text();
        const Answer foreign = call("PUT", "/v1/appointments/" + visit.text(), appointmentBody(1), other.token);
        const Answer absent = call("PUT", invented, appointmentBody(1), other.token);
        QCOMPARE(foreign.status, 404);
        QCOMPARE(foreign.body, absent.body);
        QCOMPARE(call("DELETE", "/v1/invites/" + invite.id.text(), {}, other.token).status, 404);
        QCOMPARE(call("GET", "/v1/audit?visit=" + visit.text(), {}, other.token).status, 404);
        QCOMPARE(call("GET", "/v1/audit?visit=" + visit.text(), {}, owner.token).status, 200);
        QCOMPARE(call("GET", "/v1/audit", {}, owner.token).status, 403);
        json body = {{"inviteId", crypto::randomId<InviteId>().text()}, {"visitId", visit.text()},
                     {"tokenHash", toBase64(Bytes(32))}, {"expiresAt", toUnixMilliseconds(SystemClock().now()) + 3600'000}};
        QCOMPARE(call("POST", "/v1/invites", body, other.token).status, 404);
        json theirs = appointmentBody();
        theirs["owner"] = owner.account.text();
        QCOMPARE(call("PUT", "/v1/appointments/" + crypto::randomId<VisitId>().text(), theirs, other.token).status, 403);
        QCOMPARE(call("PUT", "/v1/appointments/" + visit.text(), appointmentBody(0), other.token).error(), std::string("Conflict"));
        const json own = call("GET", "/v1/appointments", {}, other.token).json();
        for (const auto &item : own["items"])
            QVERIFY(item["owner"] == other.account.text());
        bool found = false;
        const json all = call("GET", "/v1/appointments", {}, m_people["frontdesk"].token).json();
        for (const auto &item : all["items"])
            found = found || item["visitId"] == visit.text();
        QVERIFY(found);
    }

    void keepsAppointmentsByVersion()
    {
        auto &person = m_people["clinician"];
        const std::string path = "/v1/appointments/" + crypto::randomId<VisitId>().text();
        const auto cursor = call("GET", "/v1/appointments", {}, person.token).json()["cursor"].get<std::int64_t>();
        QCOMPARE(call("PUT", path, appointmentBody(), person.token).json()["version"], json(1));
        QCOMPARE(call("PUT", path, appointmentBody(), person.token).error(), std::string("Conflict"));
        QCOMPARE(call("PUT", path, appointmentBody(1), person.token).json()["version"], json(2));
        QCOMPARE(call("PUT", path, appointmentBody(1), person.token).error(), std::string("Conflict"));
        const auto page = call("GET", "/v1/appointments?since=" + std::to_string(cursor), {}, person.token).json();
        QCOMPARE(page["items"].size(), std::size_t(1));
        QCOMPARE(page["items"][0]["version"], json(2));
        QCOMPARE(page["items"][0]["sealed"], json("AAEC"));
        QCOMPARE(page["more"], json(false));
    }
    void refusesMalformedInput()
    {
        auto &person = m_people["clinician"];
        const std::string path = "/v1/appointments/" + crypto::randomId<VisitId>().text();
        for (const char *body : {"", "{", "[]", "null", "{}", "{\"baseVersion\":0,\"baseVersion\":0}", "\xff\xfe", "{\"a\":[[[[[[[[[[1]]]]]]]]]]}"}) {
            auto answer = m_practice->call("PUT", path, body, person.token);
            QVERIFY2(answer && answer->status >= 400 && answer->status < 500, body);
        }
        for (const auto &[key, value] : std::vector<std::pair<std::string, json>>{
                 {"minutes", 0}, {"minutes", 1.5}, {"minutes", "30"}, {"minutes", 100000}, {"startsAt", -1}, {"state", "Scheduled"},
                 {"state", 3}, {"sealed", "!!"}, {"sealed", "AAE"}, {"baseVersion", -1}, {"baseVersion", 1e300}}) {
            json body = appointmentBody();
            body[key] = value;
            const int status = call("PUT", path, body, person.token).status;
            QVERIFY2(status == 400 || status == 413, body.dump().c_str());
        }
        for (const char *id : {"x", "..", "%2e%2e", "AAAAAAAAAAAAAAAAAAAAAAAA", "'; DROP TABLE accounts"})
            QVERIFY(call("PUT", std::string("/v1/appointments/") + id, appointmentBody(), person.token).status >= 400);
        for (const char *query : {"?since=-1", "?since=x", "?since=99999999999999999999"})
            QCOMPARE(call("GET", std::string("/v1/appointments") + query, {}, person.token).status, 400);
        QCOMPARE(call("GET", "/v1/nothing").status, 404);
        QCOMPARE(call("DELETE", "/v1/session").status, 405);
    }
    void takesSealedObjectsUpToTheLimit()
    {
        auto &person = m_people["clinician"];
        json body = appointmentBody();
        body["sealed"] = toBase64(Bytes(wire::limit::kSealedBytes, 7));
        QCOMPARE(call("PUT", "/v1/appointments/" + crypto::randomId<VisitId>().text(), body, person.token).status, 200);
        body["sealed"] = toBase64(Bytes(wire::limit::kSealedBytes + 1, 7));
        QCOMPARE(call("PUT", "/v1/appointments/" + crypto::randomId<VisitId>().text(), body, person.token).status, 413);
    }

    void letsAGuestInOnlyByTheLink()
    {
        auto &person = m_people["clinician"];
        const VisitId visit = *m_practice->appointment(person);
        const auto invite = *m_practice->invite(person, visit);
        QVERIFY(m_practice->join(invite));
        auto wrong = invite;
        wrong.token[5] ^= 1;
        QVERIFY(!m_practice->join(wrong));
        QCOMPARE(call("DELETE", "/v1/invites/" + invite.id.text(), {}, person.token).status, 200);
        QCOMPARE(call("POST", "/v1/join", {{"inviteId", invite.id.text()}, {"token", toBase64(invite.token)}}).error(), std::string("LinkUnknown"));
        const auto second = *m_practice->invite(person, visit);
        json cancelled = appointmentBody(1);
        cancelled["state"] = "cancelled";
        QCOMPARE(call("PUT", "/v1/appointments/" + visit.text(), cancelled, person.token).status, 200);
        QVERIFY(!m_practice->join(second));
    }
    void replacesTrustOnlyByNewer()
    {
        const SystemClock clock;
        const auto &token = m_practice->admin.token;
        const auto next = m_practice->issuingKey.makeGrantList(*m_practice->issuers, &*m_practice->grants, {}, clock.now());
        QCOMPARE(call("PUT", "/v1/trust", {{"grants", toBase64(next.encode())}}, token).status, 200);
        QCOMPARE(call("GET", "/v1/statement").json()["grants"].get<std::string>(), toBase64(next.encode()));
        QCOMPARE(call("PUT", "/v1/trust", {{"grants", toBase64(m_practice->grants->encode())}}, token).error(), std::string("RolledBack"));
        const auto foreignKey = identity::IssuingKey::generate();
        const auto foreign = foreignKey.makeGrantList(*m_practice->issuers, &next, {}, clock.now());
        QVERIFY(call("PUT", "/v1/trust", {{"grants", toBase64(foreign.encode())}}, token).status >= 400);
        QCOMPARE(call("PUT", "/v1/trust", json::object(), token).status, 400);
        QCOMPARE(call("GET", "/v1/statement").json()["grants"].get<std::string>(), toBase64(next.encode()));
    }
    void keepsRoleKeysForDevices()
    {
        const auto &token = m_practice->admin.token;
        json item = {{"role", "clinical"}, {"number", 1}, {"deviceId", crypto::randomId<DeviceId>().text()}, {"wrapped", "AAEC"}};
        QCOMPARE(call("PUT", "/v1/role-keys", {{"items", {item}}}, token).status, 200);
        QCOMPARE(call("GET", "/v1/role-keys", {}, m_people["clinician"].token).json()["items"].size(), std::size_t(1));
        item["role"] = "everything";
        QCOMPARE(call("PUT", "/v1/role-keys", {{"items", {item}}}, token).status, 400);
    }
    void logsWhatHappened()
    {
        const auto &token = m_practice->admin.token;
        const auto log = call("GET", "/v1/audit?from=0&limit=500", {}, token).json();
        std::map<std::string, int> events;
        std::uint64_t index = 0;
        for (const auto &entry : log["entries"]) {
            QCOMPARE(entry["index"].get<std::uint64_t>(), index++);
            ++events[entry["event"]];
        }
        for (const char *name : {"practice.created", "account.created", "session.signed-in", "session.refused", "session.signed-out",
                                 "session.recovery-code", "session.locked", "device.added", "appointment.created", "appointment.changed", "appointment.cancelled",
                                 "invite.created", "invite.withdrawn", "invite.opened", "trust.changed", "role-keys.changed"})
            QVERIFY2(events[name] > 0, name);
        QVERIFY(events["session.locked"] >= 2); // a screen in a visit, and one that ended its session
        QVERIFY(log["size"].get<std::uint64_t>() >= index);
        QCOMPARE(fromBase64(log["root"].get<std::string>())->size(), std::size_t(32));
        QCOMPARE(call("GET", "/v1/audit?from=0&limit=1", {}, token).json()["entries"].size(), std::size_t(1));
        QCOMPARE(call("GET", "/v1/audit?from=999999", {}, token).json()["entries"].size(), std::size_t(0));
    }
    // What a client of ours does with the answers, page by page while the log grows.
    void provesItsLogInEveryAnswer()
    {
        const auto &token = m_practice->admin.token;
        const auto bytes = [](const json &object, const char *key) {
            return object.contains(key) ? *fromBase64(object[key].get<std::string>()) : Bytes();
        };
        const auto leaves = [&](const json &answer) {
            std::vector<Bytes> out;
            for (const auto &entry : answer["entries"])
                out.push_back(bytes(entry, "leaf"));
            return out;
        };
        audit::Reader reader(m_practice->practice, {});
        for (int page = 0; page < 100; ++page) {
            const auto answer = call("GET", "/v1/audit?from=" + std::to_string(reader.next()) + "&limit=9&since="
                                     + std::to_string(reader.headSize()), {}, token).json();
            const auto head = audit::TreeHead::decode(bytes(answer, "head"));
            QVERIFY(head.ok());
            const auto read = reader.acceptNext(*head, *audit::decodeProof(bytes(answer, "growth")), leaves(answer),
                                                *audit::decodeProof(bytes(answer, "rest")), 9);
            QVERIFY2(read.ok(), read.ok() ? "" : errorName(read.error().code()).data());
            if (read->size() < 9)
                break;
            QVERIFY(m_practice->appointment(m_practice->admin) || page > 3);
        }
        QCOMPARE(reader.next(), reader.headSize());

        // One visit's entries, for whose visit it is: each with its own proof.
        auto &owner = m_people["clinician"];
        const auto visit = *m_practice->appointment(owner);
        QVERIFY(m_practice->invite(owner, visit));
        audit::Reader ofOwner(m_practice->practice, {});
        const auto answer = call("GET", "/v1/audit?visit=" + visit.text(), {}, owner.token).json();
        std::vector<audit::Proof> proofs;
        for (const auto &entry : answer["entries"])
            proofs.push_back(*audit::decodeProof(bytes(entry, "proof")));
        const auto read = ofOwner.acceptSome(*audit::TreeHead::decode(bytes(answer, "head")), {}, leaves(answer), proofs);
        QVERIFY(read.ok());
        QCOMPARE(read->size(), std::size_t(2));

        // Heads alone: ours grows, and another participant's is a part of it.
        const auto heads = call("GET", "/v1/audit/head?since=" + std::to_string(reader.headSize()) + "&other=7", {}, owner.token).json();
        const auto before = *reader.head();
        const auto now = *audit::TreeHead::decode(bytes(heads, "head"));
        QVERIFY(now.size > before.size);
        QVERIFY(reader.acceptHead(now, *audit::decodeProof(bytes(heads, "growth"))).ok());
        const auto other = *audit::decodeProof(bytes(heads, "otherGrowth"));
        QVERIFY(!other.empty());
        QVERIFY(!call("GET", "/v1/audit/head?since=999999&other=999999", {}, owner.token).json().contains("growth"));
        for (const char *bad : {"since=-1", "since=x", "other=99999999999999999999"})
            QCOMPARE(call("GET", std::string("/v1/audit/head?") + bad, {}, owner.token).error(), std::string("Malformed"));
        // A guest follows the head too.
        const auto invite = *m_practice->invite(owner, visit);
        const auto join = [&](json size) {
            return call("POST", "/v1/join", {{"inviteId", invite.id.text()}, {"token", toBase64(invite.token)}, {"logSize", size}});
        };
        const auto joined = join(now.size).json();
        QVERIFY(reader.acceptHead(*audit::TreeHead::decode(bytes(joined, "head")), *audit::decodeProof(bytes(joined, "growth"))).ok());
        QCOMPARE(join("7").error(), std::string("Malformed"));
        QVERIFY(join(-1).status >= 400 && join(1.5).status >= 400);
    }
    void servesAPageWithoutScript()
    {
        const Answer page = call("GET", "/j/" + crypto::randomId<InviteId>().text());
        QCOMPARE(page.status, 200);
        QVERIFY(page.body.find("<script") == std::string::npos && page.body.find("http") == std::string::npos);
        QVERIFY(page.headers.at("content-security-policy").starts_with("default-src 'none'"));
        QCOMPARE(page.headers.at("referrer-policy"), std::string("no-referrer"));
        QCOMPARE(page.headers.at("cache-control"), std::string("no-store"));
    }
    void throttlesGuessing()
    {
        auto &person = m_people["billing"];
        Answer answer;
        int tries = 0;
        for (; tries < 12 && answer.status != 429; ++tries)
            answer = signIn(person.login, "guess", "000000");
        QCOMPARE(answer.status, 429);
        QCOMPARE(answer.error(), std::string("TooManyAttempts"));
        QVERIFY(answer.json()["detail"].get<int>() >= 1);
        QVERIFY(answer.headers.contains("retry-after"));
        // Right or wrong, known or not: while it lasts, nothing is tried.
        QCOMPARE(signIn(person.login, person.password, person.recoveryCodes.front()).status, 429);
        for (int i = 0; i < 8; ++i)
            answer = signIn("never-heard-of", "guess", "000000");
        QCOMPARE(answer.status, 429);
        answer = {};
        for (tries = 0; tries < 60 && answer.status != 429; ++tries)
            answer = call("POST", "/v1/join", {{"inviteId", crypto::randomId<InviteId>().text()}, {"token", toBase64(Bytes(32))}});
        QCOMPARE(answer.status, 429);
    }
    void changesItsCertificateWhileItRuns()
    {
        const QTemporaryDir folder;
        server::Config config;
        config.dataFolder = folder.path().toStdString() + "/data";
        config.port = 0;
        LateClock clock;
        auto late = server::Server::create(config, clock);
        QVERIFY(late.ok());
        const auto made = server::loadCertificates(config.dataFolder, "localhost", clock.now());
        QVERIFY(made.ok());
        clock.ahead = std::chrono::hours(24 * 360); // the rounds of the minute begin with run()
        std::thread thread([&] { (*late)->run(); });
        auto client = TlsClient::connect((*late)->port());
        const Bytes shown = client ? client->peerCertificate() : Bytes();
        const auto metrics = client ? client->request("GET", "/v1/metrics") : std::nullopt;
        (*late)->network().stop();
        thread.join();
        QVERIFY(shown == made->next.der);
        const std::string name = "\nbedside_certificate_remaining_seconds ";
        const auto at = metrics ? metrics->body.find(name) : std::string::npos;
        QVERIFY(at != std::string::npos);
        QVERIFY(std::atoll(metrics->body.c_str() + at + name.size()) > 365 * 24 * 3600);
    }
    void endsCleanly() { QCOMPARE(m_server.stop(), 0); }
    void cleanupTestCase() { QVERIFY2(m_server.leftNoComplaint(), m_server.errors().constData()); }
};

QTEST_GUILESS_MAIN(ApiTest)
#include "api_test.moc"
