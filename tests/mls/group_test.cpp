// SPDX-License-Identifier: Apache-2.0
#include "tests/mls/members.h"

#include <set>

using namespace bedside;
using namespace bedside::mls;
using namespace bedside::mls::testing;

class GroupTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void startsWithItsFounderAlone()
    {
        const Group group = founded("host");
        QCOMPARE(group.epoch(), std::uint64_t(0));
        QCOMPARE(group.ownLeaf().value, 0u);
        QCOMPARE(group.members().size(), std::size_t(1));
        QCOMPARE(asText(group.members()[0].identity), std::string_view("host"));
        QCOMPARE(*findExtension(group.groupContextExtensions(), kParams), Bytes{1});
        QVERIFY(group.confirmedTranscriptHash().empty());
    }
    void agreesOnEverythingAfterAJoin()
    {
        Party party(3);
        QVERIFY(agree(party[0], party[1]));
        QVERIFY(agree(party[0], party[2]));
        QCOMPARE(party[2].members().size(), std::size_t(3));
        QCOMPARE(asText(party[1].member({2})->identity), std::string_view("guest 2"));
        QVERIFY(!party[1].member({3}));
    }
    void exportsByLabelContextAndEpoch()
    {
        Party party(2);
        const auto value = [&](const char *label, const char *context) {
            return toHex(party[0].exportSecret(label, asBytes(context), 32).reveal());
        };
        const std::string before = value("a", "b");
        QVERIFY(before != value("a", "c") && before != value("b", "b"));
        party.admit();
        QVERIFY(before != value("a", "b"));
    }
    void carriesMessagesBothWays()
    {
        Party party(3);
        const auto sealed = party[1].protectApplication(asBytes("hello"), asBytes("tag"));
        QCOMPARE(textOf(party[0].receive(*sealed, noon())), std::string("hello"));
        auto received = party[2].receive(*sealed, noon());
        const auto &message = std::get<ApplicationMessage>(*received);
        QCOMPARE(message.sender.value, 1u);
        QCOMPARE(message.aad, toBytes(asBytes("tag")));
        QCOMPARE(message.epoch, party[2].epoch());
        QCOMPARE(textOf(party[1].receive(*party[0].protectApplication({}), noon())), std::string());
    }
    void padsMessagesToSteps()
    {
        Party party(2);
        std::set<std::size_t> sizes;
        for (std::size_t size = 0; size <= 128; ++size)
            sizes.insert(party[0].protectApplication(Bytes(size, 'x'))->size());
        QCOMPARE(sizes.size(), std::size_t(3));
        QCOMPARE(*sizes.rbegin() - *sizes.begin(), std::size_t(128));
    }
    void refusesAMessageTwice()
    {
        Party party(2);
        const auto sealed = party[0].protectApplication(asBytes("once"));
        QVERIFY(party[1].receive(*sealed, noon()).ok());
        QCOMPARE(codeOf(party[1].receive(*sealed, noon())), ErrorCode::Replayed);
    }
    void opensMessagesThatComeOutOfOrder()
    {
        Party party(2);
        std::vector<Bytes> sealed;
        for (int i = 0; i < 20; ++i)
            sealed.push_back(*party[0].protectApplication(asBytes(std::to_string(i))));
        for (int i = 19; i >= 0; --i)
            QCOMPARE(textOf(party[1].receive(sealed[static_cast<std::size_t>(i)], noon())), std::to_string(i));
    }
    void refusesItsOwnMessages()
    {
        Party party(2);
        QCOMPARE(codeOf(party[0].receive(*party[0].protectApplication(asBytes("x")), noon())), ErrorCode::WrongSender);
        const auto out = party[0].commit({}, noon());
        QCOMPARE(codeOf(party[0].receive(out->commit, noon())), ErrorCode::WrongSender);
    }
    void refusesAnyAlteredMessageAndStaysUsable()
    {
        Party party(2);
        const Bytes good = *party[0].protectApplication(asBytes("text"), asBytes("aad"));
        for (std::size_t i = 0; i < good.size(); ++i) {
            Bytes bad = good;
            bad[i] ^= 0x20;
            QVERIFY2(!party[1].receive(bad, noon()).ok(), std::to_string(i).c_str());
        }
        for (std::size_t size = 0; size < good.size(); size += 7)
            QVERIFY(!party[1].receive(ByteSpan(good).first(size), noon()).ok());
        QCOMPARE(textOf(party[1].receive(good, noon())), std::string("text"));
    }
    void refusesMessagesOfOtherGroups()
    {
        Party party(2);
        Group other = Group::create({9}, newcomer("o"), contextExtensions(), noon()).value();
        QCOMPARE(codeOf(party[0].receive(*other.protectApplication(asBytes("x")), noon())), ErrorCode::WrongGroup);
        QCOMPARE(codeOf(party[0].receive(newcomer("x").package.encodeMessage(), noon())), ErrorCode::UnknownType);
        QCOMPARE(codeOf(party[0].receive({}, noon())), ErrorCode::Truncated);
    }
    void changesNothingUntilACommitIsApplied()
    {
        Party party(3);
        const auto out = party[0].commit({{}, {{2}}, {}, {}, {}}, noon());
        auto received = party[1].receive(out->commit, noon());
        auto &staged = std::get<StagedCommit>(*received);
        QCOMPARE(party[1].members().size(), std::size_t(3));
        QCOMPARE(staged.members.size(), std::size_t(2));
        QCOMPARE(staged.removed.size(), std::size_t(1));
        QCOMPARE(staged.removed[0].leaf.value, 2u);
        QCOMPARE(staged.sender->value, 0u);
        QCOMPARE(staged.proposals.size(), std::size_t(1));
        QVERIFY(!staged.proposals[0].byReference && staged.proposals[0].type == proposal_type::kRemove);
        QVERIFY(staged.hasPath && !staged.removesUs && !staged.changesCredential);
        QCOMPARE(staged.epoch, party[1].epoch() + 1);
        QCOMPARE(textOf(party[1].receive(*party[2].protectApplication(asBytes("still here")), noon())), std::string("still here"));
        QVERIFY(party[0].confirmCommit().ok());
        QVERIFY(party[1].apply(std::move(staged)).ok());
        QVERIFY(agree(party[0], party[1]));
    }
    void dropsARefusedCommitWithoutTrace()
    {
        Party party(3);
        const Bytes before = party[1].confirmedTranscriptHash();
        {
            const auto out = party[0].commit({{}, {{2}}, {}, {}, {}}, noon());
            QVERIFY(party[1].receive(out->commit, noon()).ok());
        }
        party[0].discardCommit();
        QCOMPARE(party[1].confirmedTranscriptHash(), before);
        const auto other = party[2].commit({}, noon());
        party.deliver(2, other->commit);
        QVERIFY(agree(party[0], party[1]) && agree(party[1], party[2]));
    }
    void refusesToApplyAfterTheGroupMoved()
    {
        Party party(3);
        const auto late = party[2].commit({}, noon());
        auto received = party[1].receive(late->commit, noon());
        const auto first = party[0].commit({}, noon());
        party[2].discardCommit();
        party.deliver(0, first->commit);
        QCOMPARE(codeOf(party[1].apply(std::move(std::get<StagedCommit>(*received)))), ErrorCode::NotInState);
        QVERIFY(agree(party[0], party[1]));
    }
    void letsTheFirstOfTwoCommitsWin()
    {
        Party party(3);
        const auto a = party[0].commit({}, noon());
        QVERIFY(party[1].commit({}, noon()).ok());
        QVERIFY(party[1].hasPendingCommit());
        party.deliver(0, a->commit);
        QVERIFY(!party[1].hasPendingCommit());
        QCOMPARE(codeOf(party[1].confirmCommit()), ErrorCode::NotInState);
        QVERIFY(agree(party[0], party[1]) && agree(party[0], party[2]));
    }
    void allowsOnePendingCommitAtATime()
    {
        Party party(2);
        QCOMPARE(codeOf(party[0].confirmCommit()), ErrorCode::NotInState);
        QVERIFY(party[0].commit({}, noon()).ok());
        QCOMPARE(party[0].pendingEpoch(), party[0].epoch() + 1);
        QCOMPARE(codeOf(party[0].commit({}, noon())), ErrorCode::NotInState);
        party[0].discardCommit();
        QCOMPARE(party[0].pendingEpoch(), std::uint64_t(0));
        const auto again = party[0].commit({}, noon());
        party.deliver(0, again->commit);
        QVERIFY(agree(party[0], party[1]));
    }
    void tellsTheRemovedThatTheyAreRemoved()
    {
        Party party(3);
        const auto out = party[0].commit({{}, {{2}}, {}, {}, {}}, noon());
        auto received = party[2].receive(out->commit, noon());
        auto &staged = std::get<StagedCommit>(*received);
        QVERIFY(staged.removesUs);
        QCOMPARE(codeOf(party[2].apply(std::move(staged))), ErrorCode::NotInState);
        QVERIFY(party[0].confirmCommit().ok());
        QCOMPARE(codeOf(party[2].receive(*party[0].protectApplication(asBytes("secret")), noon())), ErrorCode::WrongEpoch);
    }
    void opensLateMessagesOfKeptEpochsOnly()
    {
        Party party(2);
        std::vector<Bytes> late;
        for (int i = 0; i < 3; ++i) {
            late.push_back(*party[0].protectApplication(asBytes("late")));
            const auto out = party[0].commit({}, noon());
            party.deliver(0, out->commit);
        }
        QCOMPARE(codeOf(party[1].receive(late[0], noon())), ErrorCode::KeyUnavailable);
        QCOMPARE(textOf(party[1].receive(late[1], noon())), std::string("late"));
        QCOMPARE(codeOf(party[1].receive(late[1], noon())), ErrorCode::Replayed);
        party[1].wipeEpoch(party[1].epoch() - 1);
        QCOMPARE(codeOf(party[1].receive(late[2], noon())), ErrorCode::KeyUnavailable);
    }
    void aWipedGroupOnlyTellsWhatIsPublic()
    {
        Party party(3);
        const auto late = *party[0].protectApplication(asBytes("late"));
        auto received = party[1].receive(party[0].commit({}, noon())->commit, noon());
        auto staged = std::move(std::get<StagedCommit>(*received));
        const auto hash = party[1].confirmedTranscriptHash();
        party[1].wipe();
        QCOMPARE(codeOf(party[1].receive(late, noon())), ErrorCode::NotInState);
        QCOMPARE(codeOf(party[1].apply(std::move(staged))), ErrorCode::NotInState);
        QCOMPARE(codeOf(party[1].commit({}, noon())), ErrorCode::NotInState);
        QCOMPARE(codeOf(party[1].protectApplication(asBytes("x"))), ErrorCode::NotInState);
        QVERIFY(party[1].exportSecret("label", {}, 32).empty());
        QVERIFY(party[1].epochAuthenticator().empty());
        QCOMPARE(party[1].members().size(), std::size_t(3));
        QCOMPARE(party[1].ownLeaf().value, 1u);
        QCOMPARE(party[1].confirmedTranscriptHash(), hash);
    }
    void refusesCommitsOfOtherEpochs()
    {
        Party party(2);
        const auto old = party[0].commit({}, noon());
        party.deliver(0, old->commit);
        const auto again = party[1].receive(old->commit, noon());
        QCOMPARE(codeOf(again), ErrorCode::WrongEpoch);
        QCOMPARE(again.error().detail(), std::int64_t(party[1].epoch()) - 1);
        const auto one = party[0].commit({}, noon());
        QVERIFY(party[0].confirmCommit().ok());
        const auto two = party[0].commit({}, noon());
        QCOMPARE(codeOf(party[1].receive(two->commit, noon())), ErrorCode::WrongEpoch);
        QCOMPARE(codeOf(party[1].receive(*party[0].protectApplication(asBytes("early")), noon())), ErrorCode::WrongEpoch);
    }
    void givesEachNewcomerItsOwnWelcome()
    {
        Group host = founded();
        const KeyPackageBundle a = newcomer("a"), b = newcomer("b");
        CommitRequest request;
        request.adds = {a.package, b.package};
        request.groupInfoExtensions = {{kJoin, {7}}};
        const auto out = host.commit(request, noon());
        QVERIFY(host.confirmCommit().ok());
        QCOMPARE(out->welcomes.size(), std::size_t(2));
        auto first = Group::join(out->welcomes[0], ByteSpan(out->ratchetTree), a, noon());
        auto second = Group::join(out->welcomes[1], ByteSpan(out->ratchetTree), b, noon());
        QVERIFY(agree(host, first->group) && agree(host, second->group));
        QCOMPARE(*findExtension(first->groupInfoExtensions, kJoin), Bytes{7});
        QCOMPARE(first->signer.value, 0u);
        QCOMPARE(out->added[1], second->group.ownLeaf());
        QCOMPARE(codeOf(Group::join(out->welcomes[0], ByteSpan(out->ratchetTree), b, noon())), ErrorCode::KeyUnavailable);
    }
    void refusesWelcomesThatDoNotHold()
    {
        Party party(3);
        const KeyPackageBundle own = newcomer("late");
        CommitRequest request;
        request.adds = {own.package};
        const auto out = party[0].commit(request, noon());
        const Bytes &welcome = out->welcomes[0];
        const Bytes &tree = out->ratchetTree;
        QVERIFY(Group::join(welcome, ByteSpan(tree), own, noon()).ok());
        QCOMPARE(codeOf(Group::join(welcome, std::nullopt, own, noon())), ErrorCode::BadTree);
        const Bytes oldTree = party[0].ratchetTree();
        QVERIFY(!Group::join(welcome, ByteSpan(oldTree), own, noon()).ok());
        QCOMPARE(codeOf(Group::join(welcome, ByteSpan(tree), own, noon() + std::chrono::hours(30))), ErrorCode::BadLifetime);
        QCOMPARE(codeOf(Group::join(out->commit, ByteSpan(tree), own, noon())), ErrorCode::UnknownType);
        for (std::size_t i = 4; i < welcome.size(); i += 3) {
            Bytes bad = welcome;
            bad[i] ^= 4;
            QVERIFY(!Group::join(bad, ByteSpan(tree), own, noon()).ok());
        }
        for (std::size_t i = 0; i < tree.size(); i += 11) {
            Bytes bad = tree;
            bad[i] ^= 4;
            QVERIFY2(!Group::join(welcome, ByteSpan(bad), own, noon()).ok(), std::to_string(i).c_str());
        }
    }
    void refusesToAddWhomReceiversWouldRefuse()
    {
        Party party(2);
        const auto adding = [&](const KeyPackageBundle &bundle, WallTime when = noon()) {
            CommitRequest request;
            request.adds = {bundle.package};
            const ErrorCode code = codeOf(party[0].commit(request, when));
            party[0].discardCommit();
            return code;
        };
        QCOMPARE(adding(newcomer("plain", Capabilities{})), ErrorCode::UnsupportedExtension);
        QCOMPARE(adding(newcomer("late"), noon() + std::chrono::hours(24)), ErrorCode::BadLifetime);
        KeyPackageBundle altered = newcomer("x");
        altered.package.leaf.credential.identity.push_back('y');
        QCOMPARE(adding(altered), ErrorCode::BadSignature);
        const KeyPackageBundle good = newcomer("x");
        CommitRequest twice;
        twice.adds = {good.package, good.package};
        QCOMPARE(codeOf(party[0].commit(twice, noon())), ErrorCode::DuplicateKey);
        const crypto::SigningKey shared = crypto::SigningKey::generate();
        CommitRequest sameSigner;
        for (int i = 0; i < 2; ++i)
            sameSigner.adds.push_back(KeyPackageBundle::create({1}, shared, capabilities(), aDay()).package);
        QCOMPARE(codeOf(party[0].commit(sameSigner, noon())), ErrorCode::DuplicateKey);
        QCOMPARE(adding(good), ErrorCode(0));
    }
    void refusesRemovalsThatMakeNoSense()
    {
        Party party(3);
        const auto removing = [&](std::vector<LeafIndex> leaves) {
            return codeOf(party[0].commit({{}, std::move(leaves), {}, {}, {}}, noon()));
        };
        QCOMPARE(removing({{0}}), ErrorCode::BadProposal);
        QCOMPARE(removing({{7}}), ErrorCode::BadProposal);
        QCOMPARE(removing({{1}, {1}}), ErrorCode::BadProposal);
        QVERIFY(!party[0].hasPendingCommit());
    }
    void readmitsADeviceInOneCommit()
    {
        Party party(3);
        const KeyPackageBundle again = newcomer("guest 2");
        CommitRequest request;
        request.adds = {again.package};
        request.removes = {{2}};
        const auto out = party[0].commit(request, noon());
        QVERIFY(out.ok());
        party.groups.pop_back();
        party.deliver(0, out->commit);
        auto joined = Group::join(out->welcomes[0], ByteSpan(out->ratchetTree), again, noon());
        QVERIFY(joined.ok() && agree(joined->group, party[1]));
        QCOMPARE(joined->group.ownLeaf().value, 2u);
    }
    void replacesTheGroupContextExtensions()
    {
        Party party(3);
        CommitRequest request;
        request.groupContextExtensions = contextExtensions(9);
        request.aad = {1, 2};
        const auto out = party[0].commit(request, noon());
        auto received = party[1].receive(out->commit, noon());
        auto &staged = std::get<StagedCommit>(*received);
        QCOMPARE(*findExtension(staged.groupContextExtensions, kParams), Bytes{9});
        QCOMPARE(*findExtension(party[1].groupContextExtensions(), kParams), Bytes{1});
        QCOMPARE(staged.aad, (Bytes{1, 2}));
        QVERIFY(party[1].apply(std::move(staged)).ok());
        QCOMPARE(*findExtension(party[1].groupContextExtensions(), kParams), Bytes{9});
        CommitRequest unsupported;
        unsupported.groupContextExtensions = Extensions{{0xABCD, {}}};
        QCOMPARE(codeOf(party[2].commit(unsupported, noon())), ErrorCode::UnsupportedExtension);
        unsupported.groupContextExtensions = Extensions{RequiredCapabilities{{0xABCD}, {}, {}}.toExtension()};
        QCOMPARE(codeOf(party[2].commit(unsupported, noon())), ErrorCode::UnsupportedExtension);
        unsupported.groupContextExtensions = Extensions{{extension_type::kRequiredCapabilities, {1}}};
        QVERIFY(!party[2].commit(unsupported, noon()).ok());
    }
    void tellsWhatAMessageIsBeforeOpeningIt()
    {
        Party party(2);
        const auto application = peekMessage(*party[0].protectApplication(asBytes("x")));
        QVERIFY(application->kind == MessageHeader::Kind::Application && application->isPrivate);
        QCOMPARE(application->groupId, party[0].groupId());
        QCOMPARE(application->epoch, party[0].epoch());
        const auto out = party[0].commit({{newcomer("y").package}, {}, {}, {}, {}}, noon());
        QVERIFY(peekMessage(out->commit)->kind == MessageHeader::Kind::Commit);
        QVERIFY(peekMessage(out->welcomes[0])->kind == MessageHeader::Kind::Welcome);
        QVERIFY(peekMessage(newcomer("y").package.encodeMessage())->kind == MessageHeader::Kind::KeyPackage);
        QVERIFY(!peekMessage(asBytes("no message")).ok());
        QVERIFY(!peekMessage({}).ok());
    }
    void refusesAFounderThatDoesNotFitItsOwnGroup()
    {
        QCOMPARE(codeOf(Group::create({1}, newcomer("x", Capabilities{}), contextExtensions(), noon())),
                 ErrorCode::UnsupportedExtension);
        QCOMPARE(codeOf(Group::create({1}, newcomer("x"), contextExtensions(), noon() + std::chrono::hours(24))),
                 ErrorCode::BadLifetime);
    }
};

QTEST_GUILESS_MAIN(GroupTest)
#include "group_test.moc"
