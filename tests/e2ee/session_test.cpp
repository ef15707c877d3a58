// SPDX-License-Identifier: Apache-2.0
// Whole sessions over an ordering server in memory: joining, leaving, removal, timers, and what each side then can and
// cannot read.
#include "world.h"

#include "core/crypto/random.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;
using namespace std::chrono_literals;

namespace {

wire::RoleSet clinician() { return wire::Role::Clinician; }

bool agree(const World &world, std::initializer_list<Participant *> people)
{
    const auto &host = *world.host->session;
    for (const auto *one : people) {
        if (!one->session || one->session->state() != SessionState::Active || one->session->epoch() != host.epoch()
            || one->session->roster().size() != host.roster().size())
            return false;
        for (std::size_t i = 0; i < host.roster().size(); ++i) {
            if (one->session->roster()[i].leafKey != host.roster()[i].leafKey)
                return false;
        }
    }
    return true;
}

std::optional<std::uint64_t> sendingEpoch(Participant &who) { return who.keys->sendingEpoch(); }

// What the server says of one connection.
void tellPresence(World &world, Participant &to, std::uint64_t connection, bool up)
{
    const wire::MemberPresence frame{world.visit, to.session->instance(), connection, up};
    world.perform(to, to.session->receive(wire::FrameType::MemberPresence, frame.encode(), world.now));
}

} // namespace

class SessionTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void aGuestJoinsAndBothSeeAndHearEachOther()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.join("Ann Example");
        QVERIFY(!guest.welcomeRefused);
        QVERIFY(agree(world, {&host, &guest}));
        QCOMPARE(host.admitted.size(), std::size_t(1));
        QVERIFY(!frameRefusal(host, guest));
        QVERIFY(!frameRefusal(guest, host));
        QVERIFY(world.chat(host, "hello"));
        QVERIFY(world.chat(guest, "good morning"));
        world.settle();
        QVERIFY(guest.heard("hello") && host.heard("good morning"));
    }
    void theHostKnowsTheNameAndTheGuestLearnsTheHosts()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann Example");
        QCOMPARE(world.desk.entries().size(), std::size_t(1));
        QCOMPARE(world.desk.entries()[0].hello->name(), std::string("Ann Example"));
        QVERIFY(world.admit(guest).ok());
        world.settle();
        QCOMPARE(world.host->session->member(guest.session->ownLeaf())->name, std::string("Ann Example"));
        QCOMPARE(guest.session->member(guest.session->hostLeaf())->name, std::string("Dr. Example"));
        for (const auto &bytes : world.wire)
            QVERIFY(asText(bytes).find("Ann Example") == std::string_view::npos);
    }
    void anInstanceBeginsWithTheBindingsOfItsVisitAlone()
    {
        World world;
        const auto other = crypto::randomId<VisitId>();
        const auto device = crypto::sha256(Bytes{1}), another = crypto::sha256(Bytes{2});
        const auto keysFor = [&](const InviteId &invite) {
            return identity::InviteKeys::derive(world.practice.invite(invite).secret, invite);
        };
        const auto ours = inviteIdFor(1), unused = inviteIdFor(2), theirs = inviteIdFor(3), forgotten = inviteIdFor(4);
        LobbyDesk desk;
        desk.addInvite(world.visit, ours, keysFor(ours));
        desk.addInvite(world.visit, unused, keysFor(unused));
        desk.addInvite(other, theirs, keysFor(theirs));
        desk.restoreBinding(ours, device);
        desk.restoreBinding(theirs, another);
        desk.restoreBinding(forgotten, another);
        QVERIFY((desk.bindingsOf(world.visit) == std::vector{std::pair(ours, device)}));
        QVERIFY((desk.bindingsOf(other) == std::vector{std::pair(theirs, another)}));
    }
    void anInstanceWithMoreBindingsThanAnybodyWouldReadIsNotOpened()
    {
        World world;
        const auto staff = world.practice.hire(clinician(), world.now.wall);
        const auto opened = [&](std::uint64_t bindings) {
            HostInput input{world.visit,
                            crypto::randomId<InstanceId>(),
                            identity::LeafIdentity::create(staff.keys, staff.certificate, world.visit, world.now.wall),
                            world.practice.trust(world.now.wall),
                            {},
                            "Dr. Example",
                            {}};
            for (std::uint64_t n = 0; n < bindings; ++n)
                input.bindings.emplace_back(inviteIdFor(n), crypto::sha256(ByteWriter().u64(n).bytes()));
            return GroupSession::open(std::move(input), world.now);
        };
        QVERIFY(opened(256).ok());
        const auto refused = opened(257);
        QVERIFY(!refused.ok() && refused.error().code() == ErrorCode::TooLarge);
    }
    void bothShowTheSameSafetyCodeAndItStays()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        const auto code = host.codes[ann.session->ownLeaf()];
        QCOMPARE(code.size(), std::size_t(11));
        QCOMPARE(code, ann.codes[host.session->ownLeaf()]);
        auto &ben = world.join("Ben");
        QVERIFY(host.codes[ben.session->ownLeaf()] == ben.codes[host.session->ownLeaf()]);
        QVERIFY(host.codes[ben.session->ownLeaf()] != code);
        QVERIFY(*ann.session->safetyCode(host.session->ownLeaf()) == code);
    }
    void nothingIsSentAnyMoreOnceACodeDiffers_data()
    {
        QTest::addColumn<bool>("hostSaysSo");
        QTest::newRow("the host says so") << true;
        QTest::newRow("the guest says so") << false;
    }
    void nothingIsSentAnyMoreOnceACodeDiffers()
    {
        QFETCH(bool, hostSaysSo);
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        auto &sayer = hostSaysSo ? host : ann, &other = hostSaysSo ? ann : host;
        world.advance(1s);
        QVERIFY(!frameRefusal(host, ann) && !frameRefusal(ann, host));
        world.lost = 1;
        QVERIFY(world.chat(sayer, "on its way"));
        world.lost = 0;
        auto said = sayer.session->send(SafetyCodeConfirmed{other.session->ownLeaf(), false}, world.now);
        QVERIFY(said.ok());
        world.perform(sayer, std::move(said->effects));
        QCOMPARE(sayer.undelivered.size(), std::size_t(1));
        world.settle();
        for (auto *side : {&host, &ann}) {
            QVERIFY(side->stopped && !sendingEpoch(*side));
            const auto refused = side->session->send(Chat{"after"}, world.now);
            QVERIFY(!refused.ok() && refused.error().code() == ErrorCode::SafetyCodeDiffers);
        }
        // Not with another epoch either, and nothing that waited to be sent again goes out.
        world.perform(host, host.session->rotate(world.now));
        world.advance(6s);
        QVERIFY(agree(world, {&host, &ann}));
        QVERIFY(!sendingEpoch(host) && !sendingEpoch(ann));
        QVERIFY(!other.heard("on its way"));
        world.perform(host, host.session->endForAll(wire::EndOutcome::Completed, world.now)); // the end still comes through
        world.settle();
        QVERIFY(ann.session->state() == SessionState::Ended);
    }
    void aCodeThatDiffersForOthersStopsOnlyThem()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.advance(1s);
        auto said = ann.session->send(SafetyCodeConfirmed{host.session->ownLeaf(), false}, world.now);
        QVERIFY(said.ok());
        world.perform(ann, std::move(said->effects));
        world.settle();
        QVERIFY(!sendingEpoch(ann) && !sendingEpoch(host));
        QVERIFY(sendingEpoch(ben) && !ben.stopped);
    }
    void aMemberThatLeavesIsRemovedAndReadsNothingMore()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        const auto leaf = ann.session->ownLeaf();
        world.perform(ann, ann.session->leave(world.now));
        QVERIFY(ann.session->state() == SessionState::Left && ann.wipedAll);
        world.settle();
        world.advance(400ms);
        QVERIFY(!host.session->member(leaf));
        QVERIFY(agree(world, {&host, &ben}));
        QVERIFY(!frameRefusal(host, ben));
    }
    void aRemovedMemberOpensNothingAfterTheSwitch()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        const auto before = *sendingEpoch(host);
        Bytes early;
        QVERIFY(!frameRefusal(host, ann, &early));
        ann.cut = true; // and never processes its removal
        world.perform(host, host.session->remove(ann.session->ownLeaf(), true, world.now));
        world.settle();
        world.advance(400ms);
        QVERIFY(*sendingEpoch(host) > before && *sendingEpoch(ben) > before);
        Bytes late;
        QVERIFY(!frameRefusal(host, ben, &late));
        QVERIFY(openRefusal(ann, host.session->ownLeaf(), late).has_value());
        QVERIFY(world.chat(host, "only for Ben"));
        const auto secret = world.wire.back();
        world.perform(ann, ann.session->receiveFromPeer(secret, world.now));
        QVERIFY(!ann.heard("only for Ben"));
        // And nothing it sends is opened or heard.
        Bytes own;
        (void)frameRefusal(ann, ben, &own);
        world.advance(2s);
        QVERIFY(openRefusal(ben, ann.session->ownLeaf(), own) == ErrorCode::WrongEpoch);
        QVERIFY(ann.stopped); // its own client noticed the newer epoch
        ann.cut = false;
        world.chat(ann, "still here");
        const auto stale = world.wire.back();
        world.perform(ben, ben.session->receiveFromPeer(stale, world.now));
        QVERIFY(!ben.heard("still here"));
    }
    void whatARemovedMemberSaidJustBeforeIsDroppedToo()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        QVERIFY(world.chat(ann, "too late"));
        const auto message = world.wire.back();
        ben.inbox.clear();
        world.perform(host, host.session->remove(ann.session->ownLeaf(), false, world.now));
        world.settle();
        world.perform(ben, ben.session->receiveFromPeer(message, world.now));
        QVERIFY(!ben.heard("too late"));
        QVERIFY(ben.refusedFor(ErrorCode::WrongSender));
    }
    void aRemovedMemberIsTold()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.perform(host, host.session->remove(ann.session->ownLeaf(), true, world.now));
        world.settle();
        QVERIFY(ann.session->state() == SessionState::Removed);
        QVERIFY(ann.wipedAll);
        QVERIFY(!world.chat(ann, "x"));
    }
    void aJoinerOpensNothingFromBefore()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        Bytes early;
        QVERIFY(!frameRefusal(host, ann, &early));
        QVERIFY(world.chat(host, "before Ben"));
        const auto said = world.wire.back();
        world.settle();
        auto &ben = world.join("Ben");
        QVERIFY(openRefusal(ben, host.session->ownLeaf(), early).has_value());
        world.perform(ben, ben.session->receiveFromPeer(said, world.now));
        QVERIFY(!ben.heard("before Ben"));
        QVERIFY(!frameRefusal(host, ben));
    }
    void aChatLineIsNotSentAgainToThoseWhoJoinedSince()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        world.join("Ann");
        world.lost = 1;
        QVERIFY(world.chat(host, "private"));
        world.lost = 0;
        auto &ben = world.join("Ben");
        world.advance(5s);
        QVERIFY(!ben.heard("private"));
        QCOMPARE(host.undelivered.size(), std::size_t(1));
    }
    void lostMessagesAreSentAgainUntilDelivered()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(1s);
        host.delivered.clear();
        world.lost = 1;
        QVERIFY(world.chat(host, "again"));
        world.lost = 0;
        world.advance(3s);
        QCOMPARE(ann.chat(), std::vector<std::string>{"again"});
        QCOMPARE(host.delivered.size(), std::size_t(1));
        QVERIFY(host.undelivered.empty());
    }
    void aMessageThatNeverArrivesIsGivenUp()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        ann.cut = true;
        QVERIFY(world.chat(host, "into the void"));
        world.advance(31s);
        QCOMPARE(host.undelivered.size(), std::size_t(1));
    }
    void sendersSwitchOnceAllHaveAcknowledged()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.perform(host, host.session->rotate(world.now));
        QVERIFY(*sendingEpoch(host) == host.session->epoch() - 1);
        world.settle();
        QVERIFY(*sendingEpoch(host) == host.session->epoch());
        QVERIFY(*sendingEpoch(ann) == host.session->epoch());
        QVERIFY(*sendingEpoch(ben) == host.session->epoch());
        QVERIFY(!frameRefusal(ann, ben));
    }
    void sendersSwitchAfterASecondWithoutAcknowledgement()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.settle();
        ben.cut = true;
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        QVERIFY(*sendingEpoch(host) == host.session->epoch() - 1);
        world.advance(900ms);
        QVERIFY(*sendingEpoch(host) == host.session->epoch() - 1);
        world.advance(100ms);
        QVERIFY(*sendingEpoch(host) == host.session->epoch());
        QVERIFY(!frameRefusal(host, ann));
    }
    void sendersSwitchSoonerAfterARemoval()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        ben.cut = true;
        world.perform(host, host.session->remove(ann.session->ownLeaf(), true, world.now));
        world.advance(200ms);
        QVERIFY(*sendingEpoch(host) == host.session->epoch() - 1);
        world.advance(100ms);
        QVERIFY(*sendingEpoch(host) == host.session->epoch());
    }
    void aFurtherCommitDoesNotPutOffTheSwitchAfterARemoval()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        ben.cut = true;
        world.perform(host, host.session->remove(ann.session->ownLeaf(), true, world.now));
        world.advance(200ms);
        world.perform(host, host.session->rotate(world.now));
        world.advance(100ms);
        QVERIFY(*sendingEpoch(host) == host.session->epoch());
    }
    void oldEpochsAreWipedAfterTenSecondsOrTwoAfterARemoval()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        const auto instance = host.session->instance();
        world.advance(11s);
        world.perform(host, host.session->rotate(world.now));
        const auto old = host.session->epoch() - 1;
        world.settle();
        world.advance(9'900ms);
        QVERIFY(host.keys->hasEpoch(instance, old) && ann.keys->hasEpoch(instance, old));
        world.advance(100ms);
        QVERIFY(!host.keys->hasEpoch(instance, old) && !ann.keys->hasEpoch(instance, old));
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        world.perform(host, host.session->remove(ben.session->ownLeaf(), true, world.now));
        world.settle();
        world.advance(1'900ms);
        QVERIFY(ann.keys->hasEpoch(instance, old + 2));
        world.advance(100ms);
        QVERIFY(!ann.keys->hasEpoch(instance, old + 2) && !ann.keys->hasEpoch(instance, old + 1));
        QVERIFY(!frameRefusal(host, ann));
    }
    void theGroupRotatesEveryFiveMinutes()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        const auto epoch = host.session->epoch();
        world.advance(299s);
        QCOMPARE(host.session->epoch(), epoch);
        world.advance(2s);
        QCOMPARE(host.session->epoch(), epoch + 1);
        QVERIFY(agree(world, {&host, &ann}));
        QVERIFY(!frameRefusal(ann, host));
        QVERIFY(host.refused.empty() && ann.refused.empty());
    }
    void aMemberMayAskForANewEpoch()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(2s);
        const auto epoch = host.session->epoch();
        world.perform(ann, std::move(ann.session->send(RotateRequest{}, world.now)->effects));
        world.settle();
        QCOMPARE(ann.session->epoch(), epoch + 1);
        world.perform(ann, std::move(ann.session->send(RotateRequest{}, world.now)->effects));
        world.settle();
        QCOMPARE(ann.session->epoch(), epoch + 1); // not twice within a second
    }
    void admissionsWithinHalfASecondShareACommit()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.knock("Ann"), &ben = world.knock("Ben"), &cid = world.knock("Cid");
        QVERIFY(world.admit(ann).ok()); // at once
        QCOMPARE(host.session->epoch(), std::uint64_t(1));
        QVERIFY(world.admit(ben).ok());
        world.advance(200ms);
        QVERIFY(world.admit(cid).ok());
        QCOMPARE(host.session->epoch(), std::uint64_t(1));
        world.advance(300ms);
        QCOMPARE(host.session->epoch(), std::uint64_t(2));
        QVERIFY(agree(world, {&host, &ann, &ben, &cid}));
        QVERIFY(!frameRefusal(ben, cid) && !frameRefusal(cid, ann));
        QCOMPARE(host.codes.size(), std::size_t(3));
        QCOMPARE(cid.codes[host.session->ownLeaf()], host.codes[cid.session->ownLeaf()]);
    }
    void sixteenJoinAndTheSeventeenthIsRefused()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        for (int n = 0; n < 15; ++n) {
            world.advance(500ms);
            world.join("Guest " + std::to_string(n));
        }
        QCOMPARE(host.session->roster().size(), std::size_t(16));
        auto &late = world.knock("Late");
        QVERIFY(world.admit(late).error().code() == ErrorCode::TooLarge);
        for (auto &one : world.people) {
            if (one.get() != &late)
                QVERIFY(agree(world, {one.get()}));
        }
        QVERIFY(!frameRefusal(*world.people[3], *world.people[14]));
    }
    void staffJoinWithoutALink()
    {
        World world;
        const auto doctor = world.practice.hire(clinician(), world.now.wall);
        const auto colleague = world.practice.hire(clinician(), world.now.wall);
        auto &host = world.openVisit(doctor);
        auto &other = world.knockAsStaff(colleague);
        QVERIFY(world.desk.entries()[0].hello.has_value());
        QVERIFY(world.admit(other).ok());
        world.settle();
        QVERIFY(agree(world, {&host, &other}));
        QVERIFY(!frameRefusal(other, host));
        QVERIFY(host.session->member(other.session->ownLeaf())->roles.has(wire::Role::Clinician));
        QCOMPARE(host.session->member(other.session->ownLeaf())->name, std::string("Dr. Colleague"));
    }
    void aCrashedGuestComesBackInOneCommit()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(1s);
        auto &again = world.knockAgain(ann);
        const auto *entry = world.desk.find(again.connection);
        QVERIFY(entry->recognised && !entry->linkInUse);
        QVERIFY(host.session->recognises(*entry));
        const auto epoch = host.session->epoch();
        QVERIFY(world.admit(again).ok());
        world.settle();
        QCOMPARE(host.session->epoch(), epoch + 1);
        QCOMPARE(host.session->roster().size(), std::size_t(2));
        QVERIFY(agree(world, {&host, &again}));
        QVERIFY(!frameRefusal(host, again) && !frameRefusal(again, host));
        QVERIFY(frameRefusal(host, ann).has_value());
    }
    void aBarredDeviceDoesNotComeBack()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.perform(host, host.session->remove(ann.session->ownLeaf(), true, world.now));
        world.settle();
        auto &again = world.knockAgain(ann);
        QVERIFY(!host.session->recognises(*world.desk.find(again.connection)));
        QVERIFY(world.admit(again).error().code() == ErrorCode::Revoked);
    }
    void anotherDeviceWithTheSameLinkIsMarkedAndRefused()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        ann.device = identity::GuestDevice::create(world.practice.id, world.now.wall);
        auto &thief = world.knockAgain(ann);
        QVERIFY(world.desk.find(thief.connection)->linkInUse);
        QVERIFY(world.admit(thief).error().code() == ErrorCode::LinkInUse);
    }
    void aLockedVisitTakesNoNewDevice()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.perform(host, host.session->setLocked(true, world.now));
        world.advance(1s);
        QVERIFY(ann.session->isLocked());
        auto &ben = world.knock("Ben");
        QVERIFY(world.admit(ben).error().code() == ErrorCode::Locked);
        auto &again = world.knockAgain(ann);
        QVERIFY(world.admit(again).ok());
        world.settle();
        QVERIFY(agree(world, {&host, &again}));
        world.perform(host, host.session->setLocked(false, world.now));
        world.advance(1s);
        QVERIFY(!again.session->isLocked());
    }
    void theHostEndsForAll()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.perform(host, host.session->endForAll(wire::EndOutcome::Completed, world.now));
        world.settle();
        for (auto *one : {&host, &ann, &ben}) {
            QVERIFY(one->session->state() == SessionState::Ended);
            QCOMPARE(one->ended.size(), std::size_t(1));
            QVERIFY(one->wipedAll);
            QVERIFY(!one->keys->sendingEpoch());
        }
    }
    void aHostWithoutWordFromAMemberIsWarned()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(60s);
        QVERIFY(host.warnings.empty());
        // The server says that she is there, and hands on nothing of hers.
        world.route = [&](const Participant &from, const Participant &, wire::FrameType) {
            return &from == &ann ? std::nullopt : std::optional(Milliseconds(0));
        };
        world.advance(19s);
        QVERIFY(host.warnings.empty());
        world.advance(12s);
        QCOMPARE(host.warnings.size(), std::size_t(1));
        QVERIFY(host.warnings[0].code() == ErrorCode::TimedOut);
        world.route = nullptr;
        world.advance(11s);
        QCOMPARE(host.cleared, 1);
        QVERIFY(host.isActive() && ann.isActive());
    }
    void anOlderCommitIsOnlyAcknowledgedAgain()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.perform(host, host.session->rotate(world.now));
        const auto commit = world.wire.back();
        world.advance(100ms);
        const auto epoch = ann.session->epoch();
        QVERIFY(!ann.refusedFor(ErrorCode::Replayed));
        world.perform(ann, ann.session->receiveFromPeer(commit, world.now));
        QVERIFY(ann.refusedFor(ErrorCode::Replayed));
        QCOMPARE(ann.session->epoch(), epoch);
    }
    void aMemberWithoutWordFromTheHostIsWarnedAndThenLeaves()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(20s);
        QVERIFY(ann.warnings.empty());
        host.cut = true;
        world.advance(31s);
        QCOMPARE(ann.warnings.size(), std::size_t(1));
        QVERIFY(!ann.session->isVerifiedLive());
        host.cut = false;
        world.advance(6s);
        QCOMPARE(ann.cleared, 1);
        QVERIFY(ann.session->isVerifiedLive());
        host.cut = true;
        world.advance(61s);
        QVERIFY(ann.session->state() == SessionState::Failed);
        QVERIFY(ann.failed->code() == ErrorCode::TimedOut);
        QVERIFY(ann.wipedAll);
    }
    void aGuestLeavesAHostThatIsGoneAndSilent()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(20s);
        tellPresence(world, ann, host.connection, false); // its peer connection may live: it is heard
        world.advance(20s);
        QVERIFY(ann.isActive());
        host.cut = true;
        tellPresence(world, ann, host.connection, true);
        world.advance(20s); // silent, but nobody says that it is gone
        QVERIFY(ann.isActive());
        tellPresence(world, ann, host.connection, false);
        world.advance(100ms);
        QVERIFY(ann.failed && ann.failed->code() == ErrorCode::ConnectionLost && ann.wipedAll);
    }
    void aNewcomerKnowsItsHostsConnectionBeforeItHearsTheHost()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.knock("Ann");
        QVERIFY(world.admit(ann).ok());
        while (!ann.session)
            world.deliverOne(ann);
        ann.inbox.clear();
        host.cut = true;
        for (const bool up : {true, false})
            tellPresence(world, ann, host.connection, up);
        world.advance(9s);
        QVERIFY(ann.isActive());
        world.advance(1100ms);
        QVERIFY(ann.failed && ann.failed->code() == ErrorCode::ConnectionLost);
    }
    void whoIsNotAnnouncedAfterAReconnectionIsGone()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.advance(1s);
        for (auto *guest : {&ann, &ben}) {
            const wire::Resumed resumed{world.visit, host.session->instance(), 1};
            world.perform(*guest, guest->session->receive(wire::FrameType::Resumed, resumed.encode(), world.now));
        }
        world.advance(20s); // the host speaks to both
        QVERIFY(ann.isActive() && ben.isActive());
        tellPresence(world, ben, host.connection, true);
        host.cut = true;
        world.advance(15s);
        QVERIFY(ann.failed && ann.failed->code() == ErrorCode::ConnectionLost);
        QVERIFY(ben.isActive());
    }
    void whatWentIntoADeadConnectionIsSentAgainAtOnce()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(5s); // all has been acknowledged
        QVERIFY(ann.session->serverBack(world.now).empty());
        ann.cut = host.cut = true;
        QVERIFY(world.chat(ann, "hello"));
        QVERIFY(world.chat(host, "there"));
        ann.cut = host.cut = false;
        world.perform(ann, ann.session->serverBack(world.now));
        world.perform(host, host.session->serverBack(world.now));
        world.advance(300ms); // not the two seconds of a repetition
        QCOMPARE(host.chat(), std::vector<std::string>{"hello"});
        QCOMPARE(ann.chat(), std::vector<std::string>{"there"});
    }
    void aGuestStaysWhereASafetyCodeDiffers()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.perform(ann, std::move(ann.session->send(SafetyCodeConfirmed{host.session->ownLeaf(), false}, world.now)->effects));
        world.advance(1s);
        world.crash(host);
        world.advance(70s);
        QVERIFY(ann.failed && ann.failed->code() == ErrorCode::TimedOut); // after 60 s
    }
    void aSilentMemberIsRemovedWhenBothItsPathsAreDead()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        const auto annLeaf = ann.session->ownLeaf(), benLeaf = ben.session->ownLeaf();
        host.session->peerAlive(annLeaf, true, world.now);
        host.session->peerAlive(benLeaf, true, world.now);
        ann.cut = ben.cut = true;
        tellPresence(world, host, ann.connection, false);
        tellPresence(world, host, ben.connection, false);
        host.session->peerAlive(annLeaf, false, world.now); // Ben's connection lives on
        world.advance(29s);
        QVERIFY(host.session->member(annLeaf));
        world.advance(2s);
        QVERIFY(!host.session->member(annLeaf));
        QVERIFY(host.session->member(benLeaf));
    }
    void aLateWordOfAMemberThatIsGoneDoesNotKeepIt()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.join("Ben");
        const auto leaf = ann.session->ownLeaf();
        QVERIFY(world.chat(ann, "on its way"));
        std::deque<Delivery> late;
        late.swap(host.inbox);
        world.crash(ann);
        world.advance(1s);
        host.inbox.swap(late); // after the news that her socket is down
        world.advance(31s);
        QVERIFY(!host.session->member(leaf));
    }
    void aHostIsNotAliveBecauseAnOldCommitComesLate()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.advance(1s);
        world.perform(host, host.session->rotate(world.now));
        QVERIFY(world.chat(host, "early"));
        const auto early = ann.inbox.back();
        const auto commit = ann.inbox.front();
        ann.inbox.clear();
        host.cut = true;
        ann.inbox = {early};
        world.advance(20s);
        ann.inbox = {commit};
        world.advance(10'100ms);
        QVERIFY(ann.heard("early"));
        QVERIFY(!ann.session->isVerifiedLive());
    }
    void aMemberThatReconnectsIsNotRemoved()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"); // no peer connection ever came up
        tellPresence(world, host, ann.connection, false);
        ann.connection += 100; // back on another socket, and with nothing to say
        world.advance(60s);
        QVERIFY(host.session->member(ann.session->ownLeaf()));
    }
    void earlyMessagesWaitForTheirEpoch()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.settle();
        world.perform(host, host.session->rotate(world.now));
        while (!ann.inbox.empty())
            world.deliverOne(ann);
        QVERIFY(world.chat(ann, "early"));
        const auto early = world.wire.back();
        world.perform(ben, ben.session->receiveFromPeer(early, world.now)); // before the commit
        QVERIFY(!ben.heard("early"));
        world.settle();
        QVERIFY(ben.heard("early"));
        QCOMPARE(ben.chat().size(), std::size_t(1)); // and only once
    }
    void aMemberThatMissedACommitGetsItAgain()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        world.settle();
        ben.cut = true;
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        ben.cut = false;
        QVERIFY(ben.session->epoch() < host.session->epoch());
        world.advance(3s);
        QVERIFY(agree(world, {&host, &ann, &ben}));
        QVERIFY(!frameRefusal(ben, ann) && !frameRefusal(ann, ben));
    }
    void aSenderThatIsLeftBehindStopsSending()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        ben.cut = true;
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        world.advance(1s);
        QVERIFY(frameRefusal(ann, ben) == ErrorCode::KeyUnavailable);
        const auto hint = ben.keys->takeNewerEpochHint();
        QVERIFY(hint.has_value());
        world.perform(ben, ben.session->newerEpochSeen(*hint, world.now));
        world.advance(2s);
        QVERIFY(ben.stopped);
        ben.cut = false;
        world.advance(3s); // the commit comes after all
        QVERIFY(agree(world, {&host, &ann, &ben}));
        QVERIFY(!frameRefusal(ben, host));
        QVERIFY(ben.session->isVerifiedLive());
    }
    // Anybody whose frames arrive can write an epoch into them that is none.
    void framesOfAnEpochThatIsNoneSilenceNobody()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ben = world.join("Ben");
        world.advance(1s);
        for (int phase = 0; phase < 20; ++phase) { // of the heartbeat
            for (int asked = 0; asked < 2; ++asked) { // the second time too soon after the first
                world.perform(host, host.session->rotate(world.now));
                world.settle();
                world.perform(ben, ben.session->newerEpochSeen(ben.session->epoch() + 3, world.now));
                world.settle();
            }
            world.advance(2100ms);
            QVERIFY(!ben.stopped && sendingEpoch(ben));
        }
    }
    void aSenderThatStoppedGoesOnWithTheHostsNextHeartbeat()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ben = world.join("Ben");
        world.advance(1s);
        for (int frames = 0; frames < 3; ++frames)
            QVERIFY(!frameRefusal(ben, host));
        ben.cut = true;
        world.perform(ben, ben.session->newerEpochSeen(ben.session->epoch() + 3, world.now));
        world.advance(2s);
        QVERIFY(ben.stopped && !sendingEpoch(ben) && !ben.session->isVerifiedLive());
        ben.cut = false;
        world.advance(5s);
        QVERIFY(sendingEpoch(ben) && ben.session->isVerifiedLive());
        QCOMPARE(ben.cleared, 1);
        QVERIFY(!frameRefusal(ben, host)); // a counter that began again would be a replay
    }
    void aRevokedColleagueIsRemovedWithTheNewGrantList()
    {
        World world;
        const auto doctor = world.practice.hire(clinician(), world.now.wall);
        const auto colleague = world.practice.hire(clinician(), world.now.wall);
        auto &host = world.openVisit(doctor);
        auto &other = world.knockAsStaff(colleague);
        QVERIFY(world.admit(other).ok());
        world.settle();
        auto &ann = world.join("Ann");
        world.advance(1s);
        world.practice.revoke(colleague, world.now.wall);
        world.perform(host, host.session->updateTrust(world.practice.trust(world.now.wall), world.now));
        world.settle();
        QVERIFY(other.session->state() == SessionState::Removed);
        QVERIFY(agree(world, {&host, &ann}));
        world.advance(1s);
        world.join("Ben"); // judged by the same, newer list
        QCOMPARE(host.session->roster().size(), std::size_t(3));
        QVERIFY(agree(world, {&host, &ann}));
    }
    void membersLeaveAHostThatIsRevoked()
    {
        World world;
        const auto doctor = world.practice.hire(clinician(), world.now.wall);
        auto &host = world.openVisit(doctor);
        world.join("Ann");
        world.practice.revoke(doctor, world.now.wall);
        world.perform(host, host.session->updateTrust(world.practice.trust(world.now.wall), world.now));
        QVERIFY(host.session->state() == SessionState::Failed);
        QVERIFY(host.failed->code() == ErrorCode::Revoked);
    }
    void anotherInstanceIsFollowedOnlyFromTheSameHostAndAfterSilence()
    {
        World first;
        const auto doctor = first.practice.hire(clinician(), first.now.wall);
        auto &host = first.openVisit(doctor);
        auto &ann = first.join("Ann");
        // The host's client crashes and opens the visit anew.
        host.cut = true;
        auto &second = first.openVisit(doctor);
        auto &again = first.knock("Ann");
        again.device = identity::GuestDevice{ann.device->keys.clone(), ann.device->certificate, 0};
        QVERIFY(first.admit(again).ok());
        first.settle();
        QVERIFY(agree(first, {&second, &again}));
        QVERIFY(!again.session->maySucceed(*ann.session, first.now));
        first.advance(10s);
        QVERIFY(again.session->maySucceed(*ann.session, first.now));
        QVERIFY(!again.session->maySucceed(*second.session, first.now));
    }
    void mediaSignalsReachOnlyTheLeafThatTheyName()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        MediaSignal signal;
        signal.to = ann.session->ownLeaf();
        signal.connection = 7;
        signal.body = toBytes(asBytes("v=0"));
        world.perform(host, std::move(host.session->send(signal, world.now)->effects));
        world.settle();
        QCOMPARE(ann.controls.size(), std::size_t(1));
        QVERIFY(ben.controls.empty());
        const auto &received = std::get<MediaSignal>(ann.controls[0].second);
        QVERIFY(received.fromKey == host.session->member(host.session->ownLeaf())->leafKey);
        QVERIFY(received.toKey == host.session->member(signal.to)->leafKey);
        signal.to = 9;
        QVERIFY(host.session->send(signal, world.now).error().code() == ErrorCode::NotFound);
    }
    void duplicatesAreDropped()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.doubled = 1;
        QVERIFY(world.chat(host, "once"));
        world.settle();
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        QCOMPARE(ann.chat().size(), std::size_t(1));
        QVERIFY(agree(world, {&host, &ann}));
    }
};

QTEST_APPLESS_MAIN(SessionTest)
#include "session_test.moc"
