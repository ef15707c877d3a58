// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/random.h"
#include "core/identity/practice_keys.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::identity;
using namespace std::chrono_literals;

namespace {

const WallTime kNow{std::chrono::hours(24 * 20000)};
const std::string kServer = "visits.example.org";

struct Fixture {
    PracticeId id = crypto::randomId<PracticeId>();
    PracticeKey practice = PracticeKey::generate();
    IssuingKey issuing = IssuingKey::generate();
    IssuerSet issuers = practice.makeIssuerSet(id, 5, {issuing.publicKey()}, kNow);
    DeviceKeys device = DeviceKeys::generate();
    DeviceCertificate certificate =
        issuing.certify(id, crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), wire::Role::Clinician,
                        device.signing().publicKey(), device.agreement().publicKey(), kNow);
    GrantList grants = issuing.makeGrantList(issuers, nullptr, grantsFor(certificate), kNow);
    ServerStatement statement =
        issuing.makeStatement(id, nullptr, kServer, Bytes(900, 1), Bytes(900, 2), {{1}, {2}}, kNow);

    TrustBundle bundle() const
    {
        return {toBytes(practice.publicKey()), issuers.encode(), grants.encode(), statement.encode()};
    }
    PracticeTrust trust() const
    {
        auto out = PracticeTrust::pinnedTo(practice.fingerprint());
        if (!out.accept(bundle(), kServer, kNow).ok())
            std::abort();
        return out;
    }
};

template <class T>
ErrorCode codeOf(const Result<T> &result)
{
    return result.ok() ? ErrorCode{} : result.error().code();
}

} // namespace

class PracticeTrustTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void believesAChainThatEndsInThePinnedKey()
    {
        const Fixture f;
        const auto trust = f.trust();
        QVERIFY(trust.practice() == f.id);
        QVERIFY(trust.checkFresh(kNow).ok());
        QVERIFY(trust.checkDevice(f.certificate, kNow)->has(wire::Role::Clinician));
    }
    void survivesBeingStored()
    {
        const Fixture f;
        const auto stored = f.trust().encode();
        const auto back = PracticeTrust::parse(stored);
        QVERIFY(back.ok());
        QVERIFY(back->encode() == stored);
        QVERIFY(back->checkDevice(f.certificate, kNow).ok());
        for (std::size_t size = 0; size < stored.size(); size += 11)
            QVERIFY(!PracticeTrust::parse(ByteSpan(stored).first(size)).ok());
    }
    void refusesAnotherPracticesKey()
    {
        const Fixture f, other;
        auto trust = PracticeTrust::pinnedTo(f.practice.fingerprint());
        QVERIFY(codeOf(trust.accept(other.bundle(), kServer, kNow)) == ErrorCode::WrongPractice);
        auto bundle = f.bundle();
        bundle.issuers = other.issuers.encode();
        QVERIFY(codeOf(trust.accept(bundle, kServer, kNow)) == ErrorCode::BadSignature);
        bundle = f.bundle();
        bundle.grants = other.grants.encode();
        QVERIFY(codeOf(trust.accept(bundle, kServer, kNow)) == ErrorCode::WrongPractice);
        bundle = f.bundle();
        bundle.statement = other.statement.encode();
        QVERIFY(codeOf(trust.accept(bundle, kServer, kNow)) == ErrorCode::WrongPractice);
        QVERIFY(!trust.hasIssuers()); // a refusal changes nothing
    }
    void refusesOlderNumbers()
    {
        Fixture f;
        auto trust = f.trust();
        auto older = f.practice.makeIssuerSet(f.id, 4, {f.issuing.publicKey()}, kNow);
        QVERIFY(codeOf(trust.acceptIssuers(f.practice.publicKey(), older.encode(), kNow)) == ErrorCode::RolledBack);
        const auto second = f.issuing.makeGrantList(f.issuers, &f.grants, f.grants.entries, kNow);
        QVERIFY(trust.acceptGrants(second.encode(), kNow).ok());
        QVERIFY(codeOf(trust.acceptGrants(f.grants.encode(), kNow)) == ErrorCode::RolledBack);
        const auto next = f.issuing.makeStatement(f.id, &f.statement, kServer, Bytes(9, 1), {}, {{1}}, kNow);
        QVERIFY(trust.acceptStatement(next.encode(), kServer, kNow).ok());
        QVERIFY(codeOf(trust.acceptStatement(f.statement.encode(), kServer, kNow)) == ErrorCode::RolledBack);
    }
    void refusesTheSameNumberWithAnotherContent()
    {
        Fixture f;
        auto trust = f.trust();
        QVERIFY(trust.acceptGrants(f.grants.encode(), kNow).ok()); // the same again is fine
        const auto twin = f.issuing.makeGrantList(f.issuers, nullptr, {}, kNow);
        QVERIFY(codeOf(trust.acceptGrants(twin.encode(), kNow)) == ErrorCode::Equivocated);
        const auto set = f.practice.makeIssuerSet(f.id, 5, {IssuingKey::generate().publicKey()}, kNow);
        QVERIFY(codeOf(trust.acceptIssuers(f.practice.publicKey(), set.encode(), kNow)) == ErrorCode::Equivocated);
        const auto statement = f.issuing.makeStatement(f.id, nullptr, kServer, Bytes(8, 8), {}, {{1}}, kNow);
        QVERIFY(codeOf(trust.acceptStatement(statement.encode(), kServer, kNow)) == ErrorCode::Equivocated);
    }
    void refusesASuccessorOfAnotherList()
    {
        Fixture f;
        auto trust = f.trust();
        const auto twin = f.issuing.makeGrantList(f.issuers, nullptr, {}, kNow);
        const auto successor = f.issuing.makeGrantList(f.issuers, &twin, {}, kNow);
        QVERIFY(codeOf(trust.acceptGrants(successor.encode(), kNow)) == ErrorCode::Equivocated);
    }
    void refusesGrantListsTooOldOrFromTheFuture()
    {
        Fixture f;
        auto trust = f.trust();
        QVERIFY(trust.checkFresh(kNow + 24h).ok());
        QVERIFY(codeOf(trust.checkFresh(kNow + 24h + 1ms)) == ErrorCode::Expired);
        QVERIFY(trust.checkFresh(kNow - 10min).ok());
        QVERIFY(codeOf(trust.checkFresh(kNow - 10min - 1ms)) == ErrorCode::ClockWrong);
        const auto late = f.issuing.makeGrantList(f.issuers, &f.grants, {}, kNow + 11min);
        QVERIFY(codeOf(trust.acceptGrants(late.encode(), kNow)) == ErrorCode::ClockWrong);
        QVERIFY(codeOf(PracticeTrust::pinnedTo(f.practice.fingerprint()).checkFresh(kNow)) == ErrorCode::KeyUnavailable);
    }
    void refusesExpiredIssuersAndStatements()
    {
        const Fixture f;
        auto trust = PracticeTrust::pinnedTo(f.practice.fingerprint());
        QVERIFY(codeOf(trust.acceptIssuers(f.practice.publicKey(), f.issuers.encode(), kNow + 24h * 400))
                == ErrorCode::Expired);
        QVERIFY(trust.acceptIssuers(f.practice.publicKey(), f.issuers.encode(), kNow).ok());
        QVERIFY(codeOf(trust.acceptStatement(f.statement.encode(), kServer, kNow + 24h * 31)) == ErrorCode::Expired);
        QVERIFY(codeOf(trust.acceptStatement(f.statement.encode(), kServer, kNow - 2h)) == ErrorCode::NotYetValid);
        QVERIFY(codeOf(trust.acceptStatement(f.statement.encode(), "elsewhere.example.org", kNow))
                == ErrorCode::WrongPractice);
    }
    void theGrantListOverridesTheCertificate()
    {
        Fixture f;
        auto entries = grantsFor(f.certificate);
        for (auto &entry : entries)
            entry.roles = wire::Role::Billing;
        auto trust = f.trust();
        const auto second = f.issuing.makeGrantList(f.issuers, &f.grants, entries, kNow);
        QVERIFY(trust.acceptGrants(second.encode(), kNow).ok());
        QVERIFY(*trust.checkDevice(f.certificate, kNow) == wire::RoleSet(wire::Role::Billing));
    }
    void refusesRevokedDevicesAndAccounts()
    {
        for (const std::size_t which : {0u, 1u}) {
            Fixture f;
            auto entries = grantsFor(f.certificate);
            entries[which].revoked = true;
            auto trust = f.trust();
            const auto second = f.issuing.makeGrantList(f.issuers, &f.grants, entries, kNow);
            QVERIFY(trust.acceptGrants(second.encode(), kNow).ok());
            QVERIFY(codeOf(trust.checkDevice(f.certificate, kNow)) == ErrorCode::Revoked);
            QVERIFY(trust.checkIssued(f.certificate).ok()); // what it signed before still reads
        }
    }
    void refusesDevicesThatTheListDoesNotName()
    {
        Fixture f;
        const auto keys = DeviceKeys::generate();
        const auto unknown = f.issuing.certify(f.id, f.certificate.account, crypto::randomId<DeviceId>(),
                                               wire::Role::Administrator, keys.signing().publicKey(),
                                               keys.agreement().publicKey(), kNow);
        QVERIFY(codeOf(f.trust().checkDevice(unknown, kNow)) == ErrorCode::NotAuthorized);
    }
    void refusesForeignForgedAndExpiredCertificates()
    {
        const Fixture f, other;
        const auto trust = f.trust();
        QVERIFY(codeOf(trust.checkDevice(other.certificate, kNow)) == ErrorCode::WrongPractice);
        auto forged = f.certificate;
        forged.roles = wire::Role::Administrator;
        QVERIFY(codeOf(trust.checkDevice(forged, kNow)) == ErrorCode::BadSignature);
        QVERIFY(codeOf(trust.checkDevice(f.certificate, kNow + 24h * 400)) == ErrorCode::Expired);
        QVERIFY(codeOf(trust.checkDevice(f.certificate, kNow - 2h)) == ErrorCode::NotYetValid);
        const auto guest = DeviceCertificate::forGuest(f.id, f.device, kNow);
        QVERIFY(codeOf(trust.checkDevice(guest, kNow)) == ErrorCode::WrongPractice);
    }
    void guestsMayNotGiveThemselvesARole()
    {
        const Fixture f;
        auto guest = DeviceCertificate::forGuest(f.id, f.device, kNow);
        QVERIFY(guest.verifyGuest(f.id, kNow).ok());
        QVERIFY(codeOf(guest.verifyGuest(crypto::randomId<PracticeId>(), kNow)) == ErrorCode::WrongPractice);
        auto greedy = guest;
        greedy.roles = wire::Role::Clinician;
        greedy.sign(f.device.signing());
        QVERIFY(codeOf(greedy.verifyGuest(f.id, kNow)) == ErrorCode::NotAuthorized);
        QVERIFY(codeOf(guest.verifyGuest(f.id, kNow + 25h)) == ErrorCode::Expired);
    }
    void leavesAreJudgedByTheirCertificate()
    {
        const Fixture f;
        const auto trust = f.trust();
        const auto visit = crypto::randomId<VisitId>();
        const auto leaf = LeafIdentity::create(f.device, f.certificate, visit, kNow);
        const auto &key = leaf.key.publicKey();
        QVERIFY(trust.checkLeaf(leaf.credential, visit, key, kNow)->has(wire::Role::Clinician));
        QVERIFY(codeOf(trust.checkLeaf(leaf.credential, crypto::randomId<VisitId>(), key, kNow)) == ErrorCode::WrongGroup);
        QVERIFY(codeOf(trust.checkLeaf(leaf.credential, visit, {1}, kNow)) == ErrorCode::BadKey);
        QVERIFY(codeOf(trust.checkLeaf(leaf.credential, visit, key, kNow + 24h)) == ErrorCode::Expired);
        QVERIFY(codeOf(trust.checkLeaf(leaf.credential, visit, key, kNow - 2h)) == ErrorCode::NotYetValid);
        auto forged = leaf.credential;
        forged.signature[5] ^= 1;
        QVERIFY(codeOf(trust.checkLeaf(forged, visit, key, kNow)) == ErrorCode::BadSignature);
    }
};

QTEST_APPLESS_MAIN(PracticeTrustTest)
#include "practice_trust_test.moc"
