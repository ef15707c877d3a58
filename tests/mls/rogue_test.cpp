// SPDX-License-Identifier: Apache-2.0
// A member, and outsiders, who follow the protocol's forms and break its rules: every rule has its refusal, and the
// group goes on afterwards.
#include "core/mls/codec.h"
#include "core/mls/group_state.h"
#include "core/mls/welcome.h"
#include "tests/mls/members.h"

using namespace bedside;
using namespace bedside::mls;
using namespace bedside::mls::testing;

namespace {

struct Plan {
    std::vector<Proposal> proposals = {};
    std::vector<ProposalRef> references = {};
    std::vector<ResolvedProposal> referred = {}; // what the references stand for
    bool withPath = true;
    WireFormat format = WireFormat::PrivateMessage;
    std::function<void(UpdatePath &)> path = {};
    std::function<void(LeafNode &)> leaf = {};
    std::function<void(AuthenticatedContent &)> content = {}; // before signing
    std::function<void(AuthenticatedContent &)> signedContent = {};
};

Bytes wire(WireFormat format, const auto &message)
{
    Writer writer;
    writeMessageHeader(writer, format);
    message.write(writer);
    return writer.take();
}

// A member with its state in the open.
struct Rogue {
    std::unique_ptr<GroupState> state;
    crypto::SigningKey signer;

    static Rogue join(const Bytes &message, const Bytes &encodedTree, const KeyPackageBundle &own)
    {
        Reader reader(message);
        QTest::qVerify(readMessageHeader(reader).ok(), "welcome", "", __FILE__, __LINE__);
        const Welcome welcome = parseWhole<Welcome>(reader.rest()).value();
        const GroupSecrets secrets = openGroupSecrets(welcome, own.package.ref(), own.initKey).value();
        const Secret intermediate = intermediateSecret(secrets.joinerSecret, zeroSecret());
        GroupInfo info = openGroupInfo(welcome.encryptedGroupInfo, welcomeSecret(intermediate)).value();
        RatchetTree tree = RatchetTree::parse(encodedTree).value();
        TreeKeys keys(*tree.findLeaf(own.package.leaf), own.encryptionKey.clone());
        (void)keys.implant(tree, info.signer, *secrets.pathSecret).value();
        EpochSecrets epoch = epochSecrets(intermediate, info.context.encode());
        return {GroupState::make(info.context, std::move(tree), std::move(keys), std::move(epoch), info.confirmationTag),
                own.signatureKey.clone()};
    }

    Bytes seal(AuthenticatedContent content) const
    {
        if (content.wireFormat == WireFormat::PrivateMessage)
            return wire(WireFormat::PrivateMessage, sealPrivate(content, state->messages).value());
        return wire(WireFormat::PublicMessage, sealPublic(std::move(content), state->secrets.membership, state->encodedContext));
    }

    AuthenticatedContent framed(Content content, WireFormat format = WireFormat::PrivateMessage) const
    {
        AuthenticatedContent out;
        out.wireFormat = format;
        out.content = {state->context.groupId, state->context.epoch, Sender::member(state->keys.own()), {}, std::move(content)};
        return out;
    }

    AuthenticatedContent proposal(Proposal body, WireFormat format = WireFormat::PublicMessage) const
    {
        AuthenticatedContent out = framed(std::move(body), format);
        out.sign(signer, state->encodedContext);
        return out;
    }

