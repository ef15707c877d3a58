// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/sealed_object.h"
#include "world.h"

#include "core/crypto/random.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;

class SealedObjectTest : public QObject {
    Q_OBJECT

    const WallTime m_now{std::chrono::hours(24 * 20000)};
    Practice m_practice{m_now};
    Staff m_staff = m_practice.hire(wire::Role::Clinician, m_now);
    Staff m_administrator = m_practice.hire(wire::Role::Administrator, m_now);
    RoleKeyRing m_ring;
    ObjectName m_name;
    const Bytes m_text = toBytes(asBytes("Ann Example, knee pain"));

    SealedObject sealed(std::span<const KeyRole> readers)
    {
        return *sealObject(m_name, m_text, m_ring, readers, m_staff.keys, m_staff.certificate);
    }
    ErrorCode refusal(const ObjectName &name, const Bytes &bytes)
    {
        const auto opened = openObject(name, bytes, m_ring, m_practice.trust(m_now));
        return opened.ok() ? ErrorCode{} : opened.error().code();
    }
    static Bytes wrappedBy(const Staff &by, const RoleKey &key, const crypto::DhPublicKey &to)
    {
        return *wrapRoleKey(by.certificate.practice, key, to, by.keys, by.certificate);
    }

private Q_SLOTS:
    void initTestCase()
    {
        for (const auto role : {KeyRole::Scheduling, KeyRole::Clinical, KeyRole::Hosting})
            m_ring.add(RoleKey::generate(role, 1));
        m_name = {m_practice.id, crypto::randomId<ObjectId>(), ObjectType::Appointment, 3};
    }
    void opensForEachOfItsReaders()
    {
        const std::array readers{KeyRole::Scheduling, KeyRole::Hosting};
        const auto object = sealed(readers);
        for (const auto role : readers) {
            RoleKeyRing one;
            one.add(m_ring.newest(role)->clone());
            const auto opened = openObject(m_name, object.bytes, one, m_practice.trust(m_now));
            QVERIFY(opened.ok());
            QVERIFY(equalBytes(opened->plaintext.reveal(), m_text));
            QVERIFY(opened->writer == m_staff.certificate);
            QVERIFY(opened->hash == object.hash);
        }
        RoleKeyRing clinical;
        clinical.add(m_ring.newest(KeyRole::Clinical)->clone());
        QVERIFY(openObject(m_name, object.bytes, clinical, m_practice.trust(m_now)).error().code()
                == ErrorCode::KeyUnavailable);
    }
    void showsNothingOfItsContent()
    {
        const std::array readers{KeyRole::Scheduling};
        const auto object = sealed(readers);
        QVERIFY(asText(object.bytes).find("Ann") == std::string_view::npos);
        const auto shorter = sealObject(m_name, Bytes(3, 'x'), m_ring, readers, m_staff.keys, m_staff.certificate);
        QCOMPARE(shorter->bytes.size(), object.bytes.size()); // padded
    }
    void refusesEveryChangedBit()
    {
        const std::array readers{KeyRole::Scheduling};
        const auto object = sealed(readers);
        for (std::size_t bit = 0; bit < object.bytes.size() * 8; bit += 3) {
            auto changed = object.bytes;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(refusal(m_name, changed) != ErrorCode{});
        }
        for (std::size_t size = 0; size < object.bytes.size(); ++size)
            QVERIFY(refusal(m_name, Bytes(object.bytes.begin(), object.bytes.begin() + std::ptrdiff_t(size))) != ErrorCode{});
    }
    void refusesAnotherObjectTypeVersionOrPractice()
    {
        const std::array readers{KeyRole::Scheduling};
        const auto object = sealed(readers);
        auto name = m_name;
        name.version = 2;
        QVERIFY(refusal(name, object.bytes) == ErrorCode::BadMac);
        name = m_name;
        name.object = crypto::randomId<ObjectId>();
        QVERIFY(refusal(name, object.bytes) == ErrorCode::BadMac);
        name = m_name;
        name.type = ObjectType::Note;
        QVERIFY(refusal(name, object.bytes) == ErrorCode::BadMac);
        name = m_name;
        name.practice = crypto::randomId<PracticeId>();
        QVERIFY(refusal(name, object.bytes) == ErrorCode::BadMac);
    }
    void refusesAWriterOfAnotherPractice()
    {
        Practice other(m_now);
        const auto stranger = other.hire(wire::Role::Clinician, m_now);
        const std::array readers{KeyRole::Scheduling};
        const auto object = sealObject(m_name, m_text, m_ring, readers, stranger.keys, stranger.certificate);
        QVERIFY(refusal(m_name, object->bytes) == ErrorCode::WrongPractice);
        const auto borrowed = sealObject(m_name, m_text, m_ring, readers, stranger.keys, m_staff.certificate);
        QVERIFY(refusal(m_name, borrowed->bytes) == ErrorCode::BadSignature);
    }
    void opensAfterTheWritersCertificateHasRunOut()
    {
        const std::array readers{KeyRole::Clinical};
        const auto object = sealed(readers);
        m_practice.revoke(m_staff, m_now);
        QVERIFY(refusal(m_name, object.bytes) == ErrorCode{});
    }
    void sealsWithTheNewestKeyAndStillOpensTheOlder()
    {
        const std::array readers{KeyRole::Scheduling};
        const auto old = sealed(readers);
        m_ring.add(RoleKey::generate(KeyRole::Scheduling, 2));
        const auto fresh = sealed(readers);
        QVERIFY(refusal(m_name, old.bytes) == ErrorCode{} && refusal(m_name, fresh.bytes) == ErrorCode{});
        RoleKeyRing revoked; // a device that was not given the second key
        revoked.add(m_ring.find(KeyRole::Scheduling, 1)->clone());
        QVERIFY(openObject(m_name, fresh.bytes, revoked, m_practice.trust(m_now)).error().code()
                == ErrorCode::KeyUnavailable);
    }
    void refusesToSealWithoutAKeyOrTooMuch()
    {
        const std::array readers{KeyRole::Scheduling};
        const RoleKeyRing empty;
        QVERIFY(sealObject(m_name, m_text, empty, readers, m_staff.keys, m_staff.certificate).error().code()
                == ErrorCode::KeyUnavailable);
        QVERIFY(sealObject(m_name, Bytes(kMaxObjectPlaintext + 1), m_ring, readers, m_staff.keys, m_staff.certificate)
                    .error()
                    .code()
                == ErrorCode::TooLarge);
        QVERIFY(sealObject(m_name, m_text, m_ring, {}, m_staff.keys, m_staff.certificate).error().code()
                == ErrorCode::TooLarge);
    }
    void roleKeysOpenOnlyWithTheirDeviceAndName()
    {
        const auto key = RoleKey::generate(KeyRole::Clinical, 4);
        const auto wrapped = wrappedBy(m_administrator, key, m_staff.certificate.agreementKey);
        const auto &device = m_staff.keys.agreement();
        const auto trust = m_practice.trust(m_now);
        const auto back = unwrapRoleKey(m_practice.id, KeyRole::Clinical, 4, wrapped, device, trust);
        QVERIFY(back.ok() && equalBytes(back->key.reveal(), key.key.reveal()));
        QVERIFY(!unwrapRoleKey(m_practice.id, KeyRole::Clinical, 5, wrapped, device, trust).ok());
        QVERIFY(!unwrapRoleKey(m_practice.id, KeyRole::Hosting, 4, wrapped, device, trust).ok());
        QVERIFY(!unwrapRoleKey(crypto::randomId<PracticeId>(), KeyRole::Clinical, 4, wrapped, device, trust).ok());
        QVERIFY(!unwrapRoleKey(m_practice.id, KeyRole::Clinical, 4, wrapped, crypto::DhKey::generate(), trust).ok());
        QVERIFY(!unwrapRoleKey(m_practice.id, KeyRole::Clinical, 4, Bytes(10), device, trust).ok());
    }
    // Every device's public key is known to the server, and to everybody who has a certificate: wrapping is not enough.
    void roleKeysOfNobodyWhoMayWriteThemAreRefused()
    {
        const auto key = RoleKey::generate(KeyRole::Scheduling, 2);
        const auto refusalOf = [&](const Bytes &wrapped) {
            const auto opened = unwrapRoleKey(m_practice.id, KeyRole::Scheduling, 2, wrapped, m_staff.keys.agreement(), m_practice.trust(m_now));
            return opened.ok() ? ErrorCode{} : opened.error().code();
        };
        const auto &to = m_staff.certificate.agreementKey;
        QVERIFY(refusalOf(wrappedBy(m_administrator, key, to)) == ErrorCode{});
        QVERIFY(refusalOf(wrappedBy(m_practice.hire(wire::Role::Clinician, m_now), key, to)) == ErrorCode::NotAuthorized);
        Practice other{m_now};
        QVERIFY(refusalOf(wrappedBy(other.hire(wire::Role::Administrator, m_now), key, to)) == ErrorCode::WrongPractice);
        const auto borrowed = wrapRoleKey(m_practice.id, key, to, m_staff.keys, m_administrator.certificate);
        QVERIFY(refusalOf(*borrowed) == ErrorCode::BadSignature);
        const auto meantForAnother = wrappedBy(m_administrator, key, m_administrator.certificate.agreementKey);
        QVERIFY(refusalOf(meantForAnother) == ErrorCode::BadSignature);
        const auto gone = m_practice.hire(wire::Role::Administrator, m_now);
        m_practice.revoke(gone, m_now);
        QVERIFY(refusalOf(wrappedBy(gone, key, to)) == ErrorCode::Revoked);
        const auto whole = wrappedBy(m_administrator, key, to);
        for (std::size_t bit = 0; bit < whole.size() * 8; bit += 11) {
            auto changed = whole;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(refusalOf(changed) != ErrorCode{});
        }
    }
    void theRecoverySheetOpensRoleKeys()
    {
        const auto key = RoleKey::generate(KeyRole::Hosting, 1);
        const auto wrapped = wrappedBy(m_administrator, key, m_practice.issuers.recoveryKey);
        const auto sheet = m_practice.key.recoverySheet();
        const auto practiceKey = identity::PracticeKey::fromRecoverySheet(asText(sheet.reveal()));
        QVERIFY(unwrapRoleKey(m_practice.id, KeyRole::Hosting, 1, wrapped, practiceKey->recoveryKey(), m_practice.trust(m_now)).ok());
    }
    void rolesGetTheKeysThatTheyNeed()
    {
        QVERIFY(keyRolesFor(wire::Role::Billing).empty());
        QVERIFY(keyRolesFor(wire::Role::Guest).empty());
        QVERIFY((keyRolesFor(wire::Role::FrontDesk) == std::vector<KeyRole>{KeyRole::Scheduling}));
        QCOMPARE(keyRolesFor(wire::Role::Clinician).size(), std::size_t(3));
        for (const auto role : {KeyRole::Scheduling, KeyRole::Clinical, KeyRole::Hosting})
            QVERIFY(*keyRoleFrom(keyRoleName(role)) == role);
        QVERIFY(!keyRoleFrom("all").ok());
    }
};

QTEST_APPLESS_MAIN(SealedObjectTest)
#include "sealed_object_test.moc"
