// SPDX-License-Identifier: Apache-2.0
#include "core/net/proxy.h"

#include <QtTest>

using namespace bedside::net;

class ProxyTest : public QObject {
    Q_OBJECT
    static constexpr const char *kNames[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"};
    std::map<const char *, QByteArray> m_before;

private Q_SLOTS:
    void initTestCase()
    {
        for (const char *name : kNames) {
            m_before[name] = qgetenv(name);
            qunsetenv(name);
        }
    }
    void cleanupTestCase()
    {
        for (const auto &[name, value] : m_before)
            value.isNull() ? qunsetenv(name) : qputenv(name, value);
    }
    void showsNoNameAndNoPassword_data()
    {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("shown");
        QTest::newRow("plain") << "http://proxy.example:3128"
                               << "http://proxy.example:3128";
        QTest::newRow("no scheme") << "proxy.example:3128"
                                   << "proxy.example:3128";
        QTest::newRow("name and password") << "http://mei:s3cret@proxy.example:3128"
                                           << "http://proxy.example:3128";
        QTest::newRow("name alone") << "http://mei@proxy.example"
                                    << "http://proxy.example";
        QTest::newRow("without a scheme") << "mei:s3cret@proxy.example:3128"
                                          << "proxy.example:3128";
        QTest::newRow("a password with @ and /") << "https://mei:a@b/c@proxy.example"
                                                 << "https://proxy.example";
        QTest::newRow("a password like a scheme") << "mei:x://y@proxy.example"
                                                  << "proxy.example";
        QTest::newRow("SOCKS") << "socks5h://u:p@[::1]:1080"
                               << "socks5h://[::1]:1080";
    }
    void showsNoNameAndNoPassword()
    {
        QFETCH(QString, given);
        QFETCH(QString, shown);
        QCOMPARE(QString::fromStdString(withoutCredentials(given.toStdString())), shown);
    }
    void choosesAsCurlDoes()
    {
        QCOMPARE(proxyInUse("visits.example"), std::string());
        qputenv("ALL_PROXY", "http://last.example");
        QCOMPARE(proxyInUse("visits.example"), std::string("http://last.example"));
        qputenv("HTTPS_PROXY", "http://u:p@upper.example");
        QCOMPARE(proxyInUse("visits.example"), std::string("http://upper.example"));
        qputenv("https_proxy", "");
        QCOMPARE(proxyInUse("visits.example"), std::string("http://upper.example"));
        qputenv("https_proxy", "http://first.example:1");
        QCOMPARE(proxyInUse("visits.example"), std::string("http://first.example:1"));
    }
    void leavesOutTheHostsThatNeedNone_data()
    {
        QTest::addColumn<QByteArray>("exempt");
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("without");
        QTest::newRow("itself") << QByteArray("visits.example") << QByteArray("visits.example") << true;
        QTest::newRow("in capitals") << QByteArray("VISITS.example") << QByteArray("visits.EXAMPLE") << true;
        QTest::newRow("below a domain") << QByteArray("other.org, example") << QByteArray("visits.example") << true;
        QTest::newRow("below a domain with a dot") << QByteArray(".example ,x") << QByteArray("visits.example") << true;
        QTest::newRow("all") << QByteArray("*") << QByteArray("visits.example") << true;
        QTest::newRow("the end of a name") << QByteArray("sits.example") << QByteArray("visits.example") << false;
        QTest::newRow("above it") << QByteArray("a.visits.example") << QByteArray("visits.example") << false;
        QTest::newRow("nothing") << QByteArray(" ,, .") << QByteArray("visits.example") << false;
    }
    void leavesOutTheHostsThatNeedNone()
    {
        QFETCH(QByteArray, exempt);
        QFETCH(QByteArray, host);
        QFETCH(bool, without);
        qputenv("no_proxy", exempt);
        qputenv("https_proxy", "http://first.example:1");
        QCOMPARE(goesWithoutProxy(host.toStdString()), without);
        QCOMPARE(proxyInUse(host.toStdString()).empty(), without);
        qunsetenv("no_proxy");
    }
};

QTEST_GUILESS_MAIN(ProxyTest)
#include "proxy_test.moc"
