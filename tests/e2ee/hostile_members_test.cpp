// SPDX-License-Identifier: Apache-2.0
// Members that hold real keys and break the rules: a host whose commits go beyond the profile, a guest that commits,
// ends the visit or speaks for others. They are built on core/mls directly; the sessions they meet are the product's.
#include "hostile_guest.h"

#include "core/e2ee/profile.h"
#include "core/e2ee/safety_code.h"
#include "core/e2ee/welcome_envelope.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;
using namespace std::chrono_literals;

namespace {

// A host that may write whatever it likes into its group.
struct HostileHost {
    World &world;
    Staff staff;
    InstanceId instance = crypto::randomId<InstanceId>();
    profile::Params params;
    std::optional<mls::Group> group;
    Nonce32 nonce{1};

    HostileHost(World &where, wire::RoleSet roles) : world(where), staff(where.practice.hire(roles, where.now.wall))
    {
        params.grantNumber = world.practice.grants.number;
        params.grantHash = world.practice.grants.hash();
    }
    void open()
    {
        auto id = toBytes(world.visit.bytes);
        append(id, instance.bytes);
        auto made = mls::Group::create(id, bundleFor(staff.keys, staff.certificate, world.visit, world.now.wall),
                                       profile::groupContext(params), world.now.wall);
        group.emplace(std::move(made).value());
    }
    // Admits a guest of the world as a real host would, and gives its answer to the WELCOME.
    Result<SessionStart> admit(Participant &guest, bool bind = true, bool commitToNonce = true)
    {
        const auto *entry = world.desk.find(guest.connection);
        const auto &hello = *entry->hello;
        if (bind)
            params.bind(profile::inviteHash(guest.invite), hello.deviceHash());
        if (alter)
            alter(params);
        mls::CommitRequest request;
        request.adds = {hello.keyPackage()};
        request.groupContextExtensions = profile::groupContext(params);
        if (commitToNonce)
            request.groupInfoExtensions = {profile::encodeJoin({{hello.keyPackage().ref(), nonceCommitment(nonce)}})};
        TRY(const auto output, group->commit(request, world.now.wall));
        TRY_OK(group->confirmCommit());
        auto trust = world.practice.trust(world.now.wall).bundle();
        const WelcomeHeader header{HelloKind::Invite, world.visit, instance, guest.invite, group->epoch(), hello.hash()};
        TRY(const auto envelope,
            WelcomeEnvelope::sealToInvite(
                header, {output.welcomes[0], output.ratchetTree, staff.certificate.encode(), trust},
                guest.inviteKeys->welcome));
        return guest.lobby->accept(envelope.encode(), world.now);
    }
    // One commit of its own making, given to the guest.
    Bytes commit(mls::CommitRequest request = {})
    {
        if (!(params == known))
            request.groupContextExtensions = profile::groupContext(params);
        known = params;
        const auto output = group->commit(request, world.now.wall);
        return output.ok() && group->confirmCommit().ok() ? output->commit : Bytes();
    }
    Bytes say(Control control)
    {
        return *group->protectApplication(encodeControl({0, std::move(control)}));
    }
    profile::Params known;
    std::function<void(profile::Params &)> alter; // before the WELCOME
};

ErrorCode failure(const Effects &effects)
{
    for (const auto &effect : effects) {
        if (const auto *failed = std::get_if<Failed>(&effect))
            return failed->error.code();
    }
    return {};
}

ErrorCode refusal(const Effects &effects)
{
    for (const auto &effect : effects) {
        if (const auto *refused = std::get_if<Refused>(&effect))
            return refused->error.code();
    }
    return {};
}

} // namespace

class HostileMembersTest : public QObject {
    Q_OBJECT

    // What an honest guest makes of a commit for which the host prepared `params` or `request`.
    static ErrorCode commitFailure(const std::function<void(World &, HostileHost &, mls::CommitRequest &)> &prepare)
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        auto &ann = world.knock("Ann");
        auto start = host.admit(ann);
        if (!start.ok())
            return ErrorCode::Internal;
        host.known = host.params;
        mls::CommitRequest request;
        prepare(world, host, request);
        const auto effects = start->session.receiveFromPeer(host.commit(std::move(request)), world.now);
        const auto code = failure(effects);
        if (code != ErrorCode{} && start->session.state() != SessionState::Failed)
            return ErrorCode::Internal;
        return code;
    }

