// SPDX-License-Identifier: Apache-2.0
// The passive client: joins a group by a Welcome and follows it through its commits.
#include "core/mls/codec.h"
#include "core/mls/framing.h"
#include "core/mls/group.h"
#include "core/mls/welcome.h"
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

// The records carry no time: the middle of what the lifetimes of all members at the start have in common.
struct Moment {
    std::uint64_t from = 0;
    std::uint64_t to = 4'102'444'800; // 2100, within what WallTime can hold

    void narrow(const LeafNode &leaf)
    {
        if (leaf.source != LeafSource::KeyPackage)
            return;
        from = std::max(from, leaf.lifetime.notBefore);
        to = std::min(to, leaf.lifetime.notAfter);
    }
    WallTime time() const { return fromUnixMilliseconds(static_cast<std::int64_t>(from + (to - from) / 2) * 1000); }
};

RatchetTree treeOf(const Json &record, const KeyPackageBundle &own, const GivenPsks &psks)
{
    if (!record.at("ratchet_tree").is_null())
        return VALUE_OF(RatchetTree::parse(hex(record, "ratchet_tree")));
    const Bytes message = hex(record, "welcome");
    Reader reader(message);
    REQUIRE_THAT(VALUE_OF(readMessageHeader(reader)) == WireFormat::Welcome);
    const auto welcome = VALUE_OF(parseWhole<Welcome>(reader.rest()));
    const auto secrets = VALUE_OF(openGroupSecrets(welcome, own.package.ref(), own.initKey));
    std::vector<PskInput> inputs;
    for (const PskId &id : secrets.psks)
        inputs.push_back({id, VALUE_OF(psks.externalPsk(id.externalId))});
    const Secret key = welcomeSecret(intermediateSecret(secrets.joinerSecret, pskSecret(inputs)));
    const auto info = VALUE_OF(openGroupInfo(welcome.encryptedGroupInfo, key));
    const Bytes *tree = findExtension(info.extensions, extension_type::kRatchetTree);
    REQUIRE_THAT(tree != nullptr);
    return VALUE_OF(RatchetTree::parse(*tree));
}

WallTime momentOf(const Json &record, const KeyPackageBundle &own, const GivenPsks &psks)
{
    Moment moment;
    moment.narrow(own.package.leaf);
    const RatchetTree tree = treeOf(record, own, psks);
    for (const LeafIndex leaf : tree.occupied())
        moment.narrow(*tree.leaf(leaf));
    REQUIRE_THAT(moment.from <= moment.to);
    return moment.time();
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
    const WallTime now = momentOf(record, own, psks);
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
