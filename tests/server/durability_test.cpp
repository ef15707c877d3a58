// SPDX-License-Identifier: Apache-2.0
// kill -9 a hundred times under load: whatever was acknowledged is there afterwards, and the log still holds together.
#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/server/storage.h"
#include "core/wire/messages.h"
#include "tests/support/server_fixture.h"

#include <QElapsedTimer>
#include <QtTest>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

using namespace bedside;
using namespace bedside::test;
using nlohmann::json;

namespace {

constexpr int kKills = 100;

// What the server has said yes to.
struct Acknowledged {
    std::mutex mutex;
    std::map<std::string, std::int64_t> versions;               // of appointments
    std::vector<TestPractice::Invite> invites;
    std::set<std::string> opened;                               // visits
    std::map<std::string, std::pair<std::string, std::uint64_t>> commits; // visit -> instance, epoch
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

void writeInvites(std::uint16_t port, const std::string &token, const std::string &visit, Acknowledged &done, const std::atomic<bool> &stop)
{
    auto client = TlsClient::connect(port, 3'000);
    const SystemClock clock;
    while (client && !stop) {
        TestPractice::Invite invite{crypto::randomId<InviteId>(), crypto::randomBytes(32)};
        auto answer = client->request("POST", "/v1/invites",
                                      json{{"inviteId", invite.id.text()},
                                           {"visitId", visit},
                                           {"tokenHash", toBase64(crypto::sha256(invite.token))},
                                           {"expiresAt", toUnixMilliseconds(clock.now() + std::chrono::hours(24))}}.dump(),
                                      token, 3'000);
        if (!answer || answer->status != 200)
            return;
        std::lock_guard lock(done.mutex);
        done.invites.push_back(invite);
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

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(crypto::selfTest().ok());
        m_server.setConfig("requests_per_second = 100000\nframes_per_second = 10000\n");
        QVERIFY2(m_server.start(), m_server.errors().constData());
        m_practice.emplace(m_server);
        QVERIFY(m_practice->setUp());
    }
    void losesNothingAcknowledgedInAHundredKills()
    {
        const std::string visit = m_practice->appointment(m_practice->admin)->text();
        const std::string token = m_practice->admin.token;
        QElapsedTimer timer;
        timer.start();
        for (int kill = 0; kill < kKills; ++kill) {
            if (!m_server.isRunning())
                QVERIFY2(m_server.start(), m_server.errors().constData());
            std::atomic<bool> stop = false;
            const std::uint16_t port = m_server.port();
            std::thread threads[] = {std::thread([&] { writeAppointments(port, token, m_done, stop); }),
                                     std::thread([&] { writeInvites(port, token, visit, m_done, stop); }),
                                     std::thread([&] { runVisits(port, token, m_done, stop); })};
            std::this_thread::sleep_for(std::chrono::milliseconds(40 + crypto::randomBelow(160)));
            m_server.kill();
            stop = true;
            for (auto &thread : threads)
                thread.join();
        }
        QVERIFY2(m_server.start(), m_server.errors().constData());
        qInfo("%d kills in %lld s, %zu acknowledgements", kKills, timer.elapsed() / 1000, m_done.count);
        QVERIFY(m_done.count > 1000 && m_done.commits.size() > 10);
        checkAppointments();
        for (const auto &invite : m_done.invites)
            QVERIFY(m_practice->join(invite));
        QCOMPARE(m_server.stop(), 0);

        auto storage = server::Storage::open(m_server.dataFolder().toStdString());
        QVERIFY(storage.ok());
        QVERIFY((*storage)->database().checkIntegrity().ok());
        QVERIFY((*storage)->log().verify().ok());
        std::map<std::string, std::int64_t> created;
        std::set<std::string> opened;
        auto entries = (*storage)->log().read(0, 1'000'000);
        QVERIFY(entries.ok());
        for (const auto &entry : *entries) {
            if (entry.type == audit::EventType::VisitOpened)
                opened.insert(entry.visit->text());
            else if (entry.visit)
                ++created[entry.visit->text()];
        }
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
