// SPDX-License-Identifier: Apache-2.0
// The structures of RFC 9420 that strangers send: messages, key packages, ratchet trees, and joining by a Welcome.
#include "core/mls/codec.h"
#include "core/mls/group_state.h"
#include "core/mls/welcome.h"
#include "tests/fuzz/mls_fixture.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

template <class T>
void structure(ByteSpan input)
{
    if (const auto value = mls::parseWhole<T>(input); value.ok())
        promise(equalBytes(mls::encodeWhole(*value), input), "an accepted structure is the only encoding");
}

// One octet says which.
constexpr void (*kStructures[])(ByteSpan) = {
    structure<mls::PublicMessage>, structure<mls::PrivateMessage>, structure<mls::AuthenticatedContent>,
    structure<mls::Welcome>,       structure<mls::GroupInfo>,      structure<mls::GroupSecrets>,
    structure<mls::Commit>,        structure<mls::Proposal>,       structure<mls::LeafNode>,
    structure<mls::UpdatePath>,    structure<mls::GroupContext>,   structure<mls::PskId>,
};

void mlsMessage(ByteSpan input)
{
    if (const auto header = mls::peekMessage(input); header.ok())
        promise(header->groupId.size() <= input.size(), "a group id is inside of its message");
    if (!input.empty() && input[0] < std::size(kStructures))
        kStructures[input[0]](input.subspan(1));
    if (const auto required = mls::RequiredCapabilities::parse(input); required.ok())
        promise(equalBytes(required->toExtension().data, input), "required capabilities have one encoding");
}

Bytes withOctet(std::uint8_t which, ByteSpan structure) { return ByteWriter().u8(which).raw(structure).bytes(); }

std::vector<Bytes> messageSeeds()
{
    const MlsTrio &trio = mlsTrio();
    std::vector<Bytes> out{trio.message, trio.commit, trio.added.welcomes[0], trio.ben.package.encodeMessage()};
    const auto whole = [&](mls::WireFormat format, const auto &structure) {
        mls::Writer writer;
        mls::writeMessageHeader(writer, format);
        structure.write(writer);
        out.push_back(writer.take());
    };
    const auto state = trio.stateOf(trio.ben);
    whole(mls::WireFormat::GroupInfo, trio.info);
    auto asPublic = trio.opened(*state, trio.commit);
    out.push_back(withOctet(
        0, mls::encodeWhole(mls::sealPublic(std::move(asPublic), state->secrets.membership, state->encodedContext))));
    const auto commit = trio.opened(*trio.stateOf(trio.ben), trio.commit);
    out.push_back(withOctet(1, ByteSpan(trio.message).subspan(4)));
    out.push_back(withOctet(2, mls::encodeWhole(commit)));
    out.push_back(withOctet(3, ByteSpan(trio.added.welcomes[0]).subspan(4)));
    out.push_back(withOctet(4, mls::encodeWhole(trio.info)));
    out.push_back(withOctet(5, mls::encodeWhole(trio.secrets)));
    out.push_back(withOctet(6, mls::encodeWhole(std::get<mls::Commit>(commit.content.content))));
    for (const mls::Proposal &proposal : trio.proposals())
        out.push_back(withOctet(7, mls::encodeWhole(proposal)));
    out.push_back(withOctet(8, mls::encodeWhole(trio.ben.package.leaf)));
    out.push_back(withOctet(9, mls::encodeWhole(*std::get<mls::Commit>(commit.content.content).path)));
    out.push_back(withOctet(10, state->encodedContext));
    out.push_back(withOctet(11, mls::encodeWhole(mls::PskId{mls::PskType::External, {1, 2}, {}, {}, 0, Bytes(32, 4)})));
    out.push_back(
        withOctet(11, mls::encodeWhole(mls::PskId{
                          mls::PskType::Resumption, {}, mls::ResumptionUsage::Branch, {1}, 7, Bytes(32, 4)})));
    out.push_back(mls::RequiredCapabilities{{0xF0B1}, {}, {1}}.toExtension().data);
    for (const mls::Sender &sender :
         {mls::Sender{mls::SenderType::External, 0}, mls::Sender{mls::SenderType::NewMemberProposal, 0},
          mls::Sender{mls::SenderType::NewMemberCommit, 0}, mls::Sender{mls::SenderType::Member, 2}}) {
        auto content = trio.frame(sender, trio.proposals().front());
        content.sign(trio.eve.signatureKey, state->encodedContext);
        const auto message = mls::sealPublic(std::move(content), state->secrets.membership, state->encodedContext);
        out.push_back(withOctet(0, mls::encodeWhole(message)));
        whole(mls::WireFormat::PublicMessage, message);
    }
    return out;
}

