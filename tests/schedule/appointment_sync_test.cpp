// SPDX-License-Identifier: Apache-2.0
#include "core/schedule/appointment_sync.h"
#include "core/store/migrations.h"
#include "tests/net/tls_fixture.h"
#include "tests/schedule/sealing_fixture.h"

#include <QSslServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::schedule;

namespace {

// Enough of the appointments API to be synchronized with: versions, conflicts, pages of two.
class AppointmentServer {
public:
    struct Row {
        std::uint64_t version = 0;
        std::int64_t change = 0;
        Json item;
    };

    AppointmentServer()
    {
        m_server.setSslConfiguration(test::tlsOf(QStringLiteral("current")));
        m_server.listen(QHostAddress::LocalHost);
        QObject::connect(&m_server, &QSslServer::pendingConnectionAvailable, &m_server, [this] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] { read(socket); });
        });
    }
    net::ServerAddress address() const { return {"127.0.0.1", m_server.serverPort()}; }
    void put(const VisitId &visit, std::uint64_t version, const AppointmentRow &row)
    {
        rows[visit.text()] = {version, ++m_change,
                              {{"visitId", visit.text()}, {"version", version}, {"startsAt", toUnixMilliseconds(row.startsAt)},
                               {"minutes", row.minutes}, {"state", wire::appointmentStateName(row.state)},
                               {"owner", row.owner.text()}, {"sealed", toBase64(row.sealed)}, {"changedAt", 1}}};
    }

    std::map<std::string, Row> rows;
    QByteArray refuseAllWith; // "503 x"
    std::string refused;      // an id whose PUT is malformed
    int puts = 0;

private:
    void read(QTcpSocket *socket)
    {
        m_input[socket] += socket->readAll();
        QByteArray &input = m_input[socket];
        const auto head = input.indexOf("\r\n\r\n");
        if (head < 0)
            return;
        const auto mark = input.toLower().indexOf("content-length: ");
        const auto length = mark < 0 || mark > head ? 0 : input.mid(mark + 16, input.indexOf("\r\n", mark) - mark - 16).toInt();
        if (input.size() < head + 4 + length)
            return;
        const QByteArray line = input.left(input.indexOf("\r\n"));
        const QByteArray body = input.mid(head + 4, length);
        input.remove(0, head + 4 + length);
        answer(socket, line, body);
    }
    void answer(QTcpSocket *socket, const QByteArray &line, const QByteArray &body)
    {
        QByteArray status = "200 OK";
        Json out;
        if (!refuseAllWith.isEmpty()) {
            status = refuseAllWith;
            out = {{"error", "TimedOut"}};
        } else if (line.startsWith("PUT /v1/appointments/") && line.mid(21, 22).toStdString() == refused) {
            status = "400 x";
            out = {{"error", "Malformed"}};
        } else if (line.startsWith("PUT /v1/appointments/")) {
            const std::string visit = line.mid(21, 22).toStdString();
            const Json in = Json::parse(body.toStdString());
            Row &row = rows[visit];
            ++puts;
            if (in.at("baseVersion").get<std::uint64_t>() != row.version) {
                status = "409 x";
                out = {{"error", "Conflict"}};
            } else {
                ++row.version;
                row.change = ++m_change;
                row.item = in;
                row.item["visitId"] = visit;
                row.item["version"] = row.version;
                row.item["owner"] = AccountId().text();
                out = {{"version", row.version}};
            }
        } else {
            out = page(line.mid(line.indexOf("since=") + 6).split(' ')[0].toLongLong());
        }
        const QByteArray text = QByteArray::fromStdString(out.dump());
        socket->write("HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(text.size()) + "\r\n\r\n" + text);
    }
    Json page(std::int64_t since) const
    {
        std::map<std::int64_t, const Row *> newer;
        for (const auto &[visit, row] : rows) {
            if (row.change > since)
                newer[row.change] = &row;
        }
        Json items = Json::array();
        std::int64_t cursor = since;
        for (const auto &[change, row] : newer) {
            if (items.size() == 2)
                break;
            items.push_back(row->item);
            cursor = change;
        }
        return {{"items", items}, {"cursor", cursor}, {"more", newer.size() > 2}};
    }

    QSslServer m_server;
    std::map<QTcpSocket *, QByteArray> m_input;
    std::int64_t m_change = 0;
};

} // namespace

class AppointmentSyncTest : public QObject {
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    test::SealingFixture m_fixture;
    Secret m_token = Secret::copyOf(asBytes("token"));
    std::unique_ptr<store::Database> m_database;
    std::unique_ptr<AppointmentTable> m_table;
    std::unique_ptr<AppointmentServer> m_server;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<AppointmentSync> m_sync;
    bool m_signedIn = true;

