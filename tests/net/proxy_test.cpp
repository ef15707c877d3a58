// SPDX-License-Identifier: Apache-2.0
#include "core/net/proxy.h"

#include <QtTest>

using namespace bedside::net;

class ProxyTest : public QObject {
    Q_OBJECT
    static constexpr const char *kNames[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
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
        QCOMPARE(proxyInUse(), std::string());
        qputenv("ALL_PROXY", "http://last.example");
        QCOMPARE(proxyInUse(), std::string("http://last.example"));
        qputenv("HTTPS_PROXY", "http://u:p@upper.example");
        QCOMPARE(proxyInUse(), std::string("http://upper.example"));
        qputenv("https_proxy", "");
        QCOMPARE(proxyInUse(), std::string("http://upper.example"));
        qputenv("https_proxy", "http://first.example:1");
        QCOMPARE(proxyInUse(), std::string("http://first.example:1"));
    }
};

QTEST_GUILESS_MAIN(ProxyTest)
#include "proxy_test.moc"
