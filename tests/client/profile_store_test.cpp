// SPDX-License-Identifier: Apache-2.0
#include "core/store/atomic_file.h"
#include "tests/client/profile_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::ProfileFixture;

class ProfileStoreTest : public QObject {
    Q_OBJECT
private:
    template <class T>
    static void expect(const Result<T> &result, ErrorCode code)
    {
        QVERIFY(!result.ok());
        QCOMPARE(QByteArray(errorName(result.error().code()).data()), QByteArray(errorName(code).data()));
    }

private Q_SLOTS:
    void findsEverythingAgain()
    {
        ProfileFixture fixture;
        const auto saved = fixture.store->loadDevice().value();
        fixture.store.reset();
        const auto pinned = ProfileStore::readPinned(fixture.paths);
        QVERIFY(pinned.ok());
        QCOMPARE(pinned->name, std::string("Example Practice"));
        const auto key = ProfileStore::openKey(fixture.paths, nullptr, Secret::copyOf(asBytes(test::kPassphrase)));
        QVERIFY(key.ok());
        const auto store = ProfileStore::open(fixture.paths, *key, *pinned);
        QVERIFY(store.ok());
        const auto device = (*store)->loadDevice();
        QVERIFY(device.ok());
        QVERIFY(device->certificate == saved.certificate && device->personName == "Anna");
        QVERIFY(device->issuingKey.has_value());
        QVERIFY((*store)->loadRoleKeys()->newest(e2ee::KeyRole::Hosting));
        QVERIFY(!(*store)->loadPracticeKey()->has_value());
    }
    void refusesAnotherPracticesDatabase()
    {
        ProfileFixture fixture, other;
        fixture.store.reset();
        expect(ProfileStore::open(fixture.paths, fixture.databaseKey, other.pinned), ErrorCode::StoreForeign);
    }
    void refusesTheWrongKey()
    {
        ProfileFixture fixture;
        fixture.store.reset();
        expect(ProfileStore::open(fixture.paths, Secret::copyOf(Bytes(32, 7)), fixture.pinned), ErrorCode::StoreDamaged);
        expect(ProfileStore::openKey(fixture.paths, nullptr, Secret::copyOf(asBytes("some other passphrase"))), ErrorCode::WrongPin);
    }
    void refusesToMakeOneOverAnother()
    {
        ProfileFixture fixture;
        expect(ProfileStore::create(fixture.paths, fixture.databaseKey, fixture.practice), ErrorCode::AlreadyExists);
    }
    void neverTakesAMissingDatabaseForAnEmptyOne()
    {
        ProfileFixture fixture;
        fixture.store.reset();
        for (const char *suffix : {"", "-wal", "-shm"})
            std::filesystem::remove(fixture.paths.database.string() + suffix);
        expect(ProfileStore::open(fixture.paths, fixture.databaseKey, fixture.pinned), ErrorCode::StoreDamaged);
        QVERIFY(!std::filesystem::exists(fixture.paths.database));
        QVERIFY(store::writeFileAtomically(fixture.paths.database, {}).ok());
        expect(ProfileStore::open(fixture.paths, fixture.databaseKey, fixture.pinned), ErrorCode::StoreDamaged);
    }
    void refusesEveryTruncationOfThePinnedFile()
    {
        const Bytes good = ProfileFixture().pinned.encode();
        QVERIFY(PinnedPractice::parse(good).ok());
        for (std::size_t size = 0; size < good.size(); size += 13)
            expect(PinnedPractice::parse(ByteSpan(good).first(size)), ErrorCode::PracticeFileDamaged);
    }
    void keepsBindingsCountersAndLog()
    {
        ProfileFixture fixture;
        const InviteId invite{{5}};
        const crypto::Digest device{9};
        QVERIFY(fixture.store->saveBinding(invite, device).ok());
        QVERIFY(fixture.store->saveCounter(device, 4).ok());
        QVERIFY(fixture.store->saveCounter(device, 5).ok());
        QCOMPARE(fixture.store->loadBindings()->size(), std::size_t(1));
        QCOMPARE(fixture.store->loadCounters()->at(0).second, std::uint64_t(5));
        LogEntry entry{3, fixture.now, "visit.joined", "account:x", VisitId{{1}}, ""};
        QVERIFY(fixture.store->loadLogReader()->empty());
        QVERIFY(fixture.store->saveLog({entry}, Bytes{1, 2}).ok());
        entry.index = 4;
        entry.visit.reset();
        QVERIFY(fixture.store->saveLog({entry}, Bytes{3}).ok());
        QVERIFY(fixture.store->loadLogReader().value() == Bytes{3});
        QCOMPARE(fixture.store->loadLog(10)->front().index, std::uint64_t(4));
        QCOMPARE(fixture.store->loadLogOf(VisitId{{1}})->size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(ProfileStoreTest)
#include "profile_store_test.moc"
