// SPDX-License-Identifier: Apache-2.0
#include "core/platform/key_store.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QThread>
#include <QTimer>
#include <future>
#include <qt6keychain/keychain.h>

namespace bedside::platform {
namespace {

constexpr int kAnswerLimitMs = 60'000; // the system may ask the person to unlock its store
constexpr std::size_t kMaxName = 64;

Error translate(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::EntryNotFound:
        return Error(ErrorCode::NotFound, "key store entry");
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return Error(ErrorCode::KeyStoreRefused, "key store", error);
    default: // 0.13 answers OtherError where no service runs
        return Error(ErrorCode::NoKeyStore, "key store", error);
    }
}

// Starts the job and waits for it in an event loop of its own. Main thread.
Result<void> carryOut(QKeychain::Job &job)
{
    job.setAutoDelete(false);
    job.setInsecureFallback(false);
    QEventLoop loop;
    QTimer limit;
    limit.setSingleShot(true);
    bool answered = false;
    QObject::connect(&job, &QKeychain::Job::finished, &loop, [&] {
        answered = true;
        loop.quit();
    });
    QObject::connect(&limit, &QTimer::timeout, &loop, &QEventLoop::quit);
    limit.start(kAnswerLimitMs);
    job.start();
    if (!answered)
        loop.exec(QEventLoop::ExcludeUserInputEvents);
    if (!answered)
        return Error(ErrorCode::KeyStoreRefused, "key store does not answer");
    return job.error() == QKeychain::NoError ? Result<void>{} : Result<void>{translate(job.error())};
}

Result<void> checkName(std::string_view name)
{
    if (name.empty() || name.size() > kMaxName)
        return Error(ErrorCode::Malformed, "key store name");
    for (const char c : name) {
        if (c <= 0x20 || c >= 0x7f)
            return Error(ErrorCode::Malformed, "key store name");
    }
    return {};
}

QString qt(std::string_view text) { return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size())); }

void wipe(QByteArray &bytes)
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(bytes.data()), static_cast<std::size_t>(bytes.size())});
}

Result<Secret> readEntry(const QString &service, const QString &name)
{
    QKeychain::ReadPasswordJob job(service);
    job.setKey(name);
    TRY_OK(carryOut(job));
    QByteArray bytes = job.binaryData();
    if (bytes.size() > static_cast<qsizetype>(KeySlot::kMaxSecret))
        return Error(ErrorCode::TooLarge, "key store entry");
    Secret secret = Secret::copyOf(asBytes({bytes.constData(), static_cast<std::size_t>(bytes.size())}));
    wipe(bytes);
    return secret;
}

Result<void> writeEntry(const QString &service, const QString &name, const Secret &secret)
{
    const ByteSpan revealed = secret.reveal();
    QByteArray bytes(reinterpret_cast<const char *>(revealed.data()), static_cast<qsizetype>(revealed.size()));
    QKeychain::WritePasswordJob job(service);
    job.setKey(name);
    job.setBinaryData(bytes);
    const auto result = carryOut(job);
    job.setBinaryData({});
    wipe(bytes);
    return result;
}

Result<void> removeEntry(const QString &service, const QString &name)
{
    QKeychain::DeletePasswordJob job(service);
    job.setKey(name);
    const auto result = carryOut(job);
    if (!result.ok() && result.error().code() == ErrorCode::NotFound)
        return {};
    return result;
}

// Runs `work` on the thread of `home` and waits for its result: QtKeychain's jobs need that thread's event loop.
template <class Work>
auto onHomeThread(QObject &home, Work work) -> decltype(work())
{
    if (QThread::currentThread() == home.thread())
        return work();
    auto promise = std::make_shared<std::promise<decltype(work())>>();
    auto future = promise->get_future();
    QMetaObject::invokeMethod(&home, [promise, &work] { promise->set_value(work()); }, Qt::QueuedConnection);
    // The job itself is bounded; the main thread reaches it as long as it turns its event loop.
    future.wait();
    return future.get();
}

} // namespace

KeyStore::KeyStore(QString service) : m_service(std::move(service)) {}

Result<std::unique_ptr<KeyStore>> KeyStore::create(const QString &service)
{
    std::unique_ptr<KeyStore> store(new KeyStore(service));
    TRY_OK(store->probe());
    return store;
}

// 0.13 has no QKeychain::isAvailable(), and without a service both read and write answer "unknown error".
Result<void> KeyStore::probe()
{
    constexpr std::string_view name = "canary";
    const Secret canary = crypto::randomSecret(32);
    if (!write(name, canary).ok())
        return Error(ErrorCode::NoKeyStore, "canary not written");
    const auto back = read(name);
    const bool same = back.ok() && crypto::constantTimeEqual(back->reveal(), canary.reveal());
    if (!remove(name).ok() || !same)
        return Error(ErrorCode::NoKeyStore, "canary not read back");
    return {};
}

Result<Secret> KeyStore::read(std::string_view name)
{
    TRY_OK(checkName(name));
    return onHomeThread(m_home, [&] { return readEntry(m_service, qt(name)); });
}

Result<void> KeyStore::write(std::string_view name, const Secret &secret)
{
    TRY_OK(checkName(name));
    if (secret.empty() || secret.size() > kMaxSecret)
        return Error(ErrorCode::TooLarge, "key store secret");
    return onHomeThread(m_home, [&] { return writeEntry(m_service, qt(name), secret); });
}

Result<void> KeyStore::remove(std::string_view name)
{
    TRY_OK(checkName(name));
    return onHomeThread(m_home, [&] { return removeEntry(m_service, qt(name)); });
}

QString serviceName(const QString &profileFolder)
{
    const QByteArray path = profileFolder.toUtf8();
    const auto digest = crypto::sha256(asBytes({path.constData(), static_cast<std::size_t>(path.size())}));
    return QStringLiteral("org.bedside.") + qt(toHex(ByteSpan(digest).first(4)));
}

} // namespace bedside::platform
