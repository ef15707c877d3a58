// SPDX-License-Identifier: Apache-2.0
// From what was tried and measured to one word for it.
#include "core/audit/event.h"
#include "core/client/network_grade.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using enum NetworkLeg;

namespace {

NetworkStep works(NetworkLeg leg) { return {leg, "clinic.example:443", {}, Milliseconds(20)}; }
NetworkStep fails(NetworkLeg leg, ErrorCode code = ErrorCode::TimedOut)
{
    return {leg, "clinic.example:443", Error(code), {}};
}

NetworkVerdict fine()
{
    NetworkVerdict verdict;
    verdict.steps = {works(Https), works(Socket), works(RelayUdp), works(RelayTcp), works(RelayTls)};
    verdict.downKbps = 20'000;
    verdict.upKbps = 5'000;
    verdict.lossPercent = 0;
    verdict.delayMs = 30;
    verdict.jitterMs = 2;
    return verdict;
}

NetworkVerdict with(std::vector<NetworkStep> steps)
{
    NetworkVerdict verdict = fine();
    verdict.steps = std::move(steps);
    return verdict;
}

template <class Change>
NetworkVerdict fineBut(Change change)
{
    NetworkVerdict verdict = fine();
    change(verdict);
    return verdict;
}

} // namespace

class NetworkGradeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void grades_data()
    {
        QTest::addColumn<NetworkVerdict>("verdict");
        QTest::addColumn<int>("grade");
        const auto row = [](const char *name, const NetworkVerdict &verdict, NetworkGrade grade) {
            QTest::newRow(name) << verdict << static_cast<int>(grade);
        };
        using G = NetworkGrade;
        row("nothing tried", {}, G::Unknown);
        row("everything works", fine(), G::Good);
        row("asked too often", with({fails(Https, ErrorCode::TooManyAttempts)}), G::Unknown);
        row("no server", with({fails(Https, ErrorCode::ServerUnreachable)}), G::Blocked);
        row("inspected", with({fails(Https, ErrorCode::ServerCertificateChanged)}), G::Blocked);
        row("a proxy in between", with({fails(Https, ErrorCode::ProxyRefused)}), G::Blocked);
        row("no WebSocket", with({works(Https), fails(Socket), works(RelayUdp)}), G::Blocked);
        row("the list of relays was lost", with({works(Https), works(Socket), fails(Https, ErrorCode::ConnectionLost)}),
            G::Blocked);
        row("no relay there", with({works(Https), works(Socket)}), G::Good);
        row("UDP blocked, TLS open",
            with({works(Https), works(Socket), fails(RelayUdp), fails(RelayTcp), works(RelayTls)}), G::Good);
        row("UDP blocked, TCP open", with({works(Https), works(Socket), fails(RelayUdp), works(RelayTcp)}), G::Good);
        row("one of two relays", with({works(Https), works(Socket), fails(RelayUdp), works(RelayUdp)}), G::Good);
        row("UDP blocked, and there is nothing else", with({works(Https), works(Socket), fails(RelayUdp)}), G::Blocked);
        row("every relay blocked",
            with({works(Https), works(Socket), fails(RelayUdp), fails(RelayTcp), fails(RelayTls)}), G::Blocked);
        row("little up", fineBut([](auto &v) { v.upKbps = 499; }), G::Slow);
        row("just enough up", fineBut([](auto &v) { v.upKbps = 500; }), G::Good);
        row("little down", fineBut([](auto &v) { v.downKbps = 100; }), G::Slow);
        row("loss", fineBut([](auto &v) { v.lossPercent = 5.1; }), G::Slow);
        row("little loss", fineBut([](auto &v) { v.lossPercent = 5; }), G::Good);
        row("far", fineBut([](auto &v) { v.delayMs = 401; }), G::Slow);
        row("not so far", fineBut([](auto &v) { v.delayMs = 400; }), G::Good);
        row("not measured", fineBut([](auto &v) {
                v.upKbps = v.downKbps = v.delayMs = v.jitterMs = std::nullopt;
                v.lossPercent.reset();
            }),
            G::Good);
        row("slow and blocked", fineBut([](auto &v) {
                v.upKbps = 10;
                v.steps[1] = fails(Socket);
            }),
            G::Blocked);
    }
    void grades()
    {
        QFETCH(NetworkVerdict, verdict);
        QFETCH(int, grade);
        QCOMPARE(static_cast<int>(gradeOf(verdict)), grade);
    }
    void saysWhenSoundIsAtRisk()
    {
        QVERIFY(!isSoundAtRisk(fine()));
        QVERIFY(!isSoundAtRisk({}));
        QVERIFY(!isSoundAtRisk(fineBut([](auto &v) { v.upKbps = 64; })));
        QVERIFY(isSoundAtRisk(fineBut([](auto &v) { v.upKbps = 63; })));
        QVERIFY(isSoundAtRisk(fineBut([](auto &v) { v.downKbps = 20; })));
        QVERIFY(isSoundAtRisk(fineBut([](auto &v) { v.lossPercent = 21; })));
        QVERIFY(!isSoundAtRisk(fineBut([](auto &v) { v.delayMs = 5'000; })));
    }
    void tellsTheLogTheGradeAndWhatFailed()
    {
        using Details = std::vector<std::string_view>;
        const auto told = [](NetworkVerdict verdict) {
            verdict.grade = gradeOf(verdict);
            return logDetailsOf(verdict);
        };
        QVERIFY(told(fine()) == Details{"good"});
        QVERIFY(told({}).empty());
        QVERIFY(told(with({fails(Https, ErrorCode::TooManyAttempts)})).empty());
        QVERIFY(logDetailsOf(fine()).empty()); // not over yet
        QVERIFY((told(with({works(Https), works(Socket), fails(RelayUdp), fails(RelayUdp), works(RelayTls)})) ==
                 Details{"good", "relay-udp"}));
        const auto everything =
            told(with({fails(Https), fails(Socket), fails(RelayUdp), fails(RelayTcp), fails(RelayTls)}));
        QVERIFY((everything == Details{"blocked", "https", "websocket", "relay-udp", "relay-tcp", "relay-tls"}));
        const auto slow = told(fineBut([](auto &v) { v.upKbps = 100; }));
        QVERIFY(slow == Details{"slow"});
        for (const auto &details : {everything, slow, told(fine())})
            for (const auto detail : details)
                QVERIFY(std::ranges::count(audit::kNetworkDetails, detail) == 1);
    }
};

QTEST_GUILESS_MAIN(NetworkGradeTest)
#include "network_grade_test.moc"
