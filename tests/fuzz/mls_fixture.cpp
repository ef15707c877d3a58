// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/mls_fixture.h"

#include "core/mls/codec.h"
#include "tests/fuzz/promise.h"

namespace bedside::fuzz {
namespace {

constexpr int kHeaderBytes = 4; // version and wire format of an MLSMessage

mls::Group groupOf(const mls::KeyPackageBundle &founder)
{
    return made(mls::Group::create(Bytes{1}, founder.clone(), {}, someTime()), "a group is made");
}

mls::CommitOutput commitTo(mls::Group &group, mls::CommitRequest request)
{
    auto out = made(group.commit(request, someTime()), "a commit is made");
    promise(group.confirmCommit().ok(), "a commit is confirmed");
    return out;
}

mls::GroupSecrets secretsFor(const mls::KeyPackageBundle &member, ByteSpan welcome)
{
    const auto parsed = made(mls::parseWhole<mls::Welcome>(welcome.subspan(kHeaderBytes)), "a Welcome reads");
    return made(mls::openGroupSecrets(parsed, member.package.ref(), member.initKey), "a Welcome opens");
}

Secret intermediateOf(const mls::GroupSecrets &secrets)
{
    return mls::intermediateSecret(secrets.joinerSecret, mls::zeroSecret());
}

// Five come, two go, one renews its path: leaves and parents that are blank, unmerged, and in use.
Bytes treeOfSeven()
{
    auto group = groupOf(someMember("first"));
    mls::CommitRequest adds;
    for (const char *name : {"a", "b", "c", "d", "e"})
        adds.adds.push_back(someMember(name).package);
    (void)commitTo(group, std::move(adds));
    mls::CommitRequest removes;
    removes.removes = {{2}, {5}};
    (void)commitTo(group, std::move(removes));
    mls::CommitRequest more;
    for (const char *name : {"f", "g", "h"})
        more.adds.push_back(someMember(name).package);
    return commitTo(group, std::move(more)).ratchetTree;
}

MlsTrio makeTrio()
{
    MlsTrio out{someMember("ada"), someMember("ben"), someMember("eve"), {}, {}, {}, {}, {}, {}, {}, {}};
    auto ada = groupOf(out.ada);
    out.treeBefore = ada.ratchetTree();
    mls::CommitRequest adds;
    adds.adds = {out.ben.package, out.eve.package};
    out.added = commitTo(ada, std::move(adds));
    const ByteSpan welcome = out.added.welcomes[0];
    out.secrets = secretsFor(out.ben, welcome);
    const auto parsed = made(mls::parseWhole<mls::Welcome>(welcome.subspan(kHeaderBytes)), "a Welcome reads");
    out.info = made(mls::openGroupInfo(parsed.encryptedGroupInfo, mls::welcomeSecret(intermediateOf(out.secrets))),
                    "a GroupInfo opens");
    auto eve =
        made(mls::Group::join(out.added.welcomes[1], ByteSpan(out.added.ratchetTree), out.eve, someTime()), "Eve joins")
            .group;
    out.message = made(eve.protectApplication(asBytes("hello"), asBytes("aad")), "a message is made");
    auto commit = commitTo(eve, {});
    out.commit = std::move(commit.commit);
    out.treeAfter = eve.ratchetTree();
    out.treeOfSeven = treeOfSeven();
    return out;
}

} // namespace

mls::KeyPackageBundle someMember(std::string_view name)
{
    const FixedRandom random(name);
    const auto hour = std::chrono::hours(1);
    return mls::KeyPackageBundle::create(text(name), crypto::SigningKey::generate(), mls::Capabilities{},
                                         mls::Lifetime::between(someTime() - hour, someTime() + hour));
}

std::unique_ptr<mls::GroupState> MlsTrio::stateOf(const mls::KeyPackageBundle &member) const
{
    auto tree = made(mls::RatchetTree::parse(added.ratchetTree), "a tree reads");
    const bool isBen = member.package.ref() == ben.package.ref();
    const auto own = isBen ? mls::GroupSecrets{secrets.joinerSecret.clone(), secrets.pathSecret->clone(), {}}
                           : secretsFor(member, added.welcomes[1]);
    mls::TreeKeys keys(*tree.findLeaf(member.package.leaf), member.encryptionKey.clone());
    promise(keys.implant(tree, info.signer, *own.pathSecret).ok(), "a path secret fits");
    auto epoch = mls::epochSecrets(intermediateOf(own), info.context.encode());
    return mls::GroupState::make(info.context, std::move(tree), std::move(keys), std::move(epoch),
                                 info.confirmationTag);
}

mls::AuthenticatedContent MlsTrio::opened(mls::GroupState &state, ByteSpan privateMessage) const
{
    const auto sealed =
        made(mls::parseWhole<mls::PrivateMessage>(privateMessage.subspan(kHeaderBytes)), "a message reads");
    const auto keyOf = [&](mls::LeafIndex leaf) { return state.signatureKeyOf(leaf); };
    return made(mls::openPrivate(sealed, state.messages, keyOf, state.encodedContext), "a message opens").content;
}

mls::AuthenticatedContent MlsTrio::frame(const mls::Sender &sender, mls::Content content) const
{
    mls::AuthenticatedContent out;
    out.wireFormat = mls::WireFormat::PublicMessage;
    out.content.groupId = info.context.groupId;
    out.content.epoch = info.context.epoch;
    out.content.sender = sender;
    out.content.content = std::move(content);
    return out;
}

std::vector<mls::Proposal> MlsTrio::proposals() const
{
    auto updated = eve.package.leaf;
    updated.source = mls::LeafSource::Update;
    updated.encryptionKey = toBytes(ada.initKey.publicKey());
    updated.sign(eve.signatureKey, info.context.groupId, {2});
    const mls::PskId psk{mls::PskType::External, {1}, {}, {}, 0, Bytes(32, 2)};
    std::vector<mls::Proposal> out;
    out.push_back({mls::AddProposal{someMember("newcomer").package}});
    out.push_back({mls::UpdateProposal{updated}});
    out.push_back({mls::RemoveProposal{{0}}});
    out.push_back({mls::PskProposal{psk}});
    out.push_back({mls::ReInitProposal{{3}, mls::kProtocolVersion, mls::kCipherSuite, {}}});
    out.push_back({mls::ExternalInitProposal{Bytes(32, 9)}});
    out.push_back({mls::GroupContextExtensionsProposal{{mls::RequiredCapabilities{{}, {}, {1}}.toExtension()}}});
    return out;
}

const MlsTrio &mlsTrio()
{
    static const MlsTrio trio = [] {
        const FixedRandom random("mls trio");
        return makeTrio();
    }();
    return trio;
}

} // namespace bedside::fuzz
