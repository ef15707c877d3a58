// SPDX-License-Identifier: Apache-2.0
#include "core/server/relay_credentials.h"

#include "core/crypto/hmac_sha1.h"
#include "core/crypto/random.h"
#include "core/server/certificates.h"
#include "core/server/config.h"
#include "core/store/atomic_file.h"

namespace bedside::server {
namespace {

constexpr const char *kSecretFile = "relay.secret";
constexpr std::size_t kIdBytes = 12;

// The text of the file without the line's end, as coturn has it in its own settings.
Result<Secret> readSecret(const std::filesystem::path &file)
{
    TRY(const auto content, store::readSecretFile(file, RelayCredentials::kMostSecret + 2));
    std::size_t size = content.size();
    while (size > 0 && (content.reveal()[size - 1] == '\n' || content.reveal()[size - 1] == '\r'))
        --size;
    const auto text = content.reveal().first(size);
    bool good = size >= RelayCredentials::kLeastSecret && size <= RelayCredentials::kMostSecret;
    for (const std::uint8_t c : text)
        good = good && c > ' ' && c < 0x7f;
    if (!good)
        return Error(ErrorCode::Malformed, "relay secret");
    return Secret::copyOf(text);
}

} // namespace

Result<std::optional<RelayCredentials>> RelayCredentials::load(const Config &config)
{
    if (config.relays.empty())
        return std::optional<RelayCredentials>();
    TRY(auto secret,
        readSecret(config.relaySecretFile.empty() ? config.dataFolder / kSecretFile : config.relaySecretFile));
    wire::RelayOffer servers;
    servers.only = config.relayOnly;
    servers.servers = config.relays;
    if (!config.relayCertificateFile.empty()) {
        TRY(servers.authority, loadCertificate(config.relayCertificateFile));
        if (servers.authority.size() > wire::kMaxRelayAuthorityBytes)
            return Error(ErrorCode::TooLarge, "relay certificate");
    }
    return std::optional<RelayCredentials>(std::in_place, std::move(servers), std::move(secret),
                                           config.relayCredentialLife);
}

RelayCredentials::RelayCredentials(wire::RelayOffer servers, Secret secret, Milliseconds life)
    : m_servers(std::move(servers)), m_secret(std::move(secret)), m_life(life)
{
}

wire::RelayOffer RelayCredentials::mint(WallTime now) const
{
    wire::RelayOffer offer = m_servers;
    offer.username =
        std::to_string(toUnixMilliseconds(now + m_life) / 1000) + ':' + toBase64Url(crypto::randomBytes(kIdBytes));
    offer.password = toBytes(asBytes(toBase64(crypto::hmacSha1(m_secret.reveal(), asBytes(offer.username)))));
    return offer;
}

} // namespace bedside::server
