// SPDX-License-Identifier: Apache-2.0
// First and later contact against a server that says whatever the test wants, with the practice's real signatures.
#include "core/client/server_contact.h"
#include "core/crypto/random.h"
#include "core/identity/practice_keys.h"
#include "tests/net/answering_server.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::client;
using test::AnsweringServer;

namespace {

constexpr char kName[] = "localhost";

struct Signer {
    PracticeId practice = crypto::randomId<PracticeId>();
    identity::PracticeKey practiceKey = identity::PracticeKey::generate();
    identity::IssuingKey issuing = identity::IssuingKey::generate();
    WallTime now = SystemClock().now();
    identity::IssuerSet issuers = practiceKey.makeIssuerSet(practice, 1, {issuing.publicKey()}, now);
    identity::GrantList grants = issuing.makeGrantList(issuers, nullptr, {}, now);
    std::optional<identity::ServerStatement> last;

    Bytes statement(const char *current, const char *next, const std::string &name = kName, WallTime at = {})
    {
        std::vector<crypto::Digest> pins;
        for (const char *one : {current, next})
            pins.push_back(net::keyPin(test::derOf(QString::fromLatin1(one))).value());
        last = issuing.makeStatement(practice, last ? &*last : nullptr, name, test::derOf(QString::fromLatin1(current)),
                                     test::derOf(QString::fromLatin1(next)), pins, at == WallTime() ? now : at);
        return last->encode();
    }
    QByteArray answer(const Bytes &signedStatement, Milliseconds clock = {}) const
    {
        return QByteArray::fromStdString(dumpJson(Json{{"practiceKey", toBase64(practiceKey.publicKey())},
                                                       {"issuers", toBase64(issuers.encode())},
                                                       {"grants", toBase64(grants.encode())},
                                                       {"statement", toBase64(signedStatement)},
                                                       {"serverTime", toUnixMilliseconds(now + clock)}}));
    }
};

} // namespace

