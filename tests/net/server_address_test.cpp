// SPDX-License-Identifier: Apache-2.0
#include "core/net/server_address.h"

#include <QtTest>

using namespace bedside;
using net::ServerAddress;

class ServerAddressTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsWhatItWrites_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("written");
        QTest::newRow("name") << "Visits.Example.org" << "visits.example.org";
        QTest::newRow("default port") << "https://visits.example.org:443/" << "visits.example.org";
        QTest::newRow("port") << "127.0.0.1:8443" << "127.0.0.1:8443";
        QTest::newRow("v6") << "[::1]:8443" << "[::1]:8443";
    }
    void readsWhatItWrites()
    {
        QFETCH(QString, text);
        QFETCH(QString, written);
        const auto address = ServerAddress::parse(text.toStdString());
        QVERIFY(address.ok());
        QCOMPARE(QString::fromStdString(address->text()), written);
        QCOMPARE(ServerAddress::parse(address->text()).value() == *address, true);
    }
    void refusesWhatIsNoServer_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *bad : {"", "http://a", "a b", "a:0", "a:65536", "a:", "a:1:2", "user@host", "host/path", "host?x", "host#f",
                                "[::1", "[::1]x", "[g::1]", "https://", "a:-1", "a:+1", "\n"})
            QTest::newRow(bad) << QString::fromLatin1(bad);
        QTest::newRow("long") << QString(254, QLatin1Char('a'));
    }
    void refusesWhatIsNoServer()
    {
        QFETCH(QString, text);
        QVERIFY(!ServerAddress::parse(text.toStdString()).ok());
    }
};

QTEST_GUILESS_MAIN(ServerAddressTest)
#include "server_address_test.moc"
