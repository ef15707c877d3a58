// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/random.h"
#include "core/identity/guest_device.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::identity;

namespace {

InviteLink sample()
{
    InviteLink link;
    link.server = "visits.example.org:8443";
    link.invite = crypto::randomId<InviteId>();
    link.secret = crypto::randomSecret(32);
    crypto::randomBytes(MutableByteSpan(link.fingerprint));
    return link;
}

ErrorCode refusal(std::string_view text)
{
    const auto link = InviteLink::parse(text);
    return link.ok() ? ErrorCode{} : link.error().code();
}

bool same(const InviteLink &a, const InviteLink &b)
{
    return a.server == b.server && a.invite == b.invite && a.fingerprint == b.fingerprint
           && equalBytes(a.secret.reveal(), b.secret.reveal());
}

const WallTime kNow{std::chrono::hours(24 * 20000)};

} // namespace

class InviteLinkTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackBothForms()
    {
        const auto link = sample();
        for (const auto &text : {link.appLink(), link.webLink(), "  " + link.webLink() + "\r\n"}) {
            const auto back = InviteLink::parse(text);
            QVERIFY(back.ok());
            QVERIFY(same(*back, link));
        }
        auto shouted = link.webLink();
        shouted.replace(0, 5, "HTTPS");
        QVERIFY(InviteLink::parse(shouted).ok());
    }
    void keepsTheSecretsBehindTheFragmentSign()
    {
        const auto link = sample();
        for (const auto &text : {link.appLink(), link.webLink()}) {
            const auto secret = toBase64Url(link.secret.reveal());
            QVERIFY(text.find('#') < text.find(secret));
        }
    }
    void everyCutLinkIsIncomplete()
    {
        const auto link = sample();
        for (const auto &text : {link.appLink(), link.webLink()}) {
            const auto start = text.find(link.server) + link.server.size();
            for (auto size = start; size < text.size(); ++size) {
                const auto code = refusal(text.substr(0, size));
                QVERIFY(code == ErrorCode::LinkIncomplete || code == ErrorCode::LinkDamaged);
                if (size >= text.find('#'))
                    QVERIFY(code == ErrorCode::LinkIncomplete);
            }
        }
    }
    void everyCharacterThatCannotBeThereIsDamage()
    {
        const auto text = sample().appLink();
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const char wrong : {' ', '"', '%', '\n', '+', '\x80'}) {
                auto changed = text;
                changed[at] = wrong;
                if (at + 1 == text.size() && (wrong == ' ' || wrong == '\n'))
                    continue; // trimmed: then it is incomplete
                QVERIFY(refusal(changed) != ErrorCode{});
            }
        }
    }
    void anyChangedCharacterIsRefusedOrGivesAnotherLink()
    {
        const auto link = sample();
        const auto text = link.webLink();
        for (std::size_t at = 0; at < text.size(); ++at) {
            for (const char other : {'A', 'b', '7', '.', '#', '/', '-'}) {
                auto changed = text;
                if (changed[at] == other)
                    continue;
                changed[at] = other;
                const auto back = InviteLink::parse(changed);
                if (back.ok() && at >= 8) // the scheme is read in either case
                    QVERIFY(!same(*back, link));
            }
        }
    }
    void refusesOtherLinks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        const auto row = [](const char *text, ErrorCode code) { QTest::newRow(text) << QByteArray(text) << int(code); };
        row("", ErrorCode::LinkDamaged);
        row("hello", ErrorCode::LinkDamaged);
        row("http://visits.example.org/j/AAAAAAAAAAAAAAAAAAAAAA#1.x.y", ErrorCode::LinkDamaged);
        row("https://visits.example.org", ErrorCode::LinkIncomplete);
        row("https://visits.example.org/", ErrorCode::LinkDamaged);
        row("https://visits.example.org/x/AAAAAAAAAAAAAAAAAAAAAA#1.x.y", ErrorCode::LinkDamaged);
        row("https://visits.example.org/j/AAAA", ErrorCode::LinkIncomplete);
        row("bedside://join/visits.example.org/AAAAAAAAAAAAAAAAAAAAAA", ErrorCode::LinkIncomplete);
        row("bedside://join/visits.example.org/AAAAAAAAAAAAAAAAAAAAAA#", ErrorCode::LinkIncomplete);
        row("bedside://join/visits.example.org/AAAAAAAAAAAAAAAAAAAAAA#1.", ErrorCode::LinkIncomplete);
        row("bedside://join/visits.example.org/AAAAAAAAAAAAAAAAAAAAAA#2.x.y", ErrorCode::UnknownVersion);
        row("bedside://join/visits.example.org/AAAAAAAAAAAAAAAAAAAAAA#x.x.y", ErrorCode::LinkDamaged);
        row("bedside://join/visits example.org/AAAAAAAAAAAAAAAAAAAAAA#1.x.y", ErrorCode::LinkDamaged);
        row("bedside://join//AAAAAAAAAAAAAAAAAAAAAA#1.x.y", ErrorCode::LinkDamaged);
    }
    void refusesOtherLinks()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        QCOMPARE(int(refusal(text.toStdString())), code);
        QVERIFY(refusal(std::string(600, 'x')) == ErrorCode::LinkDamaged);
    }
    void eachUseHasAKeyOfItsOwn()
    {
        const auto link = sample();
        const auto keys = InviteKeys::derive(link.secret, link.invite);
        const auto again = InviteKeys::derive(link.secret, link.invite);
        const auto otherInvite = InviteKeys::derive(link.secret, crypto::randomId<InviteId>());
        const std::array all{&keys.mac, &keys.hello, &keys.welcome, &keys.device, &keys.srvToken};
        const std::array other{&otherInvite.mac, &otherInvite.hello, &otherInvite.welcome, &otherInvite.device,
                               &otherInvite.srvToken};
        for (std::size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(all[i]->size(), std::size_t(32));
            QVERIFY(!equalBytes(all[i]->reveal(), other[i]->reveal()));
            for (std::size_t j = 0; j < i; ++j)
                QVERIFY(!equalBytes(all[i]->reveal(), all[j]->reveal()));
        }
        QVERIFY(equalBytes(keys.mac.reveal(), again.mac.reveal()));
        QVERIFY(equalBytes(serverTokenHash(keys), crypto::sha256(keys.srvToken.reveal())));
    }
    void aGuestsDeviceOpensOnlyWithItsLink()
    {
        const auto link = sample();
        const auto keys = InviteKeys::derive(link.secret, link.invite);
        auto device = GuestDevice::create(crypto::randomId<PracticeId>(), kNow);
        device.helloCounter = 17;
        const auto sealed = device.seal(keys, link.invite);
        const auto back = GuestDevice::open(sealed, keys, link.invite);
        QVERIFY(back.ok());
        QVERIFY(back->certificate == device.certificate);
        QCOMPARE(back->helloCounter, std::uint64_t(17));
        QVERIFY(back->keys.signing().publicKey() == device.keys.signing().publicKey());
        const auto other = InviteKeys::derive(crypto::randomSecret(32), link.invite);
        QVERIFY(GuestDevice::open(sealed, other, link.invite).error().code() == ErrorCode::BadMac);
        QVERIFY(GuestDevice::open(sealed, keys, crypto::randomId<InviteId>()).error().code() == ErrorCode::BadMac);
        for (std::size_t at = 0; at < sealed.size(); ++at) {
            auto changed = sealed;
            changed[at] ^= 1;
            QVERIFY(!GuestDevice::open(changed, keys, link.invite).ok());
            QVERIFY(!GuestDevice::open(ByteSpan(sealed).first(at), keys, link.invite).ok());
        }
    }
    void aGuestsCertificateIsRenewedForTheSameKeys()
    {
        auto device = GuestDevice::create(crypto::randomId<PracticeId>(), kNow);
        const auto later = kNow + std::chrono::hours(48);
        const auto practice = device.certificate.practice;
        QVERIFY(device.certificate.verifyGuest(practice, later).error().code() == ErrorCode::Expired);
        device.renewCertificate(later);
        QVERIFY(device.certificate.verifyGuest(practice, later).ok());
    }
};

QTEST_APPLESS_MAIN(InviteLinkTest)
#include "invite_link_test.moc"