    // As a careful member would commit, but for what the plan changes.
    Bytes commit(const Plan &plan) const
    {
        const Sender sender = Sender::member(state->keys.own());
        std::vector<ResolvedProposal> resolved = plan.referred;
        Commit commit;
        for (const ProposalRef &reference : plan.references)
            commit.proposals.emplace_back(reference);
        for (const Proposal &each : plan.proposals) {
            commit.proposals.emplace_back(each);
            resolved.push_back({each, sender, false});
        }
        auto effects = applyProposals(resolved, sender, state->tree, state->context, noon());
        RatchetTree tree = effects.ok() ? effects->tree : state->tree;
        GroupContext next = state->context;
        ++next.epoch;
        if (effects.ok())
            next.extensions = effects->extensions;
        Secret commitSecret = zeroSecret();
        if (plan.withPath) {
            LeafNode leaf = *state->tree.leaf(state->keys.own());
            if (plan.leaf)
                plan.leaf(leaf);
            const PathDraft draft = draftPath(tree, state->keys, leaf, signer, state->context.groupId).value();
            next.treeHash = toBytes(tree.rootHash());
            commit.path = sealPath(draft, tree, next.encode(), effects.ok() ? effects->added : std::vector<LeafIndex>{}).value();
            commitSecret = draft.commitSecret.clone();
            if (plan.path)
                plan.path(*commit.path);
        }
        next.treeHash = toBytes(tree.rootHash());
        return finish(plan, std::move(commit), std::move(next), commitSecret);
    }

private:
    Bytes finish(const Plan &plan, Commit commit, GroupContext next, const Secret &commitSecret) const
    {
        AuthenticatedContent out = framed(std::move(commit), plan.format);
        if (plan.content)
            plan.content(out);
        out.sign(signer, state->encodedContext);
        next.confirmedTranscriptHash = confirmedTranscriptHash(state->interimTranscript, out.confirmedTranscriptInput());
        const Bytes context = next.encode();
        const Secret joiner = joinerSecret(state->secrets.init, commitSecret, context);
        out.auth.confirmationTag =
            epochSecrets(intermediateSecret(joiner, zeroSecret()), context).confirmationTag(next.confirmedTranscriptHash);
        if (plan.signedContent)
            plan.signedContent(out);
        return seal(std::move(out));
    }
};

struct Scene {
    Party party{4};
    std::optional<Rogue> rogue; // leaf 4

    explicit Scene(Extensions extensions = contextExtensions())
    {
        const KeyPackageBundle own = newcomer("rogue");
        CommitRequest request;
        request.adds = {own.package};
        request.groupContextExtensions = std::move(extensions);
        const auto out = party[0].commit(request, noon());
        party.deliver(0, out->commit);
        rogue = Rogue::join(out->welcomes[0], out->ratchetTree, own);
    }
    ErrorCode send(const Bytes &message) { return codeOf(party[1].receive(message, noon())); }
    ErrorCode commit(const Plan &plan) { return send(rogue->commit(plan)); }
};

Proposal removal(std::uint32_t leaf) { return {RemoveProposal{{leaf}}}; }
Proposal addition(const KeyPackageBundle &bundle) { return {AddProposal{bundle.package}}; }
Proposal psk(std::size_t nonce)
{
    PskId id;
    id.externalId = {1};
    id.nonce = Bytes(nonce, 1);
    return {PskProposal{id}};
}

Extension externalSenders(const crypto::SigningKey &key)
{
    Writer writer;
    writer.vector([&](Writer &inner) {
        inner.opaque(key.publicKey());
        Credential{credential_type::kBasic, {1}, {}}.write(inner);
    });
    return {extension_type::kExternalSenders, writer.take()};
}

} // namespace

class RogueTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void acceptsTheCarefulCommit()
    {
        for (const WireFormat format : {WireFormat::PrivateMessage, WireFormat::PublicMessage}) {
            Scene scene;
            const Bytes message = scene.rogue->commit({.proposals = {removal(2), addition(newcomer("n"))}, .format = format});
            for (const std::size_t member : {0, 1, 3}) {
                auto received = scene.party[member].receive(message, noon());
                QVERIFY2(received.ok(), received.ok() ? "" : received.error().why());
                QVERIFY(scene.party[member].apply(std::move(std::get<StagedCommit>(*received))).ok());
            }
            QVERIFY(agree(scene.party[0], scene.party[1]) && agree(scene.party[0], scene.party[3]));
        }
    }
    void refusesListsOfProposalsThatAreNotAllowed()
    {
        Scene scene;
        const KeyPackageBundle twin = newcomer("twin");
        QCOMPARE(scene.commit({.proposals = {removal(4)}}), ErrorCode::BadProposal); // itself
        QCOMPARE(scene.commit({.proposals = {removal(9)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {removal(2), removal(2)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {addition(twin), addition(twin)}}), ErrorCode::DuplicateKey);
        QCOMPARE(scene.commit({.proposals = {psk(32), psk(32)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {psk(31)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {psk(32)}}), ErrorCode::KeyUnavailable);
        QCOMPARE(scene.commit({.proposals = {{ReInitProposal{{1}, 1, 3, {}}}, removal(2)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {{ReInitProposal{{1}, 0, 3, {}}}}}), ErrorCode::Downgraded);
        QCOMPARE(scene.commit({.proposals = {{ExternalInitProposal{Bytes(32)}}}}), ErrorCode::WrongSender);
        const Proposal extensions{GroupContextExtensionsProposal{contextExtensions(3)}};
        QCOMPARE(scene.commit({.proposals = {extensions, extensions}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.proposals = {{UpdateProposal{newcomer("u").package.leaf}}}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({.references = {Bytes(32, 1)}}), ErrorCode::BadProposal);
        QCOMPARE(scene.commit({}), ErrorCode(0));
    }
    void refusesNewcomersThatDoNotHold()
    {
        Scene scene;
        QCOMPARE(scene.commit({.proposals = {addition(newcomer("x", Capabilities{}))}}), ErrorCode::UnsupportedExtension);
        const Lifetime past = Lifetime::between(noon() - std::chrono::hours(9), noon() - std::chrono::hours(1));
        QCOMPARE(scene.commit({.proposals = {addition(newcomer("x", capabilities(), past))}}), ErrorCode::BadLifetime);
        const Lifetime future = Lifetime::between(noon() + std::chrono::hours(1), noon() + std::chrono::hours(9));
        QCOMPARE(scene.commit({.proposals = {addition(newcomer("x", capabilities(), future))}}), ErrorCode::BadLifetime);
        KeyPackageBundle altered = newcomer("x");
        altered.package.signature[5] ^= 1;
        QCOMPARE(scene.commit({.proposals = {addition(altered)}}), ErrorCode::BadSignature);
    }
    void refusesCommitsWithoutThePathTheyNeed()
    {
        Scene scene;
        QCOMPARE(scene.commit({.withPath = false}), ErrorCode::BadPath);
        QCOMPARE(scene.commit({.proposals = {removal(2)}, .withPath = false}), ErrorCode::BadPath);
        QCOMPARE(scene.commit({.proposals = {{GroupContextExtensionsProposal{contextExtensions(3)}}}, .withPath = false}),
                 ErrorCode::BadPath);
        QCOMPARE(scene.commit({.proposals = {addition(newcomer("n"))}, .withPath = false}), ErrorCode(0)); // section 12.4
    }
    void refusesPathsThatDoNotHold()
    {
        Scene scene;
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) { p.leaf.signature[0] ^= 1; }}), ErrorCode::BadSignature);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) { p.leaf.parentHash[0] ^= 1; }}), ErrorCode::BadSignature);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) { p.nodes.clear(); }}), ErrorCode::BadPath);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) { p.nodes[0].encryptionKey[0] ^= 1; }}), ErrorCode::BadPath);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) {
                     for (auto &secret : p.nodes[0].secrets)
                         secret.ciphertext[0] ^= 1;
                 }}),
                 ErrorCode::BadMac);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) {
                     for (auto &secret : p.nodes[0].secrets)
                         secret.kemOutput = Bytes(32);
                 }}),
                 ErrorCode::BadKey);
        QCOMPARE(scene.commit({.path = [](UpdatePath &p) { p.nodes[0].secrets.clear(); }}), ErrorCode::BadPath);
        QCOMPARE(scene.commit({.leaf = [](LeafNode &l) { l.extensions = {{0xABCD, {}}}; }}), ErrorCode::UnsupportedExtension);
        QCOMPARE(scene.commit({.leaf = [](LeafNode &l) { l.capabilities.extensions.clear(); }}), ErrorCode::UnsupportedExtension);
        QCOMPARE(scene.commit({}), ErrorCode(0));
    }
    void refusesPathSecretsThatGiveOtherKeys()
    {
        // Every ciphertext opens, to a secret that is not the one behind the public key.
        Scene scene;
        const Rogue &rogue = *scene.rogue;
        const Bytes message = rogue.commit({.path = [&](UpdatePath &p) {
            RatchetTree tree = rogue.state->tree;
            QVERIFY(mergePath(tree, rogue.state->keys.own(), p).ok());
            GroupContext next = rogue.state->context;
            ++next.epoch;
            next.treeHash = toBytes(tree.rootHash());
            for (UpdatePathNode &node : p.nodes)
                for (std::size_t i = 0; i < node.secrets.size(); ++i)
                    for (const LeafIndex leaf : tree.occupied())
                        if (leaf.value == 1)
                            node.secrets[i] = encryptWithLabel(tree.leaf(leaf)->encryptionKey, "UpdatePathNode",
                                                               next.encode(), crypto::randomSecret(32).reveal())
                                                  .value();
        }});
        const ErrorCode code = scene.send(message);
        // Which of the two depends on whether our own leaf key or a node above it is asked to open it.
        QVERIFY(code == ErrorCode::BadPath || code == ErrorCode::BadMac);
    }
    void refusesConfirmationTagsThatDoNotHold()
    {
        Scene scene;
        QCOMPARE(scene.commit({.signedContent = [](AuthenticatedContent &c) { c.auth.confirmationTag[0] ^= 1; }}),
                 ErrorCode::BadConfirmation);
        QCOMPARE(scene.commit({.signedContent = [](AuthenticatedContent &c) { c.auth.confirmationTag.clear(); }}),
                 ErrorCode::BadConfirmation);
    }
    void refusesSignaturesOfOthers()
    {
        Scene scene;
        QCOMPARE(scene.commit({.signedContent = [](AuthenticatedContent &c) { c.auth.signature[9] ^= 1; }}),
                 ErrorCode::BadSignature);
        // Every member has the keys to encrypt as another one; the signature is what tells them apart.
        QCOMPARE(scene.commit({.content = [](AuthenticatedContent &c) { c.content.sender = Sender::member({2}); }}),
                 ErrorCode::BadSignature);
        QCOMPARE(scene.commit({.content = [](AuthenticatedContent &c) { c.content.sender = Sender::member({6}); }}),
                 ErrorCode::WrongSender);
    }
    void refusesPublicMessagesWithoutTheMembershipKey()
    {
        Scene scene;
        AuthenticatedContent content = scene.rogue->proposal(removal(2));
        const Bytes forged = wire(WireFormat::PublicMessage,
                                  sealPublic(std::move(content), crypto::randomSecret(32), scene.rogue->state->encodedContext));
        QCOMPARE(scene.send(forged), ErrorCode::BadMac);
    }
    void refusesPublicApplicationData()
    {
        Scene scene;
        AuthenticatedContent content = scene.rogue->framed(Secret::copyOf(asBytes("text")), WireFormat::PublicMessage);
        content.sign(scene.rogue->signer, scene.rogue->state->encodedContext);
        QCOMPARE(scene.send(scene.rogue->seal(std::move(content))), ErrorCode::WrongSender);
    }
    void refusesPaddingThatIsNotZero()
    {
        Scene scene;
        AuthenticatedContent content = scene.rogue->framed(Secret::copyOf(asBytes("text")));
        content.sign(scene.rogue->signer, scene.rogue->state->encodedContext);
        content.auth.signature.push_back(0); // one byte more, and the size of the signature is wrong as well
        QCOMPARE(scene.send(scene.rogue->seal(std::move(content))), ErrorCode::BadSignature);
    }
    void marksAChangeOfCredential()
    {
        Scene scene;
        const auto staged = [&](const Plan &plan) {
            auto received = scene.party[1].receive(scene.rogue->commit(plan), noon());
            return std::get<StagedCommit>(std::move(received).value());
        };
        QVERIFY(!staged({}).changesCredential);
        QVERIFY(staged({.leaf = [](LeafNode &l) { l.credential.identity = {9}; }}).changesCredential);
    }
    void commitsProposalsByReference()
    {
        Scene scene;
        const AuthenticatedContent proposal = scene.rogue->proposal(removal(2), WireFormat::PrivateMessage);
        const ProposalRef reference = proposal.proposalRef();
        const ResolvedProposal resolved{removal(2), Sender::member({4}), true};
        AuthenticatedContent copy = scene.rogue->framed(removal(2));
        copy.auth = proposal.auth;
        const auto received = scene.party[1].receive(scene.rogue->seal(std::move(copy)), noon());
        QVERIFY(received.ok());
        QCOMPARE(std::get<ProposalMessage>(*received).type, proposal_type::kRemove);
        auto commit = scene.party[1].receive(scene.rogue->commit({.references = {reference}, .referred = {resolved}}), noon());
        QVERIFY2(commit.ok(), commit.ok() ? "" : commit.error().why());
        const auto &staged = std::get<StagedCommit>(*commit);
        QVERIFY(staged.proposals.at(0).byReference);
        QCOMPARE(staged.removed.at(0).leaf.value, 2u);
    }
    void letsOnlyListedOutsidersPropose()
    {
        const crypto::SigningKey outsider = crypto::SigningKey::generate();
        Extensions extensions = contextExtensions();
        extensions.push_back(externalSenders(outsider));
        Scene scene(extensions);
        const auto from = [&](Sender sender, const crypto::SigningKey &key, Proposal proposal) {
            AuthenticatedContent content = scene.rogue->framed(std::move(proposal), WireFormat::PublicMessage);
            content.content.sender = sender;
            content.sign(key, scene.rogue->state->encodedContext);
            return scene.send(scene.rogue->seal(std::move(content)));
        };
        const Sender listed{SenderType::External, 0};
        QCOMPARE(from(listed, outsider, removal(2)), ErrorCode(0));
        QCOMPARE(from(listed, crypto::SigningKey::generate(), removal(2)), ErrorCode::BadSignature);
        QCOMPARE(from({SenderType::External, 1}, outsider, removal(2)), ErrorCode::WrongSender);
        QCOMPARE(from(listed, outsider, {ExternalInitProposal{Bytes(32)}}), ErrorCode::WrongSender);
        QCOMPARE(from(listed, outsider, {UpdateProposal{newcomer("u").package.leaf}}), ErrorCode::WrongSender);
        const KeyPackageBundle wishes = newcomer("wishes");
        const Sender wisher{SenderType::NewMemberProposal, 0};
        QCOMPARE(from(wisher, wishes.signatureKey, addition(wishes)), ErrorCode(0));
        QCOMPARE(from(wisher, outsider, addition(wishes)), ErrorCode::BadSignature);
        QCOMPARE(from(wisher, wishes.signatureKey, removal(2)), ErrorCode::WrongSender);
        QCOMPARE(from({SenderType::NewMemberCommit, 0}, wishes.signatureKey, addition(wishes)), ErrorCode::WrongSender);
    }
    void followsAnExternalCommit()
    {
        Scene scene;
        QCOMPARE(external(scene, {}), ErrorCode(0));
        QVERIFY(agree(scene.party[0], scene.party[1]));
        QCOMPARE(scene.party[1].members().size(), std::size_t(6));
    }
    void refusesExternalCommitsOutOfForm()
    {
        Scene scene;
        QCOMPARE(external(scene, {.proposals = {addition(newcomer("n"))}}), ErrorCode::WrongSender);
        QCOMPARE(external(scene, {.proposals = {removal(1), removal(2)}}), ErrorCode::BadProposal);
        QCOMPARE(external(scene, {.proposals = {{ExternalInitProposal{Bytes(32, 1)}}}}), ErrorCode::BadProposal);
        QCOMPARE(external(scene, {.withPath = false}), ErrorCode::WrongSender);
        QCOMPARE(external(scene, {.signedContent = [](AuthenticatedContent &c) { c.auth.confirmationTag[0] ^= 1; }}),
                 ErrorCode::BadConfirmation);
        QCOMPARE(external(scene, {.signedContent = [](AuthenticatedContent &c) { c.auth.signature[0] ^= 1; }}),
                 ErrorCode::BadSignature);
    }
    void endsAGroupThatWasReinitialized()
    {
        Scene scene;
        const Bytes message = scene.rogue->commit({.proposals = {{ReInitProposal{{1}, 1, 3, {}}}}});
        for (const std::size_t member : {0, 1}) {
            auto received = scene.party[member].receive(message, noon());
            QVERIFY(std::get<StagedCommit>(*received).reInitializes);
            QVERIFY(scene.party[member].apply(std::move(std::get<StagedCommit>(*received))).ok());
        }
        QCOMPARE(codeOf(scene.party[0].commit({}, noon())), ErrorCode::NotInState);
    }

