// SPDX-License-Identifier: Apache-2.0
#include "core/media/call.h"
#include "core/media/session_description.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;

namespace {

const std::string kGood = "v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\na=fingerprint:sha-256 00:11\r\nm=audio 9 UDP/TLS/RTP/SAVPF 96\r\n"
                          "m=video 9 UDP/TLS/RTP/SAVPF 97\r\nm=video 9 UDP/TLS/RTP/SAVPF 98\r\n"
                          "m=audio 9 UDP/TLS/RTP/SAVPF 99\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";

std::string without(std::string text, const std::string &part) { return text.erase(text.find(part), part.size()); }

} // namespace

class SessionDescriptionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsOurFiveMediaLines() { QVERIFY(checkDescription(kGood).ok()); }

    void refusesOtherDescriptions_data()
    {
        QTest::addColumn<QByteArray>("sdp");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("no version") << QByteArray::fromStdString(without(kGood, "v=0\r\n"));
        QTest::newRow("a line less") << QByteArray::fromStdString(without(kGood, "m=audio 9 UDP/TLS/RTP/SAVPF 99\r\n"));
        QTest::newRow("a line more") << QByteArray::fromStdString(kGood + "m=video 9 UDP/TLS/RTP/SAVPF 97\r\n");
        QTest::newRow("no data channel")
            << QByteArray::fromStdString(without(kGood, "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"));
        QTest::newRow("control character") << QByteArray::fromStdString(kGood + "a=\x01\r\n");
        QTest::newRow("zero byte") << QByteArray::fromStdString(kGood) + QByteArray(1, '\0');
        QTest::newRow("too long") << QByteArray::fromStdString(kGood + std::string(kMaxSignalBody, 'a'));
    }
    void refusesOtherDescriptions()
    {
        QFETCH(QByteArray, sdp);
        QVERIFY(!checkDescription(sdp.toStdString()).ok());
    }

    void acceptsNumericCandidates()
    {
        QVERIFY(checkCandidate("candidate:1 1 UDP 2015363327 127.0.0.1 50001 typ host").ok());
        QVERIFY(checkCandidate("candidate:2 1 UDP 2015363327 fe80::1 50001 typ host").ok());
        QVERIFY(checkCandidate("candidate:3 1 udp 1679819007 198.51.100.2 50001 typ srflx raddr 192.0.2.7 rport 50000 generation 0").ok());
        QVERIFY(checkCandidate("candidate:4 1 TCP 1015021823 2001:db8::1 9 typ host tcptype active").ok());
    }
    void refusesOtherCandidates_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a name") << QByteArray("candidate:1 1 UDP 1 spy.example.org 9 typ host");
        QTest::newRow("mdns") << QByteArray("candidate:1 1 UDP 1 0b1c.local 9 typ host");
        QTest::newRow("cut") << QByteArray("candidate:1 1 UDP 1");
        QTest::newRow("without a type") << QByteArray("candidate:1 1 UDP 1 127.0.0.1 9 host typ x");
        QTest::newRow("without a component") << QByteArray("candidate:1  UDP 1 127.0.0.1 9 typ host");
        QTest::newRow("without a foundation") << QByteArray("candidate: 1 UDP 1 127.0.0.1 9 typ host");
        QTest::newRow("long foundation") << QByteArray("candidate:") + QByteArray(33, '1') + QByteArray(" 1 UDP 1 127.0.0.1 9 typ host");
        QTest::newRow("long address") << QByteArray("candidate:1 1 UDP 1 ") + QByteArray(46, '1') + QByteArray(" 9 typ host");
        QTest::newRow("another transport") << QByteArray("candidate:1 1 raddr 1 127.0.0.1 9 typ host");
        QTest::newRow("a word for a priority") << QByteArray("candidate:1 1 UDP high 127.0.0.1 9 typ host");
        QTest::newRow("a word for a port") << QByteArray("candidate:1 1 UDP 1 127.0.0.1 http typ host");
        QTest::newRow("two lines") << QByteArray("candidate:1 1 UDP 1 127.0.0.1 9 typ host\r\na=x");
        QTest::newRow("another attribute") << QByteArray("ice-pwd:1 1 UDP 1 127.0.0.1 9 typ host");
        QTest::newRow("too long") << QByteArray("candidate:1 1 UDP 1 127.0.0.1 9 typ ") + QByteArray(512, 'x');
    }
    void refusesOtherCandidates()
    {
        QFETCH(QByteArray, line);
        QVERIFY(!checkCandidate(line.toStdString()).ok());
    }

    void writesOurFingerprint()
    {
        CertificateHash hash{};
        hash[0] = 0xab;
        const std::string text = withFingerprint(kGood, hash);
        QVERIFY(text.find("a=fingerprint:sha-256 AB:00:00") != std::string::npos);
        QVERIFY(text.find("00:11") == std::string::npos);
        QVERIFY(checkDescription(text).ok());
        QCOMPARE(fingerprintText(hash).size(), std::size_t(95));
    }
    void findsTheCredentialsOfConnectivityChecks()
    {
        const auto found = iceCredentialsOf("v=0\r\nm=audio 9 X 96\r\na=ice-ufrag:4mbI\r\na=ice-pwd:aB+/c\r\nm=video 9 X 97\r\na=ice-ufrag:other\r\n");
        QVERIFY(found);
        QCOMPARE(found->name, std::string("4mbI"));
        QCOMPARE(found->password, std::string("aB+/c"));
        QVERIFY(!iceCredentialsOf("v=0\r\na=ice-ufrag:4mbI\r\n"));
        QVERIFY(!iceCredentialsOf("v=0\r\na=ice-ufrag:4mbI\r\na=ice-pwd:" + std::string(257, 'x') + "\r\n"));
    }
};

QTEST_GUILESS_MAIN(SessionDescriptionTest)
#include "session_description_test.moc"