void mlsKeyPackage(ByteSpan input)
{
    structure<mls::KeyPackage>(input);
    const auto check = [](const mls::KeyPackage &package) {
        (void)package.ref();
        if (package.validate(someTime()).ok()) {
            const auto &leaf = package.leaf;
            promise(leaf.verify({}, {}).ok() && leaf.lifetime.check(someTime()).ok(),
                    "a valid key package has a valid leaf");
            promise(package.initKey != leaf.encryptionKey && package.initKey.size() == 32, "its keys differ");
        }
    };
    if (const auto package = mls::KeyPackage::parse(input); package.ok())
        check(*package);
    if (const auto package = mls::KeyPackage::parseMessage(input); package.ok()) {
        promise(equalBytes(package->encodeMessage(), input), "an accepted key package is the only encoding");
        check(*package);
    }
    // The same under a signature that holds: what the lengths and types of a newcomer's own choice do.
    if (auto package = mls::KeyPackage::parse(input); package.ok()) {
        package->leaf.signatureKey = toBytes(mlsTrio().eve.signatureKey.publicKey());
        package->leaf.sign(mlsTrio().eve.signatureKey, {}, {});
        package->signature = mls::signWithLabel(mlsTrio().eve.signatureKey, "KeyPackageTBS", package->signedContent());
        check(*package);
    }
}

std::vector<Bytes> keyPackageSeeds()
{
    const MlsTrio &trio = mlsTrio();
    auto rich = someMember("rich");
    rich.package.extensions = {{0x0a0a, {1, 2, 3}}};
    rich.package.leaf.extensions = {{0xF0B1, {}}, {1, {4}}};
    rich.package.leaf.credential = {mls::credential_type::kX509, {}, {Bytes(3, 1), Bytes(2, 2)}};
    std::vector<Bytes> out{trio.ben.package.encodeMessage(), trio.ben.package.encode(), rich.package.encode()};
    const auto with = [&](auto change) {
        auto package = trio.eve.package; // the target signs it again
        change(package);
        out.push_back(package.encode());
    };
    with([](auto &package) { package.version = 2; });
    with([](auto &package) { package.cipherSuite = 1; });
    with([](auto &package) { package.leaf.source = mls::LeafSource::Update; });
    with([](auto &package) { package.initKey = package.leaf.encryptionKey; });
    with([](auto &package) { package.initKey.pop_back(); });
    with([](auto &package) { package.leaf.encryptionKey.push_back(1); });
    with([](auto &package) { package.extensions = {{0x0a0a, {}}}; });
    with([](auto &package) { package.leaf.extensions = {{0x0a0a, {}}}; });
    with([](auto &package) { package.leaf.capabilities.versions = {7}; });
    with([](auto &package) { package.leaf.capabilities.cipherSuites = {7}; });
    with([](auto &package) { package.leaf.capabilities.credentials = {7}; });
    with([](auto &package) { package.leaf.lifetime = {1, 2}; });
    with([](auto &package) { package.leaf.lifetime = {2, 1}; });
    return out;
}

void mlsRatchetTree(ByteSpan input)
{
    const auto tree = mls::RatchetTree::parse(input);
    if (!tree.ok())
        return;
    promise(equalBytes(tree->encode(), input), "an accepted tree is the only encoding");
    promise(tree->width() <= mls::kMaxLeaves && tree->memberCount() <= tree->width(), "a tree is within its limits");
    (void)tree->rootHash();
    const bool sound = tree->verifyUnmergedLeaves().ok();
    (void)tree->verifyParentHashes().ok();
    for (const mls::LeafIndex leaf : tree->occupied()) {
        promise(tree->leaf(leaf) != nullptr, "an occupied leaf is there");
        for (const mls::NodeIndex node : tree->filteredDirectPath(leaf))
            promise(node < tree->nodeCount() && (tree->resolution(node).size() <= tree->nodeCount() || !sound),
                    "a path stays inside of its tree");
    }
    auto changed = *tree;
    if (changed.add(mlsTrio().ben.package.leaf).ok())
        promise(changed.memberCount() == tree->memberCount() + 1, "one comes");
    if (!tree->occupied().empty()) {
        promise(changed.remove(tree->occupied().front()).ok(), "one that is there can go");
        if (const auto again = mls::RatchetTree::parse(changed.encode()); again.ok())
            promise(again->rootHash() == changed.rootHash(), "a changed tree reads back as the same");
    }
}

