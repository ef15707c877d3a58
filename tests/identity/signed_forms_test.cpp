// SPDX-License-Identifier: Apache-2.0
// Every signed structure: one encoding per content, and no byte of it can change unnoticed.
#include "core/crypto/random.h"
#include "core/identity/practice_keys.h"
#include "core/identity/tlv.h"

#include <QtTest>
#include <functional>

using namespace bedside;
using namespace bedside::identity;

namespace {

const WallTime kNow{std::chrono::hours(24 * 20000)};

struct Form {
    const char *name;
    Bytes bytes;
    std::function<Result<Bytes>(ByteSpan)> reencode;
    std::function<bool(ByteSpan)> holds; // parses and verifies
};

std::vector<Form> forms()
{
    static const auto practice = PracticeKey::generate();
    static const auto issuing = IssuingKey::generate();
    static const auto device = DeviceKeys::generate();
    static const auto id = crypto::randomId<PracticeId>();
    static const auto visit = crypto::randomId<VisitId>();
    static const auto issuers = practice.makeIssuerSet(id, 1, {issuing.publicKey(), {7}}, kNow);
    static const auto certificate =
        issuing.certify(id, crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), wire::Role::Clinician,
                        device.signing().publicKey(), device.agreement().publicKey(), kNow);
    static const auto grants = issuing.makeGrantList(issuers, nullptr, grantsFor(certificate), kNow);
    static const auto statement =
        issuing.makeStatement(id, nullptr, "visits.example.org", Bytes(50, 1), Bytes(40, 2), {{1}, {2}}, kNow);
    static const auto leaf = LeafIdentity::create(device, certificate, visit, kNow);
    const auto again = [](auto parsed) -> Result<Bytes> {
        if (!parsed.ok())
            return parsed.error();
        return parsed->encode();
    };
    return {
        {"issuer set", issuers.encode(), [=](ByteSpan b) { return again(IssuerSet::parse(b)); },
         [](ByteSpan b) {
             const auto form = IssuerSet::parse(b);
             return form.ok() && form->verify(practice.publicKey(), kNow).ok();
         }},
        {"device certificate", certificate.encode(), [=](ByteSpan b) { return again(DeviceCertificate::parse(b)); },
         [](ByteSpan b) {
             const auto form = DeviceCertificate::parse(b);
             return form.ok() && form->verify(issuing.publicKey(), kNow).ok();
         }},
        {"grant list", grants.encode(), [=](ByteSpan b) { return again(GrantList::parse(b)); },
         [](ByteSpan b) {
             const auto form = GrantList::parse(b);
             return form.ok() && form->verify(issuers).ok();
         }},
        {"server statement", statement.encode(), [=](ByteSpan b) { return again(ServerStatement::parse(b)); },
         [](ByteSpan b) {
             const auto form = ServerStatement::parse(b);
             return form.ok() && form->verify(issuers, kNow).ok();
         }},
        {"leaf credential", leaf.credential.encode(), [=](ByteSpan b) { return again(LeafCredential::parse(b)); },
         [](ByteSpan b) {
             const auto form = LeafCredential::parse(b);
             return form.ok() && form->verify(visit, leaf.key.publicKey(), kNow).ok()
                    && form->certificate.verify(issuing.publicKey(), kNow).ok();
         }},
    };
}

} // namespace

class SignedFormsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readBackToTheSameBytes()
    {
        for (const auto &form : forms()) {
            QVERIFY2(form.holds(form.bytes), form.name);
            QVERIFY2(*form.reencode(form.bytes) == form.bytes, form.name);
        }
    }
    void noBitCanChange()
    {
        for (const auto &form : forms()) {
            for (std::size_t bit = 0; bit < form.bytes.size() * 8; ++bit) {
                auto changed = form.bytes;
                changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
                QVERIFY2(!form.holds(changed), form.name);
            }
        }
    }
    void noByteCanBeMissingOrFollow()
    {
        for (const auto &form : forms()) {
            for (std::size_t size = 0; size < form.bytes.size(); ++size)
                QVERIFY2(!form.reencode(ByteSpan(form.bytes).first(size)).ok(), form.name);
            auto longer = form.bytes;
            longer.push_back(0);
            QVERIFY2(form.reencode(longer).error().code() == ErrorCode::TrailingBytes, form.name);
        }
    }
    void aNewerVersionIsNamed()
    {
        for (const auto &form : forms()) {
            auto changed = form.bytes;
            changed[6] = 2; // the value of the first field
            QVERIFY2(form.reencode(changed).error().code() == ErrorCode::UnknownVersion, form.name);
        }
    }
    void theTlvRefusesWrongTagsAndSizes()
    {
        TlvWriter writer;
        writer.u8(1, 7).u64(2, 8);
        const auto bytes = writer.content();
        TlvReader wrongTag(bytes);
        QVERIFY(wrongTag.u8(2).error().code() == ErrorCode::Malformed);
        TlvReader tooLong(bytes);
        QVERIFY(tooLong.u8(1).ok());
        QVERIFY(tooLong.u32(2).error().code() == ErrorCode::TooLarge);
        TlvWriter shortOne;
        shortOne.bytes(1, Bytes{1, 2});
        TlvReader tooShort(shortOne.content());
        QVERIFY(tooShort.u32(1).error().code() == ErrorCode::Malformed);
        TlvWriter far;
        far.u64(1, ~std::uint64_t{0});
        TlvReader time(far.content());
        QVERIFY(time.time(1).error().code() == ErrorCode::Malformed);
    }
    void aStatementLastsThirtyDaysAtMost()
    {
        const auto issuing = IssuingKey::generate();
        auto statement =
            issuing.makeStatement(crypto::randomId<PracticeId>(), nullptr, "x", Bytes(1), {}, {{1}}, kNow);
        QVERIFY(ServerStatement::parse(statement.encode()).ok());
        statement.notAfter += Milliseconds(1);
        QVERIFY(ServerStatement::parse(statement.encode()).error().code() == ErrorCode::Malformed);
    }
    void signaturesOfOneUseDoNotServeAnother()
    {
        const auto id = crypto::randomId<PracticeId>();
        const Bytes fields{1, 2, 3};
        QVERIFY(signedContent("a", id, fields) != signedContent("b", id, fields));
        QVERIFY(signedContent("a", id, fields) != signedContent("a", crypto::randomId<PracticeId>(), fields));
    }
};

QTEST_APPLESS_MAIN(SignedFormsTest)
#include "signed_forms_test.moc"