    AppointmentRow row(const VisitId &id, std::uint64_t version, const std::string &name, const std::string &reason = "")
    {
        AppointmentRow out;
        out.id = id;
        out.version = version;
        out.startsAt = fromUnixMilliseconds(1'790'000'000'000);
        out.sealed = sealAppointment(id, version, {name, reason, "", {}}, {}, m_fixture.keys()).value();
        return out;
    }
    Result<void> sync()
    {
        std::optional<Result<void>> outcome;
        m_sync->run([&](Result<void> result) { outcome = result; });
        if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 10'000))
            return Error(ErrorCode::Internal, "no outcome");
        return *outcome;
    }
    AppointmentContent content(const VisitId &id)
    {
        const auto found = m_table->find(id).value();
        return openAppointment(id, found->version, found->sealed, m_fixture.keys()).value().content;
    }

private Q_SLOTS:
    void init()
    {
        static int count = 0;
        m_sync.reset();
        m_http.reset();
        m_table.reset();
        m_signedIn = true;
        m_database = store::Database::open(m_folder.filePath(QString::number(++count)).toStdString(),
                                           Secret::copyOf(Bytes(32, 1))).value();
        const store::MigrationStep steps[] = {&AppointmentTable::createTables};
        QVERIFY(store::migrate(*m_database, steps).ok());
        m_table = std::make_unique<AppointmentTable>(*m_database);
        m_server = std::make_unique<AppointmentServer>();
        m_http = net::HttpClient::create(m_server->address()).value();
        m_http->setPins(test::pinsTo({QStringLiteral("current")}));
        m_sync = std::make_unique<AppointmentSync>(
            *m_table, *m_http, [this]() -> std::optional<SealingKeys> { return m_fixture.keys(); },
            [this]() -> const Secret * { return m_signedIn ? &m_token : nullptr; });
    }
    void uploadsWhatWasMadeOffline()
    {
        const VisitId id{{1}};
        QVERIFY(m_table->putEdit(row(id, 1, "Ada")).ok());
        QVERIFY(sync().ok());
        QVERIFY(m_table->edits().value().empty());
        QCOMPARE(m_server->rows.size(), std::size_t(1));
    }
    void readsEveryPage()
    {
        for (std::uint8_t i = 1; i <= 5; ++i)
            m_server->put(VisitId{{i}}, 1, row(VisitId{{i}}, 1, "P" + std::to_string(i)));
        QVERIFY(sync().ok());
        for (std::uint8_t i = 1; i <= 5; ++i)
            QCOMPARE(content(VisitId{{i}}).patientName, "P" + std::to_string(i));
    }
    void mergesAConflictAndTriesAgain()
    {
        const VisitId id{{1}};
        m_server->put(id, 1, row(id, 1, "Ada", "old reason"));
        QVERIFY(sync().ok());
        QVERIFY(m_table->putEdit(row(id, 2, "Ada Lovelace", "old reason")).ok()); // we correct the name
        m_server->put(id, 2, row(id, 2, "Ada", "new reason"));                    // the desk changes the reason
        QVERIFY(sync().ok());
        QVERIFY(m_table->edits().value().empty());
        QCOMPARE(m_server->rows[id.text()].version, std::uint64_t(3));
        QCOMPARE(content(id).patientName, std::string("Ada Lovelace"));
        QCOMPARE(content(id).reason, std::string("new reason"));
    }
    void losesNothingWhileTheServerIsAway()
    {
        const VisitId id{{1}};
        QVERIFY(m_table->putEdit(row(id, 1, "Ada")).ok());
        m_server->refuseAllWith = "503 x";
        QVERIFY(!sync().ok());
        QCOMPARE(m_table->edits().value().size(), std::size_t(1));
        m_server->refuseAllWith.clear();
        QVERIFY(sync().ok());
        QVERIFY(m_table->edits().value().empty());
    }
    void isNotHeldUpByOneThatIsRefused()
    {
        for (std::uint8_t i = 1; i <= 3; ++i)
            QVERIFY(m_table->putEdit(row(VisitId{{i}}, 1, "P")).ok());
        m_server->refused = VisitId{{2}}.text();
        const auto outcome = sync();
        QVERIFY(!outcome.ok() && outcome.error().code() == ErrorCode::Malformed);
        QCOMPARE(m_table->edits().value().size(), std::size_t(1));
        QVERIFY(m_table->edits().value()[0].id == VisitId{{2}});
    }
    void keepsWhatTheServerHasOnceSaid()
    {
        const VisitId id{{1}}, other{{2}};
        m_server->put(id, 2, row(id, 2, "Ada"));
        QVERIFY(sync().ok());
        const auto refusal = [&] {
            m_server->put(other, m_server->rows[other.text()].version + 1, row(other, m_server->rows[other.text()].version + 1, "Grace"));
            const auto outcome = sync();
            return outcome.ok() ? ErrorCode{} : outcome.error().code();
        };
        m_server->put(id, 1, row(id, 1, "Ada before"));
        QVERIFY(refusal() == ErrorCode::RolledBack);
        QCOMPARE(content(id).patientName, std::string("Ada"));
        QCOMPARE(content(other).patientName, std::string("Grace")); // the others go on
        auto altered = *m_table->findServers(id).value();
        const auto again = altered;
        altered.startsAt += std::chrono::hours(1);
        m_server->put(id, 2, altered);
        QVERIFY(refusal() == ErrorCode::Equivocated);
        m_server->put(id, 2, row(id, 2, "Ada")); // sealed anew: another content of that version
        QVERIFY(refusal() == ErrorCode::Equivocated);
        QVERIFY(m_table->findServers(id).value()->sealed == again.sealed && m_table->findServers(id).value()->startsAt == again.startsAt);
        m_server->put(id, 2, again);
        QVERIFY(refusal() == ErrorCode{});
    }
    void asksForASessionFirst()
    {
        m_signedIn = false;
        const auto outcome = sync();
        QVERIFY(!outcome.ok() && outcome.error().code() == ErrorCode::SessionEnded);
    }
    void answersARunThatWaitedBehindAnother()
    {
        int answered = 0;
        m_sync->run([&](Result<void>) { ++answered; });
        m_sync->run([&](Result<void>) { ++answered; });
        QTRY_COMPARE(answered, 2);
    }
    void callsNobodyAfterItsDeath()
    {
        bool called = false;
        m_sync->run([&](Result<void>) { called = true; });
        m_sync.reset();
        QTest::qWait(100);
        QVERIFY(!called);
    }
};

QTEST_GUILESS_MAIN(AppointmentSyncTest)
#include "appointment_sync_test.moc"
