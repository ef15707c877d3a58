// SPDX-License-Identifier: Apache-2.0
// kill -9 again and again under load: whatever was acknowledged is there afterwards, nobody was admitted twice, the server
// accepts again within three seconds, and the log still holds together. BEDSIDE_KILLS is how often, BEDSIDE_SEED chooses the
// moments.
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/server/storage.h"
#include "core/wire/messages.h"
#include "tests/support/from_environment.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <random>
#include <set>
#include <thread>

using namespace bedside;
using namespace bedside::test;
using nlohmann::json;

namespace {

struct Admission {
    InstanceId instance;
    TestPractice::Invite invite;
    Bytes token; // the guest's way back
};

// What the server has said yes to.
struct Acknowledged {
    std::mutex mutex;
    std::map<std::string, std::int64_t> versions;               // of appointments
    std::vector<TestPractice::Invite> invites;
    std::set<std::string> opened;                               // visits
    std::map<std::string, std::pair<std::string, std::uint64_t>> commits; // visit -> instance, epoch
    std::map<std::string, Admission> admissions;                          // by visit: one guest in each
    std::size_t count = 0;
};

std::string appointmentBody(std::int64_t base)
{
    return json{{"baseVersion", base}, {"startsAt", 1'700'000'000'000}, {"minutes", 30}, {"state", "scheduled"}, {"sealed", "AAEC"}}.dump();
}

// Each works on one connection until the server dies under it.
void writeAppointments(std::uint16_t port, const std::string &token, Acknowledged &done, const std::atomic<bool> &stop)
{
    auto client = TlsClient::connect(port, 3'000);
    while (client && !stop) {
        const std::string visit = crypto::randomId<VisitId>().text();
        for (std::int64_t base = 0; base < 3; ++base) {
            auto answer = client->request("PUT", "/v1/appointments/" + visit, appointmentBody(base), token, 3'000);
            if (!answer || answer->status != 200)
                return;
            std::lock_guard lock(done.mutex);
            done.versions[visit] = base + 1;
            ++done.count;
        }
    }
}

std::optional<TestPractice::Invite> invite(TlsClient &client, const std::string &token, const std::string &visit)
{
    TestPractice::Invite made{crypto::randomId<InviteId>(), crypto::randomBytes(32)};
    auto answer = client.request("POST", "/v1/invites",
                                 json{{"inviteId", made.id.text()},
                                      {"visitId", visit},
                                      {"tokenHash", toBase64(crypto::sha256(made.token))},
                                      {"expiresAt", toUnixMilliseconds(SystemClock().now() + std::chrono::hours(24))}}.dump(),
                                 token, 3'000);
    return answer && answer->status == 200 ? std::optional(made) : std::nullopt;
}

void writeInvites(std::uint16_t port, const std::string &token, const std::string &visit, Acknowledged &done, const std::atomic<bool> &stop)
{
    auto client = TlsClient::connect(port, 3'000);
    while (client && !stop) {
        const auto made = invite(*client, token, visit);
        if (!made)
            return;
        std::lock_guard lock(done.mutex);
        done.invites.push_back(*made);
        ++done.count;
    }
}

std::optional<Bytes> nextFrame(TlsClient &client, wire::FrameType type)
{
    for (int i = 0; i < 20; ++i) {
        auto bytes = client.receiveFrame(3'000);
        if (!bytes)
            return std::nullopt;
        if (auto frame = wire::parseFrame(*bytes); frame.ok() && frame->type == type)
            return toBytes(frame->body);
    }
    return std::nullopt;
}

// A guest comes by its link and is admitted, once.
std::optional<Admission> admitOne(std::uint16_t port, const std::string &token, TlsClient &http, TlsClient &host, const VisitId &visit,
                                  const InstanceId &instance)
{
    const auto link = invite(http, token, visit.text());
    if (!link)
        return std::nullopt;
    auto joined = http.request("POST", "/v1/join", json{{"inviteId", link->id.text()}, {"token", toBase64(link->token)}}.dump(), {}, 3'000);
    auto guest = TlsClient::connect(port, 3'000);
    if (!joined || joined->status != 200 || !guest || !guest->upgrade() ||
        !guest->sendFrame(*wire::makeFrame(wire::AuthRequest{*fromBase64(joined->json()["ticket"].get<std::string>())})) ||
        !nextFrame(*guest, wire::FrameType::AuthOk) || !guest->sendFrame(*wire::makeFrame(wire::FrameType::LobbyHello, Bytes(100, 7))))
        return std::nullopt;
    const auto body = nextFrame(host, wire::FrameType::LobbyArrival);
    const auto arrival = body ? wire::LobbyArrival::decode(*body) : Result<wire::LobbyArrival>(Error(ErrorCode::ConnectionLost));
    if (!arrival.ok() || !host.sendFrame(*wire::makeFrame(wire::WelcomeRequest{visit, instance, arrival->guestConnection, Bytes(500)})))
        return std::nullopt;
    const auto welcome = nextFrame(*guest, wire::FrameType::Welcome);
    return welcome ? std::optional(Admission{instance, *link, wire::WelcomeDelivery::decode(*welcome)->memberToken}) : std::nullopt;
}

void runVisits(std::uint16_t port, const std::string &token, Acknowledged &done, const std::atomic<bool> &stop)
{
    auto http = TlsClient::connect(port, 3'000);
    if (!http)
        return;
    auto ticket = http->request("POST", "/v1/ticket", "{}", token, 3'000);
    auto socket = TlsClient::connect(port, 3'000);
    if (!ticket || ticket->status != 200 || !socket || !socket->upgrade())
        return;
    if (!socket->sendFrame(*wire::makeFrame(wire::AuthRequest{*fromBase64(ticket->json()["ticket"].get<std::string>())})))
        return;
    while (!stop) {
        const auto visit = crypto::randomId<VisitId>();
        const auto instance = crypto::randomId<InstanceId>();
        auto made = http->request("PUT", "/v1/appointments/" + visit.text(), appointmentBody(0), token, 3'000);
        if (!made || made->status != 200 || !socket->sendFrame(*wire::makeFrame(wire::VisitOpen{visit, instance})) ||
            !nextFrame(*socket, wire::FrameType::VisitOpen))
            return;
        {
            std::lock_guard lock(done.mutex);
            done.opened.insert(visit.text());
            ++done.count;
        }
        auto admission = admitOne(port, token, *http, *socket, visit, instance);
        if (!admission)
            return;
        {
            std::lock_guard lock(done.mutex);
            done.admissions.emplace(visit.text(), std::move(*admission));
            ++done.count;
        }
        for (std::uint64_t epoch = 1; epoch <= 3; ++epoch) {
            if (!socket->sendFrame(*wire::makeFrame(wire::CommitRequest{visit, instance, epoch, Bytes(200)})) ||
                !nextFrame(*socket, wire::FrameType::Commit))
                return;
            std::lock_guard lock(done.mutex);
            done.commits[visit.text()] = {instance.text(), epoch};
            ++done.count;
        }
    }
}

} // namespace

class DurabilityTest : public QObject {
    Q_OBJECT

    ServerProcess m_server;
    std::optional<TestPractice> m_practice;
    Acknowledged m_done;

    void checkAppointments()
    {
        std::map<std::string, std::int64_t> stored;
        std::int64_t cursor = 0;
        for (bool more = true; more;) {
            auto answer = m_practice->call("GET", "/v1/appointments?since=" + std::to_string(cursor), {}, m_practice->admin.token);
            QVERIFY(answer && answer->status == 200);
            const json page = answer->json();
            for (const auto &item : page["items"])
                stored[item["visitId"]] = item["version"];
            cursor = page["cursor"];
            more = page["more"];
        }
        for (const auto &[visit, version] : m_done.versions)
            QVERIFY2(stored[visit] >= version, visit.c_str());
    }

    // Whoever was admitted comes back as the member it is, without another admission; nobody else does.
    void checkWaysBack()
    {
        int left = 10;
        for (auto at = m_done.admissions.rbegin(); at != m_done.admissions.rend() && left > 0; ++at, --left) {
            const auto &[id, admission] = *at;
            const auto visit = *VisitId::fromText(id);
            for (const bool isMember : {false, true}) {
                const auto ticket = m_practice->join(admission.invite);
                QVERIFY(ticket);
                const auto guest = m_practice->socketWith(*ticket);
                QVERIFY(guest);
                const Bytes token = isMember ? admission.token : Bytes(admission.token.size(), 1);
                QVERIFY(guest->sendFrame(*wire::makeFrame(wire::ResumeRequest{visit, admission.instance, token, 0})));
                QVERIFY(nextFrame(*guest, isMember ? wire::FrameType::Resumed : wire::FrameType::Error));
            }
        }
    }
    // The busy test machine is no measure; a calm one is.
    void restart(qint64 &longest)
    {
        double load = 0;
        const bool calm = ::getloadavg(&load, 1) == 1 && load < 1;
        QElapsedTimer timer;
        timer.start();
        QVERIFY2(m_server.start(), m_server.errors().constData());
        longest = std::max(longest, timer.elapsed());
        QVERIFY2(timer.elapsed() < (calm ? 3'000 : 15'000), std::to_string(timer.elapsed()).c_str());
    }
    void checkAdmissions(server::Storage &storage, std::map<std::string, std::int64_t> admitted)
    {
        for (const auto &[id, admission] : m_done.admissions)
            QVERIFY2(admitted[id] == 1, id.c_str());
        for (const auto &[id, count] : admitted) {
            auto members = storage.database().prepare("SELECT count(*) FROM members WHERE visit = ?");
            QVERIFY(members->bind(1, *VisitId::fromText(id)).ok() && *members->step());
            QVERIFY2(count == 1 && *members->integer(0) == 1, id.c_str());
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(crypto::selfTest().ok());
        m_server.setConfig("requests_per_second = 100000\nframes_per_second = 10000\n");
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
        QVERIFY(m_practice->setUp());
    }
    void losesNothingAcknowledged()
    {
        const std::string visit = m_practice->appointment(m_practice->admin)->text();
        const std::string token = m_practice->admin.token;
        const auto kills = fromEnvironment("BEDSIDE_KILLS", 60);
        std::mt19937_64 moments(fromEnvironment("BEDSIDE_SEED", 1));
        QElapsedTimer timer;
        timer.start();
        qint64 longest = 0;
        for (std::uint64_t kill = 0; kill < kills && !QTest::currentTestFailed(); ++kill) {
            if (!m_server.isRunning())
                restart(longest);
            std::atomic<bool> stop = false;
            const std::uint16_t port = m_server.port();
            std::thread threads[] = {std::thread([&] { writeAppointments(port, token, m_done, stop); }),
                                     std::thread([&] { writeInvites(port, token, visit, m_done, stop); }),
                                     std::thread([&] { runVisits(port, token, m_done, stop); })};
            std::this_thread::sleep_for(std::chrono::milliseconds(40 + moments() % 260));
            m_server.kill();
            stop = true;
            for (auto &thread : threads)
                thread.join();
        }
        restart(longest);
        qInfo("%llu kills in %lld s, %zu acknowledgements, %zu admissions among them; longest restart %lld ms",
              static_cast<unsigned long long>(kills), timer.elapsed() / 1000, m_done.count, m_done.admissions.size(), longest);
        QVERIFY(m_done.count > 5 * kills && m_done.commits.size() > kills / 20 && m_done.admissions.size() > kills / 20);
        checkAppointments();
        for (const auto &invite : m_done.invites)
            QVERIFY(m_practice->join(invite));
        checkWaysBack();
        QCOMPARE(m_server.stop(), 0);

        auto storage = server::Storage::open(m_server.dataFolder().toStdString());
        QVERIFY(storage.ok());
        QVERIFY((*storage)->database().checkIntegrity().ok());
        QVERIFY((*storage)->log().verify().ok());
        std::map<std::string, std::int64_t> created, admitted;
        std::set<std::string> opened;
        auto entries = (*storage)->log().read(0, 1'000'000);
        QVERIFY(entries.ok());
        for (const auto &entry : *entries) {
            if (entry.type == audit::EventType::VisitOpened)
                opened.insert(entry.visit->text());
            else if (entry.type == audit::EventType::VisitAdmitted)
                ++admitted[entry.visit->text()];
            else if (entry.visit)
                ++created[entry.visit->text()];
        }
        checkAdmissions(**storage, admitted);
        for (const auto &open : m_done.opened)
            QVERIFY2(opened.contains(open), open.c_str());
        for (const auto &[id, version] : m_done.versions)
            QVERIFY2(created[id] >= version, id.c_str()); // each version has its event
        for (const auto &[id, commit] : m_done.commits) {
            auto newest = (*storage)->database().prepare("SELECT max(epoch) FROM commits WHERE visit = ?");
            QVERIFY(newest->bind(1, *VisitId::fromText(id)).ok() && *newest->step());
            QVERIFY2(*newest->integer(0) >= std::int64_t(commit.second), id.c_str());
        }
    }
    void cleanupTestCase() { QVERIFY2(m_server.leftNoComplaint(), m_server.errors().constData()); }
};

QTEST_GUILESS_MAIN(DurabilityTest)
#include "durability_test.moc"