class ServerContactTest : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;

    struct Side {
        identity::PracticeTrust trust;
        std::unique_ptr<net::HttpClient> http;
        std::unique_ptr<ServerContact> contact;
    };
    std::unique_ptr<Side> side(const Signer &signer, const AnsweringServer &server, OldGrants old = OldGrants::Refuse)
    {
        auto out = std::make_unique<Side>(Side{identity::PracticeTrust::pinnedTo(signer.practiceKey.fingerprint()),
                                               net::HttpClient::create(server.address()).value(), nullptr});
        out->contact = std::make_unique<ServerContact>(*out->http, out->trust, kName, m_clock, old);
        return out;
    }
    QByteArray establish(Side &side)
    {
        std::optional<Result<Milliseconds>> outcome;
        side.contact->establish([&](Result<Milliseconds> offset) { outcome = offset; });
        if (!QTest::qWaitFor([&] { return outcome.has_value(); }, 10'000))
            return "no outcome";
        return outcome->ok() ? QByteArray("ok") : QByteArray(errorName(outcome->error().code()).data());
    }

private Q_SLOTS:
    void believesTheSignedStatementAndPinsToIt()
    {
        Signer signer;
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", signer.answer(signer.statement("current", "next")));
        auto one = side(signer, server);
        QCOMPARE(establish(*one), QByteArray("ok"));
        QCOMPARE(one->http->pins().certificates.size(), std::size_t(2));
        QCOMPARE(establish(*one), QByteArray("ok")); // pinned this time
    }
    void refusesAnotherPractice()
    {
        Signer signer, other;
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", other.answer(other.statement("current", "next")));
        auto one = side(signer, server);
        QCOMPARE(establish(*one), QByteArray("WrongPractice"));
        QVERIFY(one->http->pins().empty() && !one->trust.hasIssuers());
    }
    void refusesAStatementForAnotherServer()
    {
        Signer signer;
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", signer.answer(signer.statement("current", "next", "elsewhere.example")));
        auto one = side(signer, server);
        QVERIFY(establish(*one) != "ok");
        QVERIFY(one->http->pins().empty());
    }
    void noticesThatTheCertificateIsNotTheStatements()
    {
        Signer signer;
        AnsweringServer server(QStringLiteral("other"));
        server.reply("200 OK", signer.answer(signer.statement("current", "next")));
        auto one = side(signer, server);
        QCOMPARE(establish(*one), QByteArray("ok")); // the statement is true; this server is not the one it names
        QCOMPARE(establish(*one), QByteArray("ok")); // the unverified read again: nothing that matters has been sent
        net::HttpRequest request;
        request.path = "/v1/session";
        std::optional<Error> error;
        server.received.clear();
        one->http->send(std::move(request), [&](Result<Json> answer) { error = answer.error(); });
        QTRY_VERIFY(error.has_value());
        QVERIFY(error->code() == ErrorCode::ServerCertificateChanged);
        QVERIFY(!server.received.contains("/v1/session"));
    }
    void followsANewerStatementToANewCertificate()
    {
        Signer signer;
        AnsweringServer first(QStringLiteral("current"));
        first.reply("200 OK", signer.answer(signer.statement("current", "next")));
        auto one = side(signer, first);
        QCOMPARE(establish(*one), QByteArray("ok"));
        AnsweringServer second(QStringLiteral("other"));
        second.reply("200 OK", signer.answer(signer.statement("other", "next")));
        one->contact.reset(); // it uses the client
        one->http = net::HttpClient::create(second.address()).value();
        one->contact = std::make_unique<ServerContact>(*one->http, one->trust, kName, m_clock);
        QCOMPARE(establish(*one), QByteArray("ok"));
        QCOMPARE(establish(*one), QByteArray("ok"));
        QVERIFY(equalBytes(one->trust.statement()->current, test::derOf(QStringLiteral("other"))));
    }
    void refusesToGoBack()
    {
        Signer signer;
        const Bytes older = signer.statement("current", "next");
        const Bytes newer = signer.statement("current", "other");
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", signer.answer(newer));
        auto one = side(signer, server);
        QCOMPARE(establish(*one), QByteArray("ok"));
        server.reply("200 OK", signer.answer(older));
        QCOMPARE(establish(*one), QByteArray("RolledBack"));
        QVERIFY(equalBytes(one->trust.statement()->encode(), newer));
    }
    void judgesTheClockFirst_data()
    {
        QTest::addColumn<int>("minutes");
        QTest::newRow("ahead") << 10;
        QTest::newRow("behind") << -10;
    }
    void judgesTheClockFirst()
    {
        QFETCH(int, minutes);
        Signer signer;
        AnsweringServer server(QStringLiteral("current"));
        const auto off = std::chrono::minutes(minutes) + std::chrono::seconds(minutes > 0 ? 30 : 0);
        server.reply("200 OK", signer.answer(signer.statement("current", "next"), off));
        QCOMPARE(establish(*side(signer, server)), QByteArray("ClockWrong"));
    }
    void refusesAnOldGrantListFromAServerButKeepsItForStaff()
    {
        Signer signer;
        signer.grants = signer.issuing.makeGrantList(signer.issuers, nullptr, {}, signer.now - std::chrono::hours(25));
        AnsweringServer server(QStringLiteral("current"));
        server.reply("200 OK", signer.answer(signer.statement("current", "next")));
        QCOMPARE(establish(*side(signer, server)), QByteArray("Expired"));
        auto staff = side(signer, server, OldGrants::Keep);
        QCOMPARE(establish(*staff), QByteArray("ok"));
        QVERIFY(!staff->trust.checkFresh(signer.now).ok()); // and no visit on the strength of it
    }
    void refusesAnAnswerWithPartsMissing_data()
    {
        QTest::addColumn<QString>("member");
        for (const char *member : {"practiceKey", "issuers", "grants", "statement", "serverTime"})
            QTest::newRow(member) << QString::fromLatin1(member);
    }
    void refusesAnAnswerWithPartsMissing()
    {
        QFETCH(QString, member);
        Signer signer;
        AnsweringServer server(QStringLiteral("current"));
        Json json = Json::parse(signer.answer(signer.statement("current", "next")).toStdString());
        json.erase(member.toStdString());
        server.reply("200 OK", QByteArray::fromStdString(json.dump()));
        auto one = side(signer, server);
        QVERIFY(establish(*one) != "ok");
        QVERIFY(one->http->pins().empty());
    }
};

QTEST_GUILESS_MAIN(ServerContactTest)
#include "server_contact_test.moc"
