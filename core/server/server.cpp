// SPDX-License-Identifier: Apache-2.0
#include "core/server/server.h"

#include "core/base/log.h"
#include "core/crypto/random.h"
#include "core/store/atomic_file.h"

namespace bedside::server {

namespace {
constexpr const char *kSetupFile = "setup.json";
constexpr Milliseconds kTick = std::chrono::seconds(60);
constexpr std::size_t kSetupTokenBytes = 32;
constexpr std::size_t kMostSetupFile = 512;

CertificateInfo infoOf(const TlsCertificates &certificates)
{
    CertificateInfo info;
    info.current = certificates.current.der;
    info.next = certificates.next.der;
    return info;
}
} // namespace

Result<std::unique_ptr<Server>> Server::create(const Config &config, const Clock &clock)
{
    std::unique_ptr<Server> server(new Server(config, clock));
    TRY(server->m_storage, Storage::open(config.dataFolder));
    TRY(server->m_network, Network::create(config));
    const std::string name = publicName(config, server->port());
    TRY(auto certificates, loadCertificates(config.dataFolder, hostOf(name), clock.now()));
    TRY_OK(server->m_network->useCertificate(certificates.current));
    TRY(auto setupToken, server->prepareSetup(certificates));
    const auto at = clock.now();
    auto &storage = *server->m_storage;
    TRY_OK(storage.transact([&] { return storage.record(audit::EventType::ServerStarted, at, audit::Actor::server()); }));

    server->m_started = clock.steady();
    server->m_certificateEnds = certificates.current.notAfter;
    server->m_storageThread = std::make_unique<StorageThread>(storage, *server->m_network);
    server->m_hub = std::make_unique<Hub>(*server->m_storageThread, *server->m_network, *server->m_network, clock);
    CertificateInfo info = infoOf(certificates);
    info.logKey = storage.logKey();
    server->m_api = std::make_unique<Api>(config, *server->m_storageThread, *server->m_network, clock, *server, std::move(info),
                                          name, std::move(setupToken));
    TRY(auto relays, RelayCredentials::load(config));
    if (relays) {
        server->m_api->setRelays(relays->servers());
        server->m_hub->setRelays(std::move(*relays));
    }
    return server;
}

Server::~Server()
{
    // The threads finish what is queued; their replies are dropped with the network.
    m_api.reset();
    m_hub.reset();
    m_storageThread.reset();
}

Result<Secret> Server::prepareSetup(const TlsCertificates &certificates)
{
    const auto file = m_config.dataFolder / kSetupFile;
    std::error_code ignored;
    if (m_storage->practice()) {
        std::filesystem::remove(file, ignored); // left over where the server died right after set-up
        return Secret();
    }
    std::string token = toBase64Url(crypto::randomSecret(kSetupTokenBytes).reveal());
    auto kept = Secret::copyOf(asBytes(token));
    // One piece of memory, which is wiped: a JSON value and its growing text would leave copies behind.
    std::string text;
    text.reserve(kMostSetupFile);
    text.append("{\"certificateSha256\":\"").append(toHex(crypto::sha256(certificates.current.der)));
    text.append("\",\"nextCertificateSha256\":\"").append(toHex(crypto::sha256(certificates.next.der)));
    text.append("\",\"setupToken\":\"").append(token).append("\"}");
    const auto written = store::writeFileAtomically(file, asBytes(text));
    wipeMemory({reinterpret_cast<std::uint8_t *>(token.data()), token.size()});
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    TRY_OK(written);
    return kept;
}

void Server::practiceCreated()
{
    std::error_code ignored;
    std::filesystem::remove(m_config.dataFolder / kSetupFile, ignored);
    m_hub->logGrew();
}

void Server::run()
{
    m_network->serve(*this);
    logEvent(LogLevel::Info, "server.started", {{"port", static_cast<int>(port())}});
    tick();
    m_network->run();
    const auto at = m_clock.now();
    m_storageThread->run(
        [at](Storage &storage) {
            return storage.transact([&] { return storage.record(audit::EventType::ServerStopped, at, audit::Actor::server()); });
        },
        [](Result<void>) {});
    logEvent(LogLevel::Info, "server.stopped");
}

// Once a minute: sessions that are over lose their sockets, except in a visit, which may end first; empty rooms go.
void Server::tick()
{
    m_storageThread->run(
        [hashes = m_hub->sessions(), &config = m_config, now = m_clock.now()](Storage &storage) {
            Sessions sessions(storage, config.sessionIdle, config.sessionLife);
            std::vector<crypto::Digest> over;
            for (const auto &hash : hashes)
                if (auto found = sessions.findHash(hash, now); !found.ok() && found.error().code() == ErrorCode::SessionEnded)
                    over.push_back(hash);
            const auto size = storage.log().size();
            return std::pair(over, size.ok() ? *size : std::uint64_t{0});
        },
        [this](std::pair<std::vector<crypto::Digest>, std::uint64_t> found) {
            m_logSize = found.second;
            for (const auto &hash : found.first)
                if (!m_hub->isInVisit(hash))
                    m_hub->sessionEnded(hash);
        });
    m_hub->dropEmptyRooms();
    m_hub->renewRelays();
    changeCertificates();
    (void)m_network->startTimer(kTick, [this] { tick(); });
}

// As at a start: a server that runs for longer than a year changes to the certificate that clients know as the next.
void Server::changeCertificates()
{
    const auto now = m_clock.now();
    if (m_certificateEnds - now > kCertificateSwapBefore)
        return;
    const auto change = [&]() -> Result<TlsCertificates> {
        TRY(auto certificates, loadCertificates(m_config.dataFolder, hostOf(publicName(m_config, port())), now));
        TRY_OK(m_network->useCertificate(certificates.current));
        return certificates;
    };
    const auto changed = change();
    if (!changed.ok())
        return logEvent(LogLevel::Error, "certificate.change-failed", {{"error", changed.error()}});
    m_certificateEnds = changed->current.notAfter;
    m_api->useCertificates(infoOf(*changed));
    logEvent(LogLevel::Warning, "certificate.changed");
}

Result<void> Server::authenticate(ConnectionId connection, ByteSpan message)
{
    TRY(auto frame, wire::parseFrame(message));
    if (frame.type != wire::FrameType::Auth)
        return Error(ErrorCode::SessionEnded, "the first frame is Auth");
    TRY(auto auth, wire::AuthRequest::decode(frame.body));
    TRY(auto identity, m_api->tickets().redeem(auth.ticket, m_clock.steady()));
    m_hub->opened(connection, std::move(identity));
    return {};
}

Metrics Server::metrics()
{
    Metrics metrics;
    const auto &network = m_network->counts();
    const auto &hub = m_hub->counts();
    const auto &api = m_api->counts();
    metrics.responses = network.responses;
    metrics.connections = network.connections;
    metrics.refusedConnections = network.refusedConnections;
    metrics.timeouts = network.timeouts;
    metrics.slowReadersDropped = network.slowReadersDropped;
    metrics.floodsDropped = network.floodsDropped;
    metrics.openConnections = network.openConnections;
    metrics.openSockets = network.openSockets;
    metrics.framesIn = hub.framesIn;
    metrics.framesOut = hub.framesOut;
    metrics.framesRefused = hub.framesRefused;
    metrics.signIns = api.signIns;
    metrics.signInsRefused = api.signInsRefused;
    metrics.throttled = api.throttled;
    metrics.networkProbes = api.networkProbes;
    metrics.networkProbeBytes = api.networkProbeBytes;
    metrics.lobby = m_hub->lobbySize();
    metrics.rooms = m_hub->roomCount();
    metrics.storageQueue = m_storageThread->queued();
    metrics.logSize = m_logSize;
    metrics.uptimeSeconds = std::chrono::duration_cast<std::chrono::seconds>(m_clock.steady() - m_started).count();
    metrics.certificateSeconds = std::chrono::duration_cast<std::chrono::seconds>(m_certificateEnds - m_clock.now()).count();
    return metrics;
}

} // namespace bedside::server
