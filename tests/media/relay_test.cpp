// SPDX-License-Identifier: Apache-2.0
#include "core/media/relay.h"
#include "core/media/session_description.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;

namespace {

Relay relayOf(std::string host, std::uint16_t port, std::string username = "1700000000:aB-_9",
              std::string_view password = "a+b/c=")
{
    return {std::move(host), port, RelayTransport::Udp, std::move(username), Secret::copyOf(asBytes(password))};
}

} // namespace

class RelayTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void writesWhatWebrtcbinReads()
    {
        QCOMPARE(relayUri(relayOf("turn.example.org", 3478)).value(),
                 std::string("turn://1700000000%3AaB-_9:a%2Bb%2Fc%3D@turn.example.org:3478?transport=udp"));
        Relay tcp = relayOf("2001:db8::1", 443);
        tcp.transport = RelayTransport::Tcp;
        QCOMPARE(relayUri(tcp).value(),
                 std::string("turn://1700000000%3AaB-_9:a%2Bb%2Fc%3D@[2001:db8::1]:443?transport=tcp"));
    }
    void letsNothingOutOfItsPlace()
    {
        const auto uri = relayUri(relayOf("h", 1, "u@evil:1/?#%00", "p@evil.example:1/?x=y#\n"));
        QCOMPARE(
            uri.value(),
            std::string("turn://u%40evil%3A1%2F%3F%23%2500:p%40evil.example%3A1%2F%3Fx%3Dy%23%0A@h:1?transport=udp"));
    }
    void refusesOthers()
    {
        for (const char *host :
             {"", "a b", "a@b", "a/b", "a?b", "a#b", "[::1]", "::1%eth0", "a..b", ".a", "-a", "a-", "a\n"})
            QVERIFY2(!relayUri(relayOf(host, 1)).ok(), host);
        QVERIFY(!relayUri(relayOf(std::string(254, 'a'), 1)).ok());
        QVERIFY(!relayUri(relayOf("host", 0)).ok());
        QVERIFY(!relayUri(relayOf("host", 1, "")).ok());
        QVERIFY(!relayUri(relayOf("host", 1, "user", "")).ok());
    }
    void showsNoOtherAddressThanTheRelays()
    {
        QCOMPARE(
            asRelayedOnly("candidate:9 1 UDP 505413887 192.0.2.7 50001 typ relay raddr 10.1.2.3 rport 40000").value(),
            std::string("candidate:9 1 UDP 505413887 192.0.2.7 50001 typ relay raddr 0.0.0.0 rport 9"));
        QCOMPARE(asRelayedOnly("candidate:9 1 UDP 1 2001:db8::7 50001 typ relay raddr fd00::1 rport 4 ufrag x").value(),
                 std::string("candidate:9 1 UDP 1 2001:db8::7 50001 typ relay raddr :: rport 9"));
        for (const char *other :
             {"candidate:1 1 UDP 1 10.0.0.1 9 typ host",
              "candidate:1 1 UDP 1 10.0.0.1 9 typ srflx raddr 1.2.3.4 rport 5",
              "candidate:1 1 UDP 1 10.0.0.1 9 typ prflx raddr 1.2.3.4 rport 5", "candidate:1 1 UDP 1 10.0.0.1 9", "",
              "candidate:1 1 UDP 1 10.0.0.1 9 typ host relay", "candidate:1 1 UDP 1 10.0.0.1 9 type relay"})
            QVERIFY2(!asRelayedOnly(other), other);
    }
};

QTEST_GUILESS_MAIN(RelayTest)
#include "relay_test.moc"
