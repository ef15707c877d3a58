// SPDX-License-Identifier: Apache-2.0
#include "core/net/certificate_probe.h"
#include "core/net/http_client.h"
#include "tests/net/answering_server.h"

#include <QCryptographicHash>
#include <QTcpServer>
#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::net;
using test::AnsweringServer;

namespace {

Result<Json> ask(HttpClient &client, HttpRequest request, bool firstContact = false)
{
    std::optional<Result<Json>> answer;
    const auto done = [&](Result<Json> result) { answer = std::move(result); };
    if (firstContact)
        client.firstContact(request.path, done);
    else
        client.send(std::move(request), done);
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 10'000))
        return Error(ErrorCode::Internal, "no answer");
    return std::move(*answer);
}

HttpRequest get(std::string path)
{
    HttpRequest request;
    request.path = std::move(path);
    return request;
}

} // namespace

class HttpClientTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<HttpClient> clientOf(const AnsweringServer &server, std::vector<QString> pins)
    {
        auto client = HttpClient::create(server.address()).value();
        if (!pins.empty())
            client->setPins(test::pinsTo(std::move(pins)));
        return client;
    }
    void expect(const Result<Json> &result, ErrorCode code)
    {
        QVERIFY(!result.ok());
        QCOMPARE(std::string(errorName(result.error().code())), std::string(errorName(code)));
    }

