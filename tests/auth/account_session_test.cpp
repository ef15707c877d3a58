// SPDX-License-Identifier: Apache-2.0
#include "core/auth/account_session.h"
#include "core/platform/qt_executor.h"
#include "tests/net/answering_server.h"

#include <QtTest>
#include <nlohmann/json.hpp>

using namespace bedside;
using namespace bedside::auth;
using test::AnsweringServer;

class AccountSessionTest : public QObject {
    Q_OBJECT
private:
    SystemClock m_clock;
    platform::QtExecutor m_executor;
    std::vector<Result<void>> m_heard;

    struct Setup {
        AnsweringServer server{QStringLiteral("current")};
        std::unique_ptr<net::HttpClient> http;
        std::unique_ptr<AccountSession> session;
    };
    std::unique_ptr<Setup> make()
    {
        m_heard.clear();
        auto setup = std::make_unique<Setup>();
        setup->http = net::HttpClient::create(setup->server.address()).value();
        setup->http->setPins(test::pinsTo({QStringLiteral("current")}));
        setup->session = std::make_unique<AccountSession>(*setup->http, m_executor, m_clock,
                                                          [this](Result<void> outcome) { m_heard.push_back(outcome); });
        return setup;
    }
    Json goodAnswer(Milliseconds offset = {}, Milliseconds lasts = std::chrono::hours(8)) const
    {
        const auto now = m_clock.now() + offset;
        return Json{{"token", "abcdef"},
                    {"accountId", AccountId{{1}}.text()},
                    {"roles", {"administrator", "clinician"}},
                    {"expiresAt", toUnixMilliseconds(now + lasts)},
                    {"serverTime", toUnixMilliseconds(now)}};
    }
    static void answer(Setup &setup, const char *status, const Json &body)
    {
        setup.server.reply(status, QByteArray::fromStdString(dumpJson(body)));
    }
    static Credentials credentials() { return {"anna", "correct horse", "123456", DeviceId{{2}}}; }
    void expectRefused(Setup &setup, ErrorCode code)
    {
        setup.session->signIn(credentials());
        QTRY_COMPARE(m_heard.size(), std::size_t(1));
        QVERIFY(!m_heard[0].ok());
        QCOMPARE(int(m_heard[0].error().code()), int(code));
        QVERIFY(setup.session->state() == SignInState::SignedOut);
        QVERIFY(!setup.session->account() && !setup.session->token());
    }

private Q_SLOTS:
    void signsInAndOut()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer());
        setup->session->signIn(credentials());
        QTRY_COMPARE(m_heard.size(), std::size_t(1));
        QVERIFY(m_heard[0].ok());
        QVERIFY(setup->server.received.contains("\"password\":\"correct horse\""));
        QVERIFY(setup->session->account()->roles.has(wire::Role::Clinician));
        QVERIFY(equalBytes(setup->session->token()->reveal(), asBytes("abcdef")));
        setup->session->signOut();
        QVERIFY(!setup->session->token());
        QTRY_VERIFY(setup->server.received.contains("POST /v1/sign-out"));
        QCOMPARE(m_heard.size(), std::size_t(1));
    }
    void saysWhatTheServerSays_data()
    {
        QTest::addColumn<QByteArray>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::newRow("refused") << QByteArray("401 x") << QByteArray(R"({"error":"SignInRefused"})") << int(ErrorCode::SignInRefused);
        QTest::newRow("throttled") << QByteArray("429 x") << QByteArray(R"({"error":"TooManyAttempts","detail":9})") << int(ErrorCode::TooManyAttempts);
        QTest::newRow("broken") << QByteArray("500 x") << QByteArray("") << int(ErrorCode::ServerRefused);
        QTest::newRow("empty 200") << QByteArray("200 OK") << QByteArray("{}") << int(ErrorCode::Malformed);
    }
    void saysWhatTheServerSays()
    {
        QFETCH(QByteArray, status);
        QFETCH(QByteArray, body);
        QFETCH(int, code);
        auto setup = make();
        setup->server.reply(status, body);
        expectRefused(*setup, static_cast<ErrorCode>(code));
    }
    void keepsNothingOfAnAnswerThatIsWrong_data()
    {
        QTest::addColumn<QString>("member");
        QTest::addColumn<QString>("value");
        QTest::newRow("no token") << "token" << "";
        QTest::newRow("header injection") << "token" << "a\r\nX: y";
        QTest::newRow("no id") << "accountId" << "x";
        QTest::newRow("roles of another kind") << "roles" << "clinician";
        QTest::newRow("time as text") << "serverTime" << "now";
    }
    void keepsNothingOfAnAnswerThatIsWrong()
    {
        QFETCH(QString, member);
        QFETCH(QString, value);
        auto setup = make();
        Json body = goodAnswer();
        body[member.toStdString()] = value.toStdString();
        answer(*setup, "200 OK", body);
        expectRefused(*setup, ErrorCode::Malformed);
    }
    void refusesAClockTenMinutesOff()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer(std::chrono::minutes(10) + std::chrono::seconds(5)));
        expectRefused(*setup, ErrorCode::ClockWrong);
        QVERIFY(m_heard[0].error().detail() >= 600);
        setup = make();
        answer(*setup, "200 OK", goodAnswer(-std::chrono::minutes(11)));
        expectRefused(*setup, ErrorCode::ClockWrong);
    }
    void toleratesAClockNineMinutesOff()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer(std::chrono::minutes(9)));
        setup->session->signIn(credentials());
        QTRY_COMPARE(m_heard.size(), std::size_t(1));
        QVERIFY(m_heard[0].ok());
        QVERIFY(setup->session->account()->clockOffset > std::chrono::minutes(8));
    }
    void endsByItself()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer({}, Milliseconds(300)));
        setup->session->signIn(credentials());
        QTRY_COMPARE(m_heard.size(), std::size_t(2));
        QVERIFY(m_heard[0].ok());
        QVERIFY(m_heard[1].error().code() == ErrorCode::SessionEnded);
        QVERIFY(!setup->session->token());
    }
    void endsWhenTheServerSaysSo()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer());
        setup->session->signIn(credentials());
        QTRY_COMPARE(m_heard.size(), std::size_t(1));
        setup->session->onRefused(Error(ErrorCode::Conflict));
        QVERIFY(setup->session->token());
        setup->session->onRefused(Error(ErrorCode::SessionEnded));
        QVERIFY(!setup->session->token());
        QCOMPARE(m_heard.size(), std::size_t(2));
    }
    void forgetsAnAnswerThatComesAfterLocking()
    {
        auto setup = make();
        answer(*setup, "200 OK", goodAnswer());
        setup->session->signIn(credentials());
        setup->session->lock();
        QTest::qWait(150);
        QVERIFY(m_heard.empty());
        QVERIFY(!setup->session->account());
    }
};

QTEST_GUILESS_MAIN(AccountSessionTest)
#include "account_session_test.moc"
