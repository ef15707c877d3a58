// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/profile.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::e2ee;
using namespace bedside::e2ee::profile;

namespace {

Params sample()
{
    Params params;
    params.hostLeaf = 2;
    params.grantNumber = 7;
    params.bind({9}, {8});
    params.bind({1}, {2});
    return params;
}

} // namespace

class ProfileTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackWhatItWrote()
    {
        const auto params = readGroupContext(groupContext(sample()));
        QVERIFY(params.ok() && *params == sample());
    }
    void refusesEveryCutAndLongerForm()
    {
        const auto data = encodeParams(sample()).data;
        for (std::size_t size = 0; size < data.size(); ++size)
            QVERIFY(!decodeParams(ByteSpan(data).first(size)).ok());
        auto longer = data;
        longer.push_back(0);
        QVERIFY(decodeParams(longer).error().code() == ErrorCode::TrailingBytes);
    }
    void refusesEveryDowngrade_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<int>("code");
        QTest::newRow("protocol version") << 0 << int(ErrorCode::Downgraded);
        QTest::newRow("minimum version") << 1 << int(ErrorCode::UnknownVersion);
        QTest::newRow("SFrame suite") << 2 << int(ErrorCode::Downgraded);
        QTest::newRow("epoch bits") << 3 << int(ErrorCode::Downgraded);
        QTest::newRow("leaf bits") << 4 << int(ErrorCode::Downgraded);
        QTest::newRow("purpose") << 5 << int(ErrorCode::Downgraded);
        QTest::newRow("PSK mode") << 6 << int(ErrorCode::Downgraded);
    }
    void refusesEveryDowngrade()
    {
        QFETCH(int, which);
        QFETCH(int, code);
        auto params = sample();
        switch (which) {
        case 0:
            params.protocolVersion = 0;
            break;
        case 1:
            params.minimumVersion = 2;
            break;
        case 2:
            params.sframeSuite = 4;
            break;
        case 3:
            params.epochBits = 3;
            break;
        case 4:
            params.leafBits = 10;
            break;
        case 5:
            params.purpose = Purpose::Verification;
            break;
        default:
            params.pskMode = 1;
        }
        const auto read = readGroupContext(groupContext(params));
        QCOMPARE(int(read.error().code()), code);
        QVERIFY(!checkSuccession(sample(), params).ok());
    }
    void refusesAMissingOrFurtherExtension()
    {
        auto extensions = groupContext(sample());
        extensions.push_back({0xF0FF, {}});
        QVERIFY(readGroupContext(extensions).error().code() == ErrorCode::Downgraded);
        extensions.resize(1);
        QVERIFY(readGroupContext(extensions).error().code() == ErrorCode::Downgraded);
        extensions = {encodeParams(sample())};
        QVERIFY(readGroupContext(extensions).error().code() == ErrorCode::Downgraded);
    }
    void letsOnlySomePartsChange()
    {
        auto after = sample();
        after.locked = true;
        after.grantNumber = 8;
        after.grantHash = {1};
        after.bind({3}, {4});
        after.bar({2});
        QVERIFY(checkSuccession(sample(), after).ok());
        after = sample();
        after.policyHash = {1};
        QVERIFY(checkSuccession(sample(), after).error().code() == ErrorCode::Downgraded);
    }
    void refusesAnOlderOrDifferentGrantList()
    {
        auto after = sample();
        after.grantNumber = 6;
        QVERIFY(checkSuccession(sample(), after).error().code() == ErrorCode::RolledBack);
        after = sample();
        after.grantHash = {5};
        QVERIFY(checkSuccession(sample(), after).error().code() == ErrorCode::Equivocated);
    }
    void refusesToForgetABindingOrABar()
    {
        auto before = sample();
        before.bar({8});
        auto after = before;
        after.bindings.pop_back();
        QVERIFY(checkSuccession(before, after).error().code() == ErrorCode::Downgraded);
        after = before;
        for (auto &binding : after.bindings)
            binding.barred = false;
        QVERIFY(checkSuccession(before, after).error().code() == ErrorCode::Downgraded);
    }
    void refusesBindingsOutOfOrderOrTwice()
    {
        auto params = sample();
        std::swap(params.bindings[0], params.bindings[1]);
        QVERIFY(decodeParams(encodeParams(params).data).error().code() == ErrorCode::Malformed);
        params = sample();
        params.bindings.push_back(params.bindings.back());
        QVERIFY(decodeParams(encodeParams(params).data).error().code() == ErrorCode::Malformed);
    }
    void findsOnlyOnesOwnCommitment()
    {
        const mls::Extensions info{encodeJoin({{{1}, {11}}, {{2}, {22}}})};
        QVERIFY((*readJoin(info, {2}) == crypto::Digest{22}));
        QVERIFY(readJoin(info, {3}).error().code() == ErrorCode::BadProposal);
        QVERIFY(readJoin({}, {1}).error().code() == ErrorCode::Downgraded);
    }
    void refusesLeavesThatCannotDoWhatAVisitNeeds()
    {
        const auto key = crypto::SigningKey::generate();
        const auto with = [&](mls::Capabilities capabilities) {
            return checkKeyPackage(mls::KeyPackageBundle::create({1}, key, capabilities, {0, 1}).package);
        };
        QVERIFY(with(leafCapabilities()).ok());
        auto none = leafCapabilities();
        none.extensions = {kParamsExtension};
        QVERIFY(with(none).error().code() == ErrorCode::UnsupportedExtension);
        auto suite = leafCapabilities();
        suite.cipherSuites = {1};
        QVERIFY(with(suite).error().code() == ErrorCode::UnsupportedSuite);
    }
};

QTEST_APPLESS_MAIN(ProfileTest)
#include "profile_test.moc"
