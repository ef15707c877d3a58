// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/hostile_practice.h"

#include "core/base/log.h"
#include "core/store/atomic_file.h"

#include <QtTest>
#include <cstdio>
#include <unistd.h>

namespace bedside::test
{

LogWatch::LogWatch()
{
    m_standardError = ::dup(STDERR_FILENO);
    if (m_file.open())
        ::dup2(m_file.handle(), STDERR_FILENO);
    setLogLevel(LogLevel::Debug);
}

LogWatch::~LogWatch()
{
    std::fflush(stderr);
    ::dup2(m_standardError, STDERR_FILENO);
    ::close(m_standardError);
}

QByteArray LogWatch::text()
{
    std::fflush(stderr);
    QFile file(m_file.fileName());
    return file.open(QIODevice::ReadOnly) && file.seek(m_mark) ? file.readAll() : QByteArray();
}

void LogWatch::mark()
{
    std::fflush(stderr);
    m_mark = QFileInfo(m_file.fileName()).size();
}

int LogWatch::count(const char *event, ErrorCode code)
{
    const QByteArray name = QByteArray("error=") + errorName(code).data();
    int found = 0;
    for (const QByteArray &line : text().split('\n')) {
        const QByteArrayList words = line.split(' ');
        found += words.contains(event) && words.contains(name) ? 1 : 0;
    }
    return found;
}

bool HostilePractice::begin()
{
    if (!hostile.listen() || !m_settings.open())
        return false;
    m_settings.write("server_name = " + QByteArray::fromStdString(hostile.address()) +
                     "\nrequests_per_second = 1000\n");
    m_settings.close();
    if (!server.start(serverFolder.path(), 0, m_settings.fileName()))
        return false;
    QFile certificate(serverFolder.path() + QStringLiteral("/tls-current.pem"));
    if (!certificate.open(QIODevice::ReadOnly) || !hostile.begin(certificate.readAll(), server.port()) ||
        !setUp(hostile.address()))
        return false;
    const auto paths = platform::profilePaths(staffFolder.path().toStdString());
    const auto key =
        client::ProfileStore::openKey(*paths, nullptr, Secret::copyOf(asBytes(std::string_view(kPassphrase))));
    auto pinned = client::ProfileStore::readPinned(*paths);
    auto store = key.ok() && pinned.ok() ? client::ProfileStore::open(*paths, *key, *pinned)
                                         : Result<std::unique_ptr<client::ProfileStore>>(Error(ErrorCode::NotFound));
    auto device = store.ok() ? (*store)->loadDevice() : Result<client::DeviceIdentity>(store.error());
    if (!device.ok() || !device->issuingKey)
        return false;
    trust = pinned->trust;
    founder.emplace(std::move(device).value());
    return true;
}

std::unique_ptr<Guest> HostilePractice::newGuest(const Clock *other, bool media)
{
    auto guest = std::make_unique<Guest>();
    restart(*guest, other, media);
    return guest;
}

void HostilePractice::restart(Guest &guest, const Clock *other, bool media)
{
    client::ClientOptions options;
    options.profile = guest.folder.path().toStdString();
    options.loopbackCandidates = true;
    options.withoutSpeaker = true;
    options.generatedVariant = 2;
    options.media = media;
    guest.facade.reset();
    guest.facade = client::createClient(std::move(options), executor, other ? *other : clock);
}

crypto::SigningKey HostilePractice::logKey() const
{
    auto seed = store::readSecretFile(std::filesystem::path(serverFolder.path().toStdString()) / "log.key", 32);
    return std::move(crypto::SigningKey::fromSeed(*seed)).value();
}

void HostilePractice::begin(std::uint64_t seed)
{
    random.seed(seed);
    hostile.forgetScript();
    log.mark();
}

void HostilePractice::flipIn(Bytes &bytes, std::size_t from, std::size_t to)
{
    bytes[from + pick(to - from)] ^= static_cast<std::uint8_t>(1u << pick(8));
}

std::vector<std::uint64_t> seeds()
{
    bool given = false;
    const auto count = qEnvironmentVariableIntValue("BEDSIDE_SEEDS", &given);
    const auto first = static_cast<std::uint64_t>(std::max(1, qEnvironmentVariableIntValue("BEDSIDE_SEED")));
    std::vector<std::uint64_t> out;
    for (int i = 0; i < (given ? count : 3); ++i)
        out.push_back(first + static_cast<std::uint64_t>(i));
    return out;
}

} // namespace bedside::test