private Q_SLOTS:
    void speaksToTheServerOfTheStatement()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", R"({"ok":1})");
        auto client = clientOf(server, {QStringLiteral("current"), QStringLiteral("next")});
        const Secret token = Secret::copyOf(asBytes("t0ken"));
        HttpRequest request = get("/v1/session");
        request.method = Method::Post;
        request.body = "{\"a\":1}";
        request.bearer = &token;
        const auto answer = ask(*client, std::move(request));
        QVERIFY(answer.ok());
        QCOMPARE(answer->at("ok").get<int>(), 1);
        QVERIFY(server.received.contains("Authorization: Bearer t0ken"));
        QVERIFY(server.received.contains("Host: localhost:"));
        QVERIFY(server.received.endsWith("{\"a\":1}"));
    }
    // It may be dead, and a request on it would wait for its time limit before anybody knew.
    void doesNotUseAConnectionThatHasStoodIdle()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("204 No Content", "");
        auto client = clientOf(server, {QStringLiteral("current"), QStringLiteral("next")});
        QVERIFY(ask(*client, get("/")).ok());
        QVERIFY(ask(*client, get("/")).ok());
        QTest::qWait(6500);
        QVERIFY(ask(*client, get("/")).ok());
        QCOMPARE(server.connections, 2);
    }
    void carriesOctetsThatAreNoJson()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", QByteArray(3000, '{'));
        auto client = clientOf(server, {QStringLiteral("current")});
        HttpRequest request = get("/v1/network-probe");
        request.method = Method::Post;
        request.octets = true;
        request.body = std::string("\0\xff\0", 3);
        auto answer = ask(*client, request);
        QVERIFY(answer.ok());
        QCOMPARE(answer->get<int>(), 3000);
        QVERIFY(server.received.contains("Content-Type: application/octet-stream"));
        QVERIFY(server.received.endsWith(QByteArray("\0\xff\0", 3)));
        request.responseLimit = 2999;
        expect(ask(*client, request), ErrorCode::TooLarge);
        server.reply("429 x", R"({"error":"TooManyAttempts","detail":4})");
        expect(ask(*client, request), ErrorCode::TooManyAttempts);
    }
    void acceptsTheNextCertificateToo()
    {
        AnsweringServer server(QStringLiteral("next"));
        server.reply("204 No Content", "");
        auto client = clientOf(server, {QStringLiteral("current"), QStringLiteral("next")});
        const auto answer = ask(*client, get("/"));
        QVERIFY(answer.ok() && answer->is_null());
    }
    void namesAProxyThatRefuses_data()
    {
        QTest::addColumn<QByteArray>("asks");
        QTest::newRow("for a password") << QByteArray("Proxy-Authenticate: Basic realm=\"x\"\r\n");
        QTest::newRow("for this computer's account, which has no ticket") << QByteArray("Proxy-Authenticate: Negotiate\r\n");
        QTest::newRow("for either") << QByteArray("Proxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic realm=\"x\"\r\n");
        QTest::newRow("for what we do not know") << QByteArray("Proxy-Authenticate: NTLM\r\n");
    }
    void namesAProxyThatRefuses()
    {
        QFETCH(QByteArray, asks);
        AnsweringServer server(QStringLiteral("current"));
        QTcpServer proxy;
        QVERIFY(proxy.listen(QHostAddress::LocalHost));
        connect(&proxy, &QTcpServer::newConnection, &proxy, [&] {
            QTcpSocket *socket = proxy.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket, asks] {
                socket->write("HTTP/1.1 407 No\r\n" + asks + "Content-Length: 0\r\nConnection: close\r\n\r\n");
                socket->disconnectFromHost();
            });
        });
        const QByteArray before = qgetenv("https_proxy");
        qputenv("https_proxy", "http://127.0.0.1:" + QByteArray::number(proxy.serverPort()));
        const auto restore = qScopeGuard([&] { before.isNull() ? qunsetenv("https_proxy") : qputenv("https_proxy", before); });
        expect(ask(*clientOf(server, {QStringLiteral("current")}), get("/")), ErrorCode::ProxyRefused);
        QCOMPARE(server.connections, 0);
    }
    void sendsNothingToAnotherCertificate()
    {
        AnsweringServer server(QStringLiteral("other"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {QStringLiteral("current"), QStringLiteral("next")});
        expect(ask(*client, get("/v1/session")), ErrorCode::ServerCertificateChanged);
        QVERIFY(server.received.isEmpty());
    }
    void sendsNothingToATrustedCertificateWithAnotherPin()
    {
        AnsweringServer server(QStringLiteral("other"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {});
        ServerPins pins = test::pinsTo({QStringLiteral("other")});
        pins.pins = test::pinsTo({QStringLiteral("current")}).pins;
        client->setPins(pins);
        expect(ask(*client, get("/")), ErrorCode::ServerCertificateChanged);
        QVERIFY(server.received.isEmpty());
    }
    void sendsNothingToAnotherName()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {});
        ServerPins pins = test::pinsTo({QStringLiteral("current")});
        pins.serverName = "elsewhere.example";
        client->setPins(pins);
        expect(ask(*client, get("/")), ErrorCode::ServerCertificateChanged);
        QVERIFY(server.received.isEmpty());
    }
    void sendsNothingWithoutPins()
    {
        AnsweringServer server(QStringLiteral("current"));
        auto client = clientOf(server, {});
        expect(ask(*client, get("/")), ErrorCode::ServerCertificateChanged);
        QCOMPARE(server.connections, 0);
    }
    void firstContactCarriesNothing()
    {
        AnsweringServer server(QStringLiteral("other"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {});
        QVERIFY(ask(*client, get("/v1/statement"), true).ok());
        QVERIFY(server.received.startsWith("GET /v1/statement HTTP/1.1"));
        QVERIFY(!server.received.contains("Authorization"));
    }
    void doesNotReuseTheUnverifiedConnection()
    {
        AnsweringServer server(QStringLiteral("other"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {});
        QVERIFY(ask(*client, get("/v1/statement"), true).ok());
        client->setPins(test::pinsTo({QStringLiteral("current")}));
        server.received.clear();
        expect(ask(*client, get("/v1/session")), ErrorCode::ServerCertificateChanged);
        QVERIFY(server.received.isEmpty());
    }
    void namesTheServersErrors_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("detail");
        QTest::newRow("refused") << QByteArray("401 x") << QByteArray(R"({"error":"SignInRefused","detail":0})") << int(ErrorCode::SignInRefused) << 0;
        QTest::newRow("throttled") << QByteArray("429 x") << QByteArray(R"({"error":"TooManyAttempts","detail":30})") << int(ErrorCode::TooManyAttempts) << 30;
        QTest::newRow("no detail") << QByteArray("404 x") << QByteArray(R"({"error":"LinkUnknown"})") << int(ErrorCode::LinkUnknown) << 0;
        QTest::newRow("unknown name") << QByteArray("418 x") << QByteArray(R"({"error":"Teapot"})") << int(ErrorCode::ServerRefused) << 418;
        QTest::newRow("the word Unknown") << QByteArray("400 x") << QByteArray(R"({"error":"Unknown"})") << int(ErrorCode::ServerRefused) << 400;
        QTest::newRow("no JSON") << QByteArray("502 x") << QByteArray("<html>") << int(ErrorCode::ServerRefused) << 502;
        QTest::newRow("redirect is not followed") << QByteArray("302 x\r\nLocation: https://localhost/") << QByteArray() << int(ErrorCode::ServerRefused) << 302;
        QTest::newRow("not JSON though 200") << QByteArray("200 OK") << QByteArray("hello") << int(ErrorCode::Malformed) << 0;
    }
    void namesTheServersErrors()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        QFETCH(int, detail);
        AnsweringServer server(QStringLiteral("current"));
        server.reply(status, body);
        auto client = clientOf(server, {QStringLiteral("current")});
        const auto answer = ask(*client, get("/"));
        expect(answer, static_cast<ErrorCode>(code));
        QCOMPARE(int(answer.error().detail()), detail);
    }
    void stopsReadingAtTheLimit()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", QByteArray(5000, ' '));
        auto client = clientOf(server, {QStringLiteral("current")});
        HttpRequest request = get("/");
        request.responseLimit = 4096;
        expect(ask(*client, std::move(request)), ErrorCode::TooLarge);
    }
    void givesUpOnASilentServer()
    {
        AnsweringServer server(QStringLiteral("current"));
        auto client = clientOf(server, {QStringLiteral("current")});
        HttpRequest request = get("/");
        request.timeout = Milliseconds(300);
        expect(ask(*client, std::move(request)), ErrorCode::TimedOut);
    }
    void saysThatNobodyAnswers()
    {
        AnsweringServer server(QStringLiteral("current"));
        auto client = clientOf(server, {QStringLiteral("current")});
        server.close();
        expect(ask(*client, get("/")), ErrorCode::ServerUnreachable);
        expect(ask(*client, get("/v1/statement"), true), ErrorCode::ServerUnreachable);
    }
    void cancelsWithoutCallingBack()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {QStringLiteral("current")});
        bool called = false;
        client->cancel(client->send(get("/a"), [&](Result<Json>) { called = true; }));
        client->send(get("/b"), [&](Result<Json>) { called = true; });
        client.reset();
        QTest::qWait(100);
        QVERIFY(!called);
    }
    void mayBeDestroyedByItsOwnAnswer()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {QStringLiteral("current")});
        bool called = false;
        client->send(get("/"), [&](Result<Json>) {
            client.reset();
            called = true;
        });
        QTRY_VERIFY(called);
    }
    void carriesTwoHundredRequestsAtOnce()
    {
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", "{}");
        auto client = clientOf(server, {QStringLiteral("current")});
        int good = 0;
        for (int i = 0; i < 200; ++i)
            client->send(get("/"), [&](Result<Json> answer) { good += answer.ok() ? 1 : 0; });
        QTRY_COMPARE_WITH_TIMEOUT(good, 200, 30'000);
    }
    void probesACertificateByItsFingerprint()
    {
        AnsweringServer server(QStringLiteral("current"));
        const Bytes der = test::derOf(QStringLiteral("current"));
        const QByteArray digest = QCryptographicHash::hash(
            QByteArray(reinterpret_cast<const char *>(der.data()), qsizetype(der.size())), QCryptographicHash::Sha256);
        std::array<std::uint8_t, 32> fingerprint;
        std::copy(digest.begin(), digest.end(), fingerprint.begin());
        std::optional<Result<Bytes>> got;
        probeCertificate(server.address(), fingerprint, Milliseconds(5000), [&](Result<Bytes> result) { got = std::move(result); });
        QTRY_VERIFY(got.has_value());
        QVERIFY(got->ok() && equalBytes(got->value(), der));
        fingerprint[0] ^= 1;
        got.reset();
        probeCertificate(server.address(), fingerprint, Milliseconds(5000), [&](Result<Bytes> result) { got = std::move(result); });
        QTRY_VERIFY(got.has_value());
        QVERIFY(!got->ok() && got->error().code() == ErrorCode::ServerCertificateChanged);
        QVERIFY(server.received.isEmpty());
    }
};

QTEST_GUILESS_MAIN(HttpClientTest)
#include "http_client_test.moc"
