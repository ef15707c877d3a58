// SPDX-License-Identifier: Apache-2.0
// The passive client: joins a group by a Welcome and follows it through its commits.
#include "core/mls/group.h"
#include "tests/vectors/vector_file.h"

namespace bedside::vectors {
namespace {

using namespace bedside::mls;

class GivenPsks final : public PskSource {
public:
    explicit GivenPsks(const Json &psks)
    {
        for (const Json &psk : psks)
            m_psks.emplace(hex(psk, "psk_id"), hex(psk, "psk"));
    }
    Result<Secret> externalPsk(ByteSpan id) const override
    {
        const auto found = m_psks.find(toBytes(id));
        if (found == m_psks.end())
            return Error(ErrorCode::KeyUnavailable, "external PSK");
        return Secret::copyOf(found->second);
    }

private:
    std::map<Bytes, Bytes> m_psks;
};

KeyPackageBundle bundleOf(const Json &record)
{
    return VALUE_OF(KeyPackageBundle::restore(
        VALUE_OF(KeyPackage::parseMessage(hex(record, "key_package"))),
        VALUE_OF(crypto::DhKey::fromPrivate(secret(record, "init_priv"))),
        VALUE_OF(crypto::DhKey::fromPrivate(secret(record, "encryption_priv"))),
        VALUE_OF(crypto::SigningKey::fromSeed(secret(record, "signature_priv")))));
}

// A moment at which the client's own KeyPackage is valid: the records carry no time.
WallTime momentOf(const KeyPackage &package)
{
    constexpr std::uint64_t kLatest = 4'102'444'800; // 2100, within what WallTime can hold
    const Lifetime &lifetime = package.leaf.lifetime;
    const std::uint64_t last = std::min(lifetime.notAfter, kLatest);
    return fromUnixMilliseconds(static_cast<std::int64_t>(std::min(lifetime.notBefore + 1, last)) * 1000);
}

void follow(Group &group, const Json &epoch, WallTime now)
{
    for (const Json &proposal : list(epoch, "proposals")) {
        const auto received = VALUE_OF(group.receive(hexOf(proposal), now));
        REQUIRE_THAT(std::holds_alternative<ProposalMessage>(received));
    }
    auto received = VALUE_OF(group.receive(hex(epoch, "commit"), now));
    REQUIRE_THAT(std::holds_alternative<StagedCommit>(received));
    REQUIRE_OK(group.apply(std::move(std::get<StagedCommit>(received))));
    REQUIRE_THAT(same(group.epochAuthenticator().reveal(), hex(epoch, "epoch_authenticator")));
}

bool passiveClient(const Json &record)
{
    if (number(record, "cipher_suite") != kCipherSuite)
        return false;
    const GivenPsks psks(list(record, "external_psks"));
    const KeyPackageBundle own = bundleOf(record);
    const WallTime now = momentOf(own.package);
    std::optional<Bytes> tree;
    if (!record.at("ratchet_tree").is_null())
        tree = hex(record, "ratchet_tree");
    const std::optional<ByteSpan> given = tree ? std::optional<ByteSpan>(*tree) : std::nullopt;
    Group group = VALUE_OF(Group::join(hex(record, "welcome"), given, own, now, {&psks, 2, 64})).group;
    REQUIRE_THAT(same(group.epochAuthenticator().reveal(), hex(record, "initial_epoch_authenticator")));
    for (const Json &epoch : list(record, "epochs"))
        follow(group, epoch, now);
    return true;
}

} // namespace

std::vector<Kind> mlsPassive() { return {{"passive-client", passiveClient}}; }

} // namespace bedside::vectors
