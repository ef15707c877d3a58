// SPDX-License-Identifier: Apache-2.0
#include "core/server/config.h"

#include "core/crypto/hmac_sha1.h"
#include "core/server/certificates.h"
#include "core/server/lobby.h"
#include "core/server/relay_credentials.h"
#include "core/server/throttle.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace bedside;
using namespace bedside::server;
using namespace std::chrono_literals;

namespace {
SteadyTime at(std::int64_t ms) { return SteadyTime(Milliseconds(ms)); }
} // namespace

class ConfigTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsTheSettingsThatArePackaged()
    {
        QFile file(QStringLiteral(QT_TESTCASE_SOURCEDIR "/../../packaging/server/bedside-server.conf"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QByteArray text = file.readAll();
        auto config = parseConfig(text.toStdString());
        QVERIFY(config.ok());
        QCOMPARE(config->dataFolder.string(), std::string("/var/lib/bedside"));
        QCOMPARE(int(config->port), 8443);
        const Config before;
        text.replace("# ", "#").replace("\n#", "\n# #");
        // Every line that is commented out is a valid setting and states the default.
        for (const QByteArray &line : text.split('\n')) {
            if (!line.startsWith("# #") || !line.contains(" = ") || line.contains("key = value"))
                continue;
            auto one = parseConfig(line.mid(3).toStdString());
            QVERIFY2(one.ok(), line.constData());
            QCOMPARE(one->mostSockets, before.mostSockets);
            QVERIFY(one->sessionIdle == before.sessionIdle && one->keepAlive == before.keepAlive);
        }
    }
    void namesTheLineOfAMistake()
    {
        for (const char *bad : {"\n\nmax_socket = 5\n", "# x\n\nmax_sockets = five", "data = /x\n\nmax_sockets = 0",
                                "data = /x\n\nlisten = 127.0.0.1", "a = 1\n", "data =\n", "session_hours = 25",
                                "server_name = a b", "metrics = everyone", "just words", "write_queue_kib = 1"}) {
            auto config = parseConfig(bad);
            QVERIFY2(!config.ok() && config.error().code() == ErrorCode::Malformed && config.error().detail() >= 1, bad);
        }
        QCOMPARE(parseConfig("data = /x\n\nlisten = nowhere").error().detail(), std::int64_t(3));
    }
    void readsRelays()
    {
        const auto config = parseConfig("relay = turn.example.org:3478 udp\nrelay=turn.example.org:443\ttls\nrelay = [2001:db8::1]:3478 tcp\n"
                                        "relay_only = yes\nrelay_secret_file = /etc/bedside/relay.secret\nrelay_credential_minutes = 30");
        QVERIFY(config.ok());
        QCOMPARE(config->relays.size(), std::size_t(3));
        QVERIFY(config->relays[1].transport == wire::RelayTransport::Tls && config->relays[1].port == 443);
        QVERIFY(config->relays[2].host == "2001:db8::1" && config->relays[2].transport == wire::RelayTransport::Tcp);
        QVERIFY(config->relayOnly && config->relayCredentialLife == 30min);
        std::string nine;
        for (int i = 0; i < 9; ++i)
            nine += "relay = turn.example.org:3478 udp\n";
        QCOMPARE(parseConfig(nine).error().detail(), std::int64_t(9));
        for (const char *bad : {"relay = turn.example.org:3478", "relay = turn.example.org udp", "relay = turn.example.org:0 udp",
                                "relay = turn.example.org:3478 dtls", "relay = 2001:db8::1:3478 udp", "relay = a@b:3478 udp",
                                "relay = :3478 udp", "relay = turn.example.org:3478 udp tcp", "relay_only = yes", "relay_only = 1",
                                "relay_credential_minutes = 4", "relay_secret_file ="})
            QVERIFY2(!parseConfig(bad).ok(), bad);
    }
    void readsTheSecretThatRelaysShare()
    {
        QTemporaryDir folder;
        Config config;
        config.dataFolder = folder.path().toStdString();
        QVERIFY(!RelayCredentials::load(config)->has_value());
        config.relays = {{"turn.example.org", 443, wire::RelayTransport::Tls}};
        QCOMPARE(RelayCredentials::load(config).error().code(), ErrorCode::NotFound);
        const auto write = [&](const char *name, const QByteArray &content) {
            QFile file(folder.filePath(QString::fromLatin1(name)));
            return file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(content) == content.size();
        };
        for (const QByteArray &bad : {QByteArray("short\n"), QByteArray(257, 'x'), QByteArray("sixteen letters \n"), QByteArray("two lines of it\nand more\n")}) {
            QVERIFY(write("relay.secret", bad));
            QVERIFY2(!RelayCredentials::load(config).ok(), bad.constData());
        }
        QVERIFY(write("relay.secret", "0123456789abcdef\r\n"));
        const auto made = RelayCredentials::load(config);
        QVERIFY(made.ok() && made->has_value());
        const auto offer = (*made)->mint(fromUnixMilliseconds(1'700'000'000'000));
        QVERIFY(offer.username.starts_with("1700003600:") && offer.authority.empty());
        QVERIFY(equalBytes(offer.password, asBytes(toBase64(crypto::hmacSha1(asBytes("0123456789abcdef"), asBytes(offer.username))))));
        QVERIFY(wire::RelayOffer::decode(offer.encode()).ok());

        QVERIFY(write("ca.pem", "no certificate"));
        config.relayCertificateFile = config.dataFolder / "ca.pem";
        QCOMPARE(RelayCredentials::load(config).error().code(), ErrorCode::Malformed);
        const auto certificates = loadCertificates(config.dataFolder, "turn.example.org", SystemClock().now());
        QVERIFY(certificates.ok());
        config.relayCertificateFile = config.dataFolder / "tls-current.pem"; // a key in front of it does not matter
        QCOMPARE((*RelayCredentials::load(config))->mint(SystemClock().now()).authority, certificates->current.der);
    }
    void readsAddresses()
    {
        Config config;
        QVERIFY(setListen(config, "[::1]:0").ok());
        QCOMPARE(config.listenAddress, std::string("::1"));
        QCOMPARE(publicName(config, 8443), std::string("[::1]:8443"));
        QCOMPARE(hostOf("[::1]:8443"), std::string("::1"));
        QVERIFY(setListen(config, ":443").ok());
        QCOMPARE(publicName(config, 443), std::string("localhost"));
        for (const char *bad : {"", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536", "::1:80", "1.2.3.4:-1", "1.2.3.4:8x"})
            QVERIFY2(!setListen(config, bad).ok(), bad);
    }

    void makesEachFailureCostMore()
    {
        Throttle throttle({2, 1s, 8s, 1h});
        throttle.failed("a", at(0));
        throttle.failed("a", at(0));
        QVERIFY(!throttle.wait("a", at(0)));
        std::int64_t now = 0;
        for (int expected : {1, 2, 4, 8, 8, 8}) {
            throttle.failed("a", at(now));
            QCOMPARE(throttle.wait("a", at(now))->count(), std::int64_t(expected) * 1000);
            now += expected * 1000;
            QVERIFY(!throttle.wait("a", at(now)));
        }
        QVERIFY(!throttle.wait("b", at(0)));
        throttle.succeeded("a");
        throttle.failed("a", at(now));
        QVERIFY(!throttle.wait("a", at(now)));
    }
    void forgetsFailuresOnlyWithTime()
    {
        Throttle throttle({0, 10s, 10s, 1h}, 2);
        throttle.failed("a", at(0));
        throttle.failed("b", at(0));
        QVERIFY(throttle.wait("c", at(0)));     // full: strangers wait, nothing is forgotten for them
        throttle.failed("c", at(0));
        QVERIFY(throttle.wait("a", at(9'999)));
        QVERIFY(!throttle.wait("c", at(3'600'000)));
    }
    void countsWhatIsStillBeingTried()
    {
        Throttle throttle({2, 1s, 8s, 1h});
        const auto tryAtOnce = [&](const char *key, SteadyTime now) {
            int begun = 0;
            for (int i = 0; i < 40; ++i)
                if (!throttle.wait(key, now)) {
                    throttle.begin(key, now);
                    ++begun;
                }
            return begun;
        };
        const auto failAll = [&](const char *key, int begun, SteadyTime now) {
            for (int i = 0; i < begun; ++i) {
                throttle.failed(key, now);
                throttle.end(key);
            }
        };
        QCOMPARE(tryAtOnce("a", at(0)), 2);
        failAll("a", 2, at(0));
        std::int64_t now = 0;
        for (int wait : {1, 2, 4, 8}) { // one after each wait, as for who tries in turn
            QCOMPARE(tryAtOnce("a", at(now)), 1);
            QVERIFY(throttle.wait("a", at(now + 7'200'000))); // still under way: not forgotten
            failAll("a", 1, at(now));
            QCOMPARE(throttle.wait("a", at(now))->count(), std::int64_t(wait) * 1000);
            now += wait * 1000;
        }
        // What does not fail leaves no trace, whatever else is under way.
        QCOMPARE(tryAtOnce("b", at(0)), 2);
        throttle.succeeded("b");
        throttle.end("b");
        QCOMPARE(tryAtOnce("b", at(0)), 1);
        throttle.end("b");
        throttle.end("b");
        QCOMPARE(tryAtOnce("b", at(0)), 2);
    }
    void letsARateAndABurstThrough()
    {
        RateLimit limit(10, 20);
        int passed = 0;
        for (int i = 0; i < 100; ++i)
            passed += limit.allow("a", at(1000));
        QCOMPARE(passed, 20);
        QVERIFY(limit.allow("b", at(1000)));
        passed = 0;
        for (int i = 0; i < 100; ++i)
            passed += limit.allow("a", at(2000));
        QCOMPARE(passed, 10);
        QVERIFY(!limit.allow("a", at(500))); // a clock that goes back gives nothing
    }

    void tellsPlaceAndWait()
    {
        const WallTime now = fromUnixMilliseconds(1'000'000'000);
        LobbyEntry first, second;
        first.connection = 1;
        first.since = now - 5min;
        first.target.startsAt = now - 5min;
        first.target.minutes = 20;
        second = first;
        second.connection = 2;
        second.since = now - 1min;
        const std::vector<const LobbyEntry *> both = {&second, &first};
        QCOMPARE(int(placeOf(first, both, {}, now).place), 1);
        QCOMPARE(int(placeOf(second, both, {}, now).place), 2);
        QCOMPARE(placeOf(first, both, {}, now).waitMinutes, wire::LobbyPlace::kUnknownWait);
        const LobbyView free{true, {}};
        QCOMPARE(int(placeOf(first, both, free, now).waitMinutes), 0);
        QCOMPARE(int(placeOf(second, both, free, now).waitMinutes), 20);
        const LobbyView busy{true, now + 7min};
        QCOMPARE(int(placeOf(first, both, busy, now).waitMinutes), 7);
        first.target.startsAt = now + 90min; // early
        QCOMPARE(int(placeOf(first, both, busy, now).waitMinutes), 90);
    }

    void keepsItsCertificatesAndChangesThemInTime()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const SystemClock clock;
        auto made = loadCertificates(path, "visits.example.org", clock.now());
        QVERIFY(made.ok());
        auto again = loadCertificates(path, "visits.example.org", clock.now());
        QVERIFY(again->current.der == made->current.der && again->next.der == made->next.der);
        auto later = loadCertificates(path, "visits.example.org", clock.now() + 24h * 360);
        QVERIFY(later.ok() && later->current.der == made->next.der && later->next.der != made->next.der);
        for (const char *name : {"/tls-current.pem", "/tls-next.pem"}) {
            const auto rights = std::filesystem::status(path.string() + name).permissions();
            QVERIFY((rights & std::filesystem::perms(077)) == std::filesystem::perms::none);
        }
        QFile file(folder.filePath(QStringLiteral("tls-current.pem")));
        QVERIFY(file.resize(file.size() / 2));
        QVERIFY(loadCertificates(path, "x", clock.now()).error().code() == ErrorCode::StoreDamaged);
    }
};

QTEST_GUILESS_MAIN(ConfigTest)
#include "config_test.moc"
