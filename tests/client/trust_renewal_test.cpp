// SPDX-License-Identifier: Apache-2.0
#include "core/client/server_contact.h"
#include "core/client/trust_renewal.h"
#include "tests/client/profile_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::ProfileFixture;

class TrustRenewalTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void leavesAYoungListAlone()
    {
        ProfileFixture fixture;
        const auto device = fixture.store->loadDevice().value();
        const auto renewed = renewTrustLocally(device, fixture.pinned.trust, fixture.now);
        QVERIFY(renewed.ok() && renewed->empty());
    }
    void renewsAListOfYesterday()
    {
        ProfileFixture fixture(true);
        const auto device = fixture.store->loadDevice().value();
        QVERIFY(!fixture.pinned.trust.checkFresh(fixture.now).ok());
        const auto number = fixture.pinned.trust.grants()->number;
        const auto renewed = renewTrustLocally(device, fixture.pinned.trust, fixture.now);
        QVERIFY(renewed.ok() && !renewed->grants.empty());
        QVERIFY(fixture.pinned.trust.checkFresh(fixture.now).ok());
        QCOMPARE(fixture.pinned.trust.grants()->number, number + 1);
        QVERIFY(fixture.pinned.trust.checkDevice(device.certificate, fixture.now).ok());
    }
    void renewsAStatementBeforeItEnds()
    {
        ProfileFixture fixture;
        const auto device = fixture.store->loadDevice().value();
        const auto later = fixture.now + std::chrono::hours(24 * 15);
        const auto renewed = renewTrustLocally(device, fixture.pinned.trust, later);
        QVERIFY(renewed.ok() && !renewed->statement.empty());
        QVERIFY(fixture.pinned.trust.statement()->notAfter > later + std::chrono::hours(24 * 28));
    }
    void needsAnIssuingKey()
    {
        ProfileFixture fixture(true);
        auto device = fixture.store->loadDevice().value();
        device.issuingKey.reset();
        const auto renewed = renewTrustLocally(device, fixture.pinned.trust, fixture.now, true);
        QVERIFY(!renewed.ok() && renewed.error().code() == ErrorCode::KeyUnavailable);
    }
    void changesNothingWhereTheResultWouldBeRefused()
    {
        ProfileFixture fixture(true);
        auto device = fixture.store->loadDevice().value();
        device.issuingKey = identity::IssuingKey::generate(); // not one of the practice's
        const auto before = fixture.pinned.trust.encode();
        QVERIFY(!renewTrustLocally(device, fixture.pinned.trust, fixture.now, true).ok());
        QVERIFY(equalBytes(before, fixture.pinned.trust.encode()));
    }
    void findsNoPinsInAStatementWithoutARealCertificate()
    {
        ProfileFixture fixture;
        QVERIFY(!pinsOfStatement(*fixture.pinned.trust.statement()).ok());
    }
};

QTEST_GUILESS_MAIN(TrustRenewalTest)
#include "trust_renewal_test.moc"