private Q_SLOTS:
    void anHonestHostBuiltThisWayIsFollowed()
    {
        QVERIFY(commitFailure([](World &, HostileHost &, mls::CommitRequest &) {}) == ErrorCode{});
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.locked = true; })
                == ErrorCode{});
    }
    void aHostWhoseRoleMayNotHostIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::FrontDesk);
        host.open();
        QVERIFY(host.admit(world.knock("Ann")).error().code() == ErrorCode::NotAuthorized);
    }
    void aHostThatHasBeenRevokedIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        auto &ann = world.knock("Ann");
        world.practice.revoke(host.staff, world.now.wall);
        host.params.grantNumber = world.practice.grants.number;
        host.params.grantHash = world.practice.grants.hash();
        host.open();
        QVERIFY(host.admit(ann).error().code() == ErrorCode::Revoked);
    }
    void aGroupThatDoesNotNameTheDeviceIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        QVERIFY(host.admit(world.knock("Ann"), false).error().code() == ErrorCode::NotAuthorized);
    }
    void aGroupWithoutTheNonceCommitmentIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        QVERIFY(host.admit(world.knock("Ann"), true, false).error().code() == ErrorCode::Downgraded);
    }
    void aDowngradedGroupIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.params.sframeSuite = 3;
        host.open();
        QVERIFY(host.admit(world.knock("Ann")).error().code() == ErrorCode::Downgraded);
    }
    void anotherLeafAsHostIsRefused()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.params.hostLeaf = 1; // the guest's own
        host.open();
        QVERIFY(host.admit(world.knock("Ann")).error().code() == ErrorCode::NotHost);
    }
    void commitsThatChangeFixedParametersEndTheSession()
    {
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.policyHash = {7}; })
                == ErrorCode::Downgraded);
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.sframeSuite = 1; })
                == ErrorCode::Downgraded);
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.bindings.clear(); })
                == ErrorCode::Downgraded);
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.minimumVersion = 9; })
                == ErrorCode::UnknownVersion);
    }
    // Property P8: every field of bedside_params, in a WELCOME and in a commit, by the host itself.
    void everyAlteredParameterIsRefused_data()
    {
        QTest::addColumn<int>("field");
        QTest::addColumn<int>("atWelcome");
        QTest::addColumn<int>("atCommit");
        const auto row = [](const char *name, int field, ErrorCode atWelcome, ErrorCode atCommit) {
            QTest::newRow(name) << field << int(atWelcome) << int(atCommit);
        };
        constexpr auto kNone = ErrorCode{}; // the first value is the host's to choose
        row("protocol version", 0, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("lower minimum version", 1, kNone, ErrorCode::Downgraded);
        row("higher minimum version", 2, ErrorCode::UnknownVersion, ErrorCode::UnknownVersion);
        row("SFrame suite", 3, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("epoch bits", 4, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("leaf bits", 5, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("purpose", 6, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("PSK mode", 7, ErrorCode::Downgraded, ErrorCode::Downgraded);
        row("policy hash", 8, kNone, ErrorCode::Downgraded);
        row("host leaf", 9, ErrorCode::NotHost, ErrorCode::Split);
        row("grant list number", 10, ErrorCode::Equivocated, ErrorCode::RolledBack);
        row("grant list hash", 11, ErrorCode::Equivocated, ErrorCode::Equivocated);
        row("binding to another device", 12, ErrorCode::NotAuthorized, ErrorCode::Downgraded);
        row("binding barred", 13, ErrorCode::NotAuthorized, kNone);
        row("a bar taken back", 14, kNone, ErrorCode::Downgraded);
    }
    void everyAlteredParameterIsRefused()
    {
        QFETCH(int, field);
        QFETCH(int, atWelcome);
        QFETCH(int, atCommit);
        const auto alter = [field](profile::Params &params) {
            switch (field) {
            case 0: params.protocolVersion = 0; break;
            case 1: params.minimumVersion = 0; break;
            case 2: params.minimumVersion = 2; break;
            case 3: params.sframeSuite = 4; break;
            case 4: params.epochBits = 3; break;
            case 5: params.leafBits = 10; break;
            case 6: params.purpose = profile::Purpose::Verification; break;
            case 7: params.pskMode = 1; break;
            case 8: params.policyHash[0] ^= 1; break;
            case 9: params.hostLeaf = 1; break;
            case 10: --params.grantNumber; break;
            case 11: params.grantHash[0] ^= 1; break;
            case 12: params.bindings[0].device[0] ^= 1; break;
            case 13: params.bindings[0].barred = true; break;
            default: params.bindings.back().barred = false; break;
            }
        };
        const auto bar = [field](profile::Params &params) { // somebody who was barred before
            if (field == 14) {
                params.bind({0xff}, {0xff});
                params.bindings.back().barred = true;
            }
        };
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        auto &ann = world.knock("Ann");
        host.alter = [&](profile::Params &params) {
            bar(params);
            alter(params);
        };
        const auto joined = host.admit(ann);
        QCOMPARE(int(joined.ok() ? ErrorCode{} : joined.error().code()), atWelcome);

        World other;
        HostileHost second(other, wire::Role::Clinician);
        second.open();
        second.alter = bar;
        auto start = second.admit(other.knock("Ann"));
        QVERIFY(start.ok());
        second.known = second.params;
        alter(second.params);
        const auto effects = start->session.receiveFromPeer(second.commit(), other.now);
        QCOMPARE(int(failure(effects)), atCommit);
    }
    void aHandOverToAnotherLeafEndsTheSession()
    {
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.hostLeaf = 1; })
                == ErrorCode::Split);
    }
    void anOlderOrUnknownGrantListEndsTheSession()
    {
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { --host.params.grantNumber; })
                == ErrorCode::RolledBack);
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { host.params.grantHash = {3}; })
                == ErrorCode::Equivocated);
        QVERIFY(commitFailure([](World &, HostileHost &host, mls::CommitRequest &) { ++host.params.grantNumber; })
                != ErrorCode{}); // a list that it does not show
        QVERIFY(commitFailure([](World &world, HostileHost &host, mls::CommitRequest &request) {
                    world.practice.renew(world.now.wall);
                    ++host.params.grantNumber;
                    request.aad = world.practice.grants.encode(); // shows one and names another
                })
                == ErrorCode::Equivocated);
    }
    void anAddOfAGuestThatTheParametersDoNotNameEndsTheSession()
    {
        QVERIFY(commitFailure([](World &world, HostileHost &, mls::CommitRequest &request) {
                    request.adds = {world.desk.find(world.knock("Ghost").connection)->hello->keyPackage()};
                })
                == ErrorCode::NotAuthorized);
    }
    void anAddOfABarredGuestEndsTheSession()
    {
        QVERIFY(commitFailure([](World &world, HostileHost &host, mls::CommitRequest &request) {
                    auto &ghost = world.knock("Ghost");
                    const auto &hello = *world.desk.find(ghost.connection)->hello;
                    host.params.bind(profile::inviteHash(ghost.invite), hello.deviceHash());
                    host.params.bar(hello.deviceHash());
                    request.adds = {hello.keyPackage()};
                })
                == ErrorCode::Revoked);
    }
    void anAddOfAStrangerFromAnotherPracticeEndsTheSession()
    {
        QVERIFY(commitFailure([](World &world, HostileHost &, mls::CommitRequest &request) {
                    Practice other(world.now.wall);
                    const auto stranger = other.hire(wire::Role::Clinician, world.now.wall);
                    request.adds = {
                        bundleFor(stranger.keys, stranger.certificate, world.visit, world.now.wall).package};
                })
                == ErrorCode::WrongPractice);
    }
    void anAddForAnotherVisitEndsTheSession()
    {
        QVERIFY(commitFailure([](World &world, HostileHost &, mls::CommitRequest &request) {
                    const auto colleague = world.practice.hire(wire::Role::Clinician, world.now.wall);
                    request.adds = {bundleFor(colleague.keys, colleague.certificate, crypto::randomId<VisitId>(),
                                              world.now.wall)
                                        .package};
                })
                == ErrorCode::WrongGroup);
    }
    void aDeviceTwiceEndsTheSession()
    {
        QVERIFY(commitFailure([](World &world, HostileHost &host, mls::CommitRequest &request) {
                    request.adds = {bundleFor(host.staff.keys, host.staff.certificate, world.visit, world.now.wall).package};
                })
                == ErrorCode::DuplicateKey);
    }
    void aNewDeviceInALockedVisitEndsTheSession()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.params.locked = true;
        host.open();
        auto &ann = world.knock("Ann"), &ben = world.knock("Ben");
        auto start = host.admit(ann);
        QVERIFY(start.ok());
        const auto &hello = *world.desk.find(ben.connection)->hello;
        host.params.bind(profile::inviteHash(ben.invite), hello.deviceHash());
        mls::CommitRequest request;
        request.adds = {hello.keyPackage()};
        QVERIFY(failure(start->session.receiveFromPeer(host.commit(std::move(request)), world.now)) == ErrorCode::Locked);
    }
    void aHeartbeatWithAnotherTranscriptEndsTheSession()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        auto start = host.admit(world.knock("Ann"));
        const auto good = host.say(Heartbeat{host.group->epoch(), host.group->confirmedTranscriptHash(), 1});
        QVERIFY(failure(start->session.receiveFromPeer(good, world.now)) == ErrorCode{});
        const auto stale = host.say(Heartbeat{host.group->epoch(), host.group->confirmedTranscriptHash(), 1});
        QVERIFY(refusal(start->session.receiveFromPeer(stale, world.now)) == ErrorCode::Replayed);
        const auto bad = host.say(Heartbeat{host.group->epoch(), Bytes(32, 9), 2});
        QVERIFY(failure(start->session.receiveFromPeer(bad, world.now)) == ErrorCode::Split);
    }
    void aNonceThatTheHostDidNotCommitToEndsTheSession()
    {
        World world;
        HostileHost host(world, wire::Role::Clinician);
        host.open();
        auto start = host.admit(world.knock("Ann"));
        const auto reveal = host.say(Reveal{1, {2}});
        QVERIFY(failure(start->session.receiveFromPeer(reveal, world.now)) == ErrorCode::BadMac);
    }
    void aGuestsCommitIsRefusedAndChangesNothing()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(wire::Role::Clinician, world.now.wall));
        HostileGuest mallory(world);
        mallory.join();
        auto &ann = world.join("Ann");
        world.advance(1s);
        // Mallory follows the commit that added Ann, then commits by itself.
        for (const auto &bytes : world.wire) {
            auto received = mallory.group->receive(bytes, world.now.wall);
            if (received.ok() && std::holds_alternative<mls::StagedCommit>(*received))
                QVERIFY(mallory.group->apply(std::get<mls::StagedCommit>(std::move(*received))).ok());
        }
        const auto epoch = host.session->epoch();
        QCOMPARE(mallory.group->epoch(), epoch);
        mls::CommitRequest request;
        request.removes = {mls::LeafIndex{ann.session->ownLeaf()}};
        const auto output = mallory.group->commit(request, world.now.wall);
        QVERIFY(output.ok());
        for (auto *one : {&host, &ann}) {
            QVERIFY(refusal(one->session->receiveFromPeer(output->commit, world.now)) == ErrorCode::NotHost);
            QCOMPARE(one->session->epoch(), epoch);
            QVERIFY(one->session->state() == SessionState::Active);
        }
        mallory.group->discardCommit();
        QVERIFY(!frameRefusal(host, ann));
    }
    void aGuestsHostMessagesAreRefused()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(wire::Role::Clinician, world.now.wall));
        HostileGuest mallory(world);
        mallory.join();
        for (const Control &control : std::initializer_list<Control>{End{}, Heartbeat{1, Bytes(32), 99}, Reveal{0, {}}})
            QVERIFY(refusal(host.session->receiveFromPeer(mallory.say(control), world.now)) == ErrorCode::NotHost);
        QVERIFY(host.session->state() == SessionState::Active);
    }
    void aGuestCannotSignForAnother()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(wire::Role::Clinician, world.now.wall));
        HostileGuest mallory(world);
        mallory.join();
        MediaSignal signal;
        signal.to = host.session->ownLeaf();
        signal.fromKey = {9};
        signal.toKey = host.session->member(signal.to)->leafKey;
        QVERIFY(refusal(host.session->receiveFromPeer(mallory.say(signal), world.now)) == ErrorCode::WrongSender);
        signal.fromKey = mallory.bundle.signatureKey.publicKey();
        signal.toKey = {9};
        QVERIFY(refusal(host.session->receiveFromPeer(mallory.say(signal), world.now)) == ErrorCode::WrongSender);
        signal.toKey = host.session->member(signal.to)->leafKey;
        QVERIFY(refusal(host.session->receiveFromPeer(mallory.say(signal), world.now)) == ErrorCode{});
    }
    void malformedControlMessagesAreDropped()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(wire::Role::Clinician, world.now.wall));
        HostileGuest mallory(world);
        mallory.join();
        auto future = encodeControl({0, Chat{"x"}});
        future[0] = 9;
        for (const Bytes &plaintext : {Bytes{}, Bytes{1}, future, Bytes(50, 0xff)}) {
            const auto message = *mallory.group->protectApplication(plaintext);
            QVERIFY(refusal(host.session->receiveFromPeer(message, world.now)) != ErrorCode{});
        }
        QVERIFY(host.session->state() == SessionState::Active);
    }
};

QTEST_APPLESS_MAIN(HostileMembersTest)
#include "hostile_members_test.moc"