std::vector<Bytes> treeSeeds()
{
    const MlsTrio &trio = mlsTrio();
    std::vector<Bytes> out{trio.added.ratchetTree, trio.treeBefore, trio.treeAfter, trio.treeOfSeven};
    // One octet of each 16 changed: lengths, unmerged leaves, parent hashes and node types all have their turn.
    for (std::size_t at = 2; at < trio.treeOfSeven.size(); at += 16) {
        out.push_back(trio.treeOfSeven);
        out.back()[at] ^= 1;
    }
    const auto parent = [](std::vector<std::uint32_t> unmerged) {
        mls::Writer writer;
        writer.u8(1).u8(2);
        mls::ParentNode{Bytes(32, 5), {}, std::move(unmerged)}.write(writer);
        return writer.take();
    };
    mls::Writer leafWriter;
    leafWriter.u8(1).u8(1);
    trio.ben.package.leaf.write(leafWriter);
    const auto tree = [&](std::initializer_list<Bytes> nodes) {
        mls::Writer writer;
        writer.vector([&](mls::Writer &inner) {
            for (const Bytes &node : nodes)
                inner.raw(node);
        });
        out.push_back(writer.take());
    };
    const Bytes leaf = leafWriter.copy(), blank{0};
    tree({leaf, parent({}), leaf});
    tree({leaf, parent({0, 1}), leaf});
    tree({leaf, parent({1, 0}), leaf});
    tree({leaf, parent({9}), leaf});
    tree({leaf, blank, blank});      // ends with a blank
    tree({parent({}), blank, leaf}); // a parent where a leaf is
    tree({leaf, leaf, leaf});
    tree({leaf, parent({}), leaf, parent({2}), leaf, blank, leaf});
    tree({blank});
    tree({Bytes{2}});
    return out;
}

// u8 how | u32 length, first | u32 length, second | ratchet tree.
// Bit 0: the tree is not given apart. Without bit 1, `first` is the Welcome as the server hands it on. With it, a host
// that knows every key tries what it can: `first` is GroupSecrets, `second` GroupInfo, and the target signs and seals
// them; bit 2: with the hash of the given tree, and the confirmation tag that belongs to the result.
enum JoinBits : std::uint8_t { kNoTree = 1, kOwnSeal = 2, kFitting = 4 };

std::optional<Bytes> sealedWelcome(ByteSpan secretBytes, ByteSpan infoBytes, ByteSpan treeBytes, std::uint8_t how)
{
    const MlsTrio &trio = mlsTrio();
    const auto secrets = mls::parseWhole<mls::GroupSecrets>(secretBytes);
    auto info = mls::parseWhole<mls::GroupInfo>(infoBytes);
    if (!secrets.ok() || !info.ok())
        return std::nullopt;
    const Secret intermediate = mls::intermediateSecret(secrets->joinerSecret, mls::zeroSecret());
    if ((how & kFitting) != 0) {
        const Bytes *carried = mls::findExtension(info->extensions, mls::extension_type::kRatchetTree);
        const auto tree = mls::RatchetTree::parse((how & kNoTree) == 0 ? treeBytes
                                                  : carried != nullptr ? ByteSpan(*carried)
                                                                       : ByteSpan());
        if (tree.ok())
            info->context.treeHash = toBytes(tree->rootHash());
        info->confirmationTag = mls::epochSecrets(intermediate, info->context.encode())
                                    .confirmationTag(info->context.confirmedTranscriptHash);
    }
    info->sign(trio.ada.signatureKey);
    mls::Welcome welcome;
    const auto sealed = mls::sealGroupInfo(*info, mls::welcomeSecret(intermediate));
    if (!sealed.ok())
        return std::nullopt;
    welcome.encryptedGroupInfo = *sealed;
    welcome.secrets.push_back(
        made(mls::sealGroupSecrets(*secrets, trio.ben.package, welcome.encryptedGroupInfo), "secrets are sealed"));
    mls::Writer writer;
    mls::writeMessageHeader(writer, mls::WireFormat::Welcome);
    welcome.write(writer);
    return writer.take();
}

