// SPDX-License-Identifier: Apache-2.0
// Runs twice: without a Secret Service (every call must end in a clear refusal) and, as key_store_with_service, beside one.
#include "core/platform/key_store.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

#include <QElapsedTimer>
#include <QtTest>
#include <atomic>
#include <thread>

using namespace bedside;
using platform::KeyStore;

namespace {
const QString kService = QStringLiteral("org.bedside.test");
bool hasService() { return qEnvironmentVariableIsSet("BEDSIDE_TEST_HAS_KEY_STORE"); }
}

class KeyStoreTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        if (!hasService())
            qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"); // not the developer's own
    }
    void isRefusedAtOnceWithoutAService()
    {
        if (hasService())
            QSKIP("a service is running");
        QElapsedTimer clock;
        clock.start();
        QVERIFY(KeyStore::create(kService).error().code() == ErrorCode::NoKeyStore);
        QVERIFY(clock.elapsed() < 5000);
    }
    void keepsASecretByName()
    {
        if (!hasService())
            QSKIP("no service");
        auto store = KeyStore::create(kService);
        QVERIFY(store.ok());
        const Secret secret = crypto::randomSecret(32);
        QVERIFY((*store)->write("database", secret).ok());
        const auto back = (*store)->read("database");
        QVERIFY(back.ok() && crypto::constantTimeEqual(back->reveal(), secret.reveal()));
        QVERIFY((*store)->remove("database").ok());
        QVERIFY((*store)->read("database").error().code() == ErrorCode::NotFound);
        QVERIFY((*store)->remove("database").ok());
    }
    void keepsProfilesApart()
    {
        if (!hasService())
            QSKIP("no service");
        auto one = KeyStore::create(platform::serviceName(QStringLiteral("/home/a/one")));
        auto two = KeyStore::create(platform::serviceName(QStringLiteral("/home/a/two")));
        QVERIFY((*one)->write("database", crypto::randomSecret(32)).ok());
        QVERIFY((*two)->read("database").error().code() == ErrorCode::NotFound);
    }
    void answersAWorkerThread()
    {
        if (!hasService())
            QSKIP("no service");
        auto store = KeyStore::create(kService);
        QVERIFY(store.ok());
        const Secret secret = crypto::randomSecret(64);
        std::atomic<int> done = 0;
        std::thread worker([&] {
            const bool written = (*store)->write("worker", secret).ok();
            const auto back = (*store)->read("worker");
            done = written && back.ok() && crypto::constantTimeEqual(back->reveal(), secret.reveal()) ? 1 : -1;
        });
        QTRY_VERIFY(done != 0);
        worker.join();
        QCOMPARE(done.load(), 1);
    }
    void refusesNamesAndSecretsOutOfBounds()
    {
        if (!hasService())
            QSKIP("no service");
        auto store = KeyStore::create(kService);
        QVERIFY((*store)->write("", crypto::randomSecret(1)).error().code() == ErrorCode::Malformed);
        QVERIFY((*store)->write("two words", crypto::randomSecret(1)).error().code() == ErrorCode::Malformed);
        QVERIFY((*store)->read(std::string(65, 'x')).error().code() == ErrorCode::Malformed);
        QVERIFY((*store)->write("big", crypto::randomSecret(65)).error().code() == ErrorCode::TooLarge);
        QVERIFY((*store)->write("none", Secret()).error().code() == ErrorCode::TooLarge);
    }
    void namesNoFolderToTheService()
    {
        const auto name = platform::serviceName(QStringLiteral("/home/anna/Praxis"));
        QCOMPARE(name.size(), 20);
        QVERIFY(!name.contains(QStringLiteral("anna")));
        QVERIFY(name != platform::serviceName(QStringLiteral("/home/anna/Praxis2")));
    }
};

QTEST_GUILESS_MAIN(KeyStoreTest)
#include "key_store_test.moc"