private:
    // Somebody from outside commits itself in, with the epoch's external key; members 0 and 1 receive it.
    ErrorCode external(Scene &scene, const Plan &plan)
    {
        const GroupState &state = *scene.rogue->state;
        const KeyPackageBundle own = newcomer("from outside");
        const auto init = crypto::hpkeExport(state.secrets.externalKey().publicKey(), {},
                                             asBytes("MLS 1.0 external init secret"), 32);
        Commit commit;
        commit.proposals.emplace_back(Proposal{ExternalInitProposal{init->kemOutput}});
        for (const Proposal &proposal : plan.proposals)
            commit.proposals.emplace_back(proposal);
        RatchetTree tree = state.tree;
        const LeafIndex leaf = tree.firstFree();
        TreeKeys keys(leaf, own.encryptionKey.clone());
        if (!tree.makeRoom(leaf).ok())
            return ErrorCode::Internal;
        GroupContext next = state.context;
        ++next.epoch;
        Secret commitSecret = zeroSecret();
        if (plan.withPath) {
            const PathDraft draft = draftPath(tree, keys, own.package.leaf, own.signatureKey, next.groupId).value();
            next.treeHash = toBytes(tree.rootHash());
            commit.path = sealPath(draft, tree, next.encode(), {}).value();
            commitSecret = draft.commitSecret.clone();
        }
        AuthenticatedContent out = scene.rogue->framed(std::move(commit), WireFormat::PublicMessage);
        out.content.sender = {SenderType::NewMemberCommit, 0};
        out.sign(own.signatureKey, state.encodedContext);
        next.confirmedTranscriptHash = confirmedTranscriptHash(state.interimTranscript, out.confirmedTranscriptInput());
        const Bytes context = next.encode();
        const Secret joiner = joinerSecret(init->secret, commitSecret, context);
        out.auth.confirmationTag =
            epochSecrets(intermediateSecret(joiner, zeroSecret()), context).confirmationTag(next.confirmedTranscriptHash);
        if (plan.signedContent)
            plan.signedContent(out);
        const Bytes message = scene.rogue->seal(std::move(out));
        ErrorCode code{};
        for (const std::size_t member : {0, 1}) {
            auto received = scene.party[member].receive(message, noon());
            code = codeOf(received);
            if (received.ok() && !scene.party[member].apply(std::move(std::get<StagedCommit>(*received))).ok())
                return ErrorCode::NotInState;
        }
        return code;
    }
};

QTEST_GUILESS_MAIN(RogueTest)
#include "rogue_test.moc"