void mlsWelcome(ByteSpan input)
{
    const MlsTrio &trio = mlsTrio();
    ByteReader reader(input);
    const auto how = reader.u8();
    const auto first = reader.vector32(mls::kMaxMessageSize);
    const auto second = reader.vector32(mls::kMaxMessageSize);
    if (!how.ok() || !first.ok() || !second.ok())
        return;
    const std::optional<ByteSpan> tree = (*how & kNoTree) != 0 ? std::nullopt : std::optional(reader.rest());
    const bool ownSeal = (*how & kOwnSeal) != 0;
    const auto welcome = ownSeal ? sealedWelcome(*first, *second, reader.rest(), *how) : std::optional(toBytes(*first));
    if (!welcome)
        return;
    const auto joined = mls::Group::join(*welcome, tree, trio.ben, someTime());
    if (!joined.ok())
        return;
    const auto self = joined->group.member(joined->group.ownLeaf());
    promise(self && self->signatureKey == trio.ben.signatureKey.publicKey(), "whoever joins is a member");
    const auto again = mls::RatchetTree::parse(joined->group.ratchetTree());
    promise(again.ok() && equalBytes(again->rootHash(), joined->group.treeHash()),
            "a group has the tree that it names");
    if (!ownSeal)
        promise(equalBytes(joined->group.confirmedTranscriptHash(), trio.info.context.confirmedTranscriptHash) &&
                    equalBytes(joined->group.treeHash(), trio.info.context.treeHash) &&
                    joined->group.epoch() == trio.added.epoch,
                "a Welcome leads to the group that it was made in");
}

Bytes joinInput(int how, ByteSpan first, ByteSpan second, ByteSpan tree)
{
    return ByteWriter().u8(static_cast<std::uint8_t>(how)).vector32(first).vector32(second).raw(tree).bytes();
}

std::vector<Bytes> welcomeSeeds()
{
    const MlsTrio &trio = mlsTrio();
    auto carrying = trio.info;
    carrying.extensions.push_back({mls::extension_type::kRatchetTree, trio.added.ratchetTree});
    const Bytes secrets = mls::encodeWhole(trio.secrets);
    const Bytes info = mls::encodeWhole(trio.info);
    std::vector<Bytes> out{joinInput(0, trio.added.welcomes[0], {}, trio.added.ratchetTree),
                           joinInput(kNoTree, trio.added.welcomes[0], {}, {}),
                           joinInput(kNoTree, trio.message, {}, {})};
    auto asking = trio.info; // for what the members can and cannot do
    asking.context.extensions = {mls::RequiredCapabilities{{}, {}, {1}}.toExtension()};
    out.push_back(joinInput(kOwnSeal | kFitting, secrets, mls::encodeWhole(asking), trio.added.ratchetTree));
    for (const auto &required : {mls::RequiredCapabilities{{9}, {}, {}}, mls::RequiredCapabilities{{}, {9}, {}},
                                 mls::RequiredCapabilities{{}, {}, {9}}}) {
        asking.context.extensions = {required.toExtension()};
        out.push_back(joinInput(kOwnSeal | kFitting, secrets, mls::encodeWhole(asking), trio.added.ratchetTree));
    }
    asking.context.extensions = {{0x0a0a, {}}};
    out.push_back(joinInput(kOwnSeal | kFitting, secrets, mls::encodeWhole(asking), trio.added.ratchetTree));
    asking = trio.info;
    asking.context.cipherSuite = 1;
    out.push_back(joinInput(kOwnSeal | kFitting, secrets, mls::encodeWhole(asking), trio.added.ratchetTree));
    asking = trio.info;
    asking.signer = {9};
    out.push_back(joinInput(kOwnSeal | kFitting, secrets, mls::encodeWhole(asking), trio.added.ratchetTree));
    mls::GroupSecrets withPsk{trio.secrets.joinerSecret.clone(), std::nullopt, {}};
    for (const auto type : {mls::PskType::External, mls::PskType::Resumption}) {
        withPsk.psks = {mls::PskId{type, {1}, {}, {2}, 3, Bytes(32, 4)}};
        out.push_back(joinInput(kOwnSeal, mls::encodeWhole(withPsk), info, trio.added.ratchetTree));
    }
    withPsk.psks.clear();
    out.push_back(joinInput(kOwnSeal | kFitting, mls::encodeWhole(withPsk), info, trio.added.ratchetTree));
    for (const int fitting : {0, int(kFitting)}) {
        out.push_back(joinInput(kOwnSeal | fitting, secrets, info, trio.added.ratchetTree));
        out.push_back(joinInput(kOwnSeal | kNoTree | fitting, secrets, mls::encodeWhole(carrying), {}));
        out.push_back(joinInput(kOwnSeal | fitting, secrets, info, trio.treeOfSeven));
    }
    return out;
}

constexpr Target kTargets[] = {
    {"mls_message", mlsMessage, messageSeeds},
    {"mls_key_package", mlsKeyPackage, keyPackageSeeds},
    {"mls_ratchet_tree", mlsRatchetTree, treeSeeds},
    {"mls_welcome", mlsWelcome, welcomeSeeds},
};

} // namespace

std::span<const Target> mlsTargets() { return kTargets; }

} // namespace bedside::fuzz
