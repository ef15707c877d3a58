// SPDX-License-Identifier: Apache-2.0
#include "core/mls/labeled.h"
#include "tests/mls/members.h"

using namespace bedside;
using namespace bedside::mls;
using namespace bedside::mls::testing;

namespace {

void signAgain(KeyPackageBundle &bundle)
{
    bundle.package.leaf.sign(bundle.signatureKey, {}, {});
    bundle.package.signature = signWithLabel(bundle.signatureKey, "KeyPackageTBS", bundle.package.signedContent());
}

// What validate() says after a change that the owner has signed.
ErrorCode afterSigned(auto change)
{
    KeyPackageBundle bundle = newcomer("x");
    change(bundle.package);
    signAgain(bundle);
    return codeOf(bundle.package.validate(noon()));
}

} // namespace

class KeyPackageTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsWhatItMade()
    {
        const KeyPackageBundle bundle = newcomer("x");
        QVERIFY(bundle.package.validate(noon()).ok());
        const auto again = KeyPackage::parse(bundle.package.encode());
        QVERIFY(again.ok() && again->validate(noon()).ok());
        QCOMPARE(again->ref(), bundle.package.ref());
        QVERIFY(KeyPackage::parseMessage(bundle.package.encodeMessage()).ok());
        QCOMPARE(asText(again->leaf.credential.identity), std::string_view("x"));
    }
    void refusesAnyAlteredByte()
    {
        const Bytes good = newcomer("x").package.encode();
        for (std::size_t i = 0; i < good.size(); ++i) {
            Bytes bad = good;
            bad[i] ^= 1;
            const auto parsed = KeyPackage::parse(bad);
            QVERIFY2(!parsed.ok() || !parsed->validate(noon()).ok(), std::to_string(i).c_str());
        }
    }
    void refusesAnyCutOrLongerForm()
    {
        Bytes good = newcomer("x").package.encodeMessage();
        for (std::size_t size = 0; size < good.size(); ++size)
            QVERIFY(!KeyPackage::parseMessage(ByteSpan(good).first(size)).ok());
        good.push_back(0);
        QCOMPARE(codeOf(KeyPackage::parseMessage(good)), ErrorCode::TrailingBytes);
        good[3] = 1;
        QCOMPARE(codeOf(KeyPackage::parseMessage(good)), ErrorCode::UnknownType);
        good[1] = 2;
        QCOMPARE(codeOf(KeyPackage::parseMessage(good)), ErrorCode::UnknownVersion);
    }
    void refusesTimesOutsideTheLifetime()
    {
        const KeyPackage package = newcomer("x").package;
        QCOMPARE(codeOf(package.validate(noon() - std::chrono::hours(1) - std::chrono::seconds(1))), ErrorCode::BadLifetime);
        QVERIFY(package.validate(noon() - std::chrono::hours(1)).ok());
        QVERIFY(package.validate(noon() + std::chrono::hours(23)).ok());
        QCOMPARE(codeOf(package.validate(noon() + std::chrono::hours(23) + std::chrono::seconds(1))), ErrorCode::BadLifetime);
    }
    void refusesWhatTheOwnerMustNotSign()
    {
        QCOMPARE(afterSigned([](KeyPackage &) {}), ErrorCode(0));
        QCOMPARE(afterSigned([](KeyPackage &p) { p.cipherSuite = 1; }), ErrorCode::UnsupportedSuite);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.source = LeafSource::Update; }), ErrorCode::Malformed);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.encryptionKey = p.initKey; }), ErrorCode::DuplicateKey);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.initKey.pop_back(); }), ErrorCode::BadKey);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.encryptionKey.push_back(1); }), ErrorCode::BadKey);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.capabilities.cipherSuites = {1}; }), ErrorCode::UnsupportedSuite);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.capabilities.versions.clear(); }), ErrorCode::UnknownVersion);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.capabilities.credentials = {2}; }), ErrorCode::UnsupportedExtension);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.leaf.extensions = {{0xABCD, {}}}; }), ErrorCode::UnsupportedExtension);
        QCOMPARE(afterSigned([](KeyPackage &p) { p.extensions = {{0xABCD, {}}}; }), ErrorCode::UnsupportedExtension);
    }
    void restoresOnlyFromItsOwnKeys()
    {
        KeyPackageBundle a = newcomer("a"), b = newcomer("b");
        QVERIFY(KeyPackageBundle::restore(a.package, a.initKey.clone(), a.encryptionKey.clone(), a.signatureKey.clone()).ok());
        QCOMPARE(codeOf(KeyPackageBundle::restore(a.package, b.initKey.clone(), a.encryptionKey.clone(), a.signatureKey.clone())),
                 ErrorCode::BadKey);
        QCOMPARE(codeOf(KeyPackageBundle::restore(a.package, a.initKey.clone(), b.encryptionKey.clone(), a.signatureKey.clone())),
                 ErrorCode::BadKey);
        QCOMPARE(codeOf(KeyPackageBundle::restore(a.package, a.initKey.clone(), a.encryptionKey.clone(), b.signatureKey.clone())),
                 ErrorCode::BadKey);
    }
};

QTEST_GUILESS_MAIN(KeyPackageTest)
#include "key_package_test.moc"
