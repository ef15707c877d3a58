// SPDX-License-Identifier: Apache-2.0
// A scripted hostile server and hostile members: every substitution ends in a refusal by name.
#include "world.h"

#include "core/crypto/aead.h"
#include "core/crypto/random.h"
#include "core/e2ee/hello_name.h"
#include "core/e2ee/profile.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/tlv.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;
using namespace std::chrono_literals;

// The type rule: what waits in the lobby cannot hold a group or a frame key.
static_assert(!std::is_constructible_v<LobbyMember, mls::Group> && !std::is_convertible_v<LobbyMember, GroupSession>);
static_assert(!std::is_copy_constructible_v<GroupSession> && !std::is_copy_constructible_v<LobbyMember>);
static_assert(!std::is_default_constructible_v<GroupSession>);

namespace {

wire::RoleSet clinician() { return wire::Role::Clinician; }

// What the desk makes of a hello, without disturbing the world's own desk.
std::optional<Error> problem(World &world, const Participant &guest, const Bytes &hello)
{
    const auto verified = verifyHello(hello, world.visit, &*guest.inviteKeys, guest.invite,
                                      world.practice.trust(world.now.wall), world.now.wall);
    return verified.ok() ? std::nullopt : std::optional(verified.error());
}

ErrorCode codeOf(const std::optional<Error> &error) { return error ? error->code() : ErrorCode{}; }

Bytes resigned(LobbyHello hello, const Participant &guest, const identity::DeviceKeys &device)
{
    hello.mac = crypto::hmacSha256(guest.inviteKeys->mac.reveal(), hello.macContent());
    hello.signature = device.signing().sign(identity::signedContent(
        "bedside lobby hello v1", guest.device->certificate.practice, hello.signedFields()));
    return hello.encode();
}

} // namespace

class RefusalsTest : public QObject {
    Q_OBJECT

    // A guest whose WELCOME the server alters on its way.
    static ErrorCode welcomeRefusal(const std::function<Bytes(const Bytes &)> &alter)
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann");
        world.tamper = [&](Participant &, wire::FrameType type, Bytes &body) {
            if (type == wire::FrameType::Welcome)
                body = wire::WelcomeDelivery{{}, alter(wire::WelcomeDelivery::decode(body)->welcome)}.encode();
        };
        if (!world.admit(guest).ok())
            return ErrorCode::Internal;
        world.settle();
        return guest.session ? ErrorCode{} : codeOf(guest.welcomeRefused);
    }

    // The server re-seals the content, as one who had the invite's key could.
    static ErrorCode contentRefusal(const std::function<void(World &, WelcomeHeader &, WelcomeContent &)> &alter)
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann");
        world.tamper = [&](Participant &, wire::FrameType type, Bytes &body) {
            if (type != wire::FrameType::Welcome)
                return;
            auto envelope = *WelcomeEnvelope::parse(wire::WelcomeDelivery::decode(body)->welcome);
            auto content = *envelope.openWithInvite(guest.inviteKeys->welcome);
            alter(world, envelope.header, content);
            const auto sealed = WelcomeEnvelope::sealToInvite(envelope.header, content, guest.inviteKeys->welcome);
            body = wire::WelcomeDelivery{{}, sealed->encode()}.encode();
        };
        if (!world.admit(guest).ok())
            return ErrorCode::Internal;
        world.settle();
        return guest.session ? ErrorCode{} : codeOf(guest.welcomeRefused);
    }

private Q_SLOTS:
    // ---- The hello ----

    void everyChangedBitOfAHelloIsRefused()
    {
        World world;
        auto &guest = world.knock("Ann");
        const auto hello = *guest.lobby->hello(100);
        QVERIFY(!problem(world, guest, hello));
        for (std::size_t bit = 0; bit < hello.size() * 8; bit += 7) {
            auto changed = hello;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(problem(world, guest, changed).has_value());
        }
        for (std::size_t size = 0; size < hello.size(); size += 13)
            QVERIFY(problem(world, guest, Bytes(hello.begin(), hello.begin() + std::ptrdiff_t(size))).has_value());
    }
    void aHelloWithoutTheInvitesSecretIsRefused()
    {
        World world;
        auto &guest = world.knock("Ann");
        auto other = identity::InviteKeys::derive(crypto::randomSecret(32), guest.invite);
        const auto verified = verifyHello(*guest.lobby->hello(100), world.visit, &other, guest.invite,
                                          world.practice.trust(world.now.wall), world.now.wall);
        QVERIFY(verified.error().code() == ErrorCode::BadMac);
    }
    void aHelloForAnotherVisitOrInviteIsRefused()
    {
        World world;
        auto &guest = world.knock("Ann");
        const auto hello = *guest.lobby->hello(100);
        const auto trust = world.practice.trust(world.now.wall);
        QVERIFY(verifyHello(hello, crypto::randomId<VisitId>(), &*guest.inviteKeys, guest.invite, trust, world.now.wall)
                    .error()
                    .code()
                == ErrorCode::WrongGroup);
        QVERIFY(verifyHello(hello, world.visit, &*guest.inviteKeys, inviteIdFor(99), trust, world.now.wall).error().code()
                == ErrorCode::WrongGroup);
        QVERIFY(verifyHello(hello, world.visit, nullptr, {}, trust, world.now.wall).error().code()
                == ErrorCode::WrongGroup);
    }
    void aSwappedKeyPackageIsRefused()
    {
        World world;
        auto &ann = world.knock("Ann"), &ben = world.knock("Ben");
        auto hello = *LobbyHello::parse(*ann.lobby->hello(100));
        hello.keyPackage = LobbyHello::parse(*ben.lobby->hello(100))->keyPackage;
        QVERIFY(codeOf(problem(world, ann, hello.encode())) == ErrorCode::BadMac);
        // Even by one who knows the invite's secret: the device key inside did not sign this hello.
        QVERIFY(codeOf(problem(world, ann, resigned(hello, ann, ann.device->keys))) == ErrorCode::BadSignature);
    }
    void aHelloOfANewerVersionAsksForAnUpdate()
    {
        World world;
        auto &guest = world.knock("Ann");
        auto hello = *guest.lobby->hello(100);
        hello[0] = 2;
        QVERIFY(codeOf(problem(world, guest, hello)) == ErrorCode::UnknownVersion);
    }
    void anExpiredKeyPackageIsRefused()
    {
        World world;
        auto &guest = world.knock("Ann");
        const auto hello = *guest.lobby->hello(100);
        world.now.wall += 24h;
        world.practice.renew(world.now.wall);
        QVERIFY(codeOf(problem(world, guest, hello)) == ErrorCode::BadLifetime);
    }
    void aReplayedHelloIsRefused()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann");
        wire::LobbyArrival arrival;
        arrival.visit = world.visit;
        arrival.invite = guest.invite;
        arrival.guestConnection = guest.connection;
        arrival.hello = *guest.lobby->hello(100);
        const auto trust = world.practice.trust(world.now.wall);
        QVERIFY(!world.desk.arrived(arrival, trust, world.now.wall).problem);
        QVERIFY(!world.desk.arrived(arrival, trust, world.now.wall).problem); // told again by a server that reconnected
        auto older = arrival;
        older.guestConnection = 77;
        older.hello = *guest.lobby->hello(99);
        QVERIFY(codeOf(world.desk.arrived(older, trust, world.now.wall).problem) == ErrorCode::Replayed);
        auto sameCounter = older;
        sameCounter.hello = *guest.lobby->hello(100); // another nonce for the name: another hello
        QVERIFY(codeOf(world.desk.arrived(sameCounter, trust, world.now.wall).problem) == ErrorCode::Replayed);
        QVERIFY(world.admit(guest).ok());
        world.settle();
        arrival.guestConnection = 78;
        QVERIFY(codeOf(world.desk.arrived(arrival, trust, world.now.wall).problem) == ErrorCode::Replayed);
        QVERIFY(!world.desk.take(78).ok());
    }
    void aReplayIsSeenByTheHostOfAYearsPatients()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        for (std::uint64_t n = 0; n < 10'000; ++n)
            world.desk.restoreCounter(crypto::sha256(ByteWriter().u64(n).bytes()), 1);
        auto &ann = world.knock("Ann");
        const auto trust = world.practice.trust(world.now.wall);
        const auto arrive = [&](std::uint64_t connection, std::uint64_t counter) {
            wire::LobbyArrival arrival;
            arrival.visit = world.visit;
            arrival.invite = ann.invite;
            arrival.guestConnection = connection;
            arrival.hello = *ann.lobby->hello(counter);
            return codeOf(world.desk.arrived(arrival, trust, world.now.wall).problem);
        };
        QCOMPARE(arrive(77, 100), ErrorCode{});
        world.knock("Ben");
        QCOMPARE(arrive(78, 99), ErrorCode::Replayed);
    }
    void anAdmittedKeyPackageIsNeverTakenAgain()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann");
        auto later = *LobbyHello::parse(*guest.lobby->hello(100));
        QVERIFY(world.admit(guest).ok());
        later.counter = 500; // a higher counter, and the KeyPackage of before
        later.sealedName = *sealName(later, "Ann", guest.inviteKeys->hello);
        wire::LobbyArrival arrival;
        arrival.visit = world.visit;
        arrival.invite = guest.invite;
        arrival.guestConnection = 79;
        arrival.hello = resigned(later, guest, guest.device->keys);
        QVERIFY(codeOf(world.desk.arrived(arrival, world.practice.trust(world.now.wall), world.now.wall).problem)
                == ErrorCode::Replayed);
    }
    void aGuestCannotComeAsStaffNorStaffAsGuest()
    {
        World world;
        const auto nurse = world.practice.hire(clinician(), world.now.wall);
        auto &guest = world.knock("Ann");
        auto input = StaffInput{world.visit, guest.device->keys.clone(), guest.device->certificate,
                                world.practice.trust(world.now.wall), {}};
        QVERIFY(LobbyMember::staff(std::move(input), world.now).error().code() == ErrorCode::WrongPractice);
        auto asGuest = GuestInput{world.visit, guest.invite, guest.inviteKeys->clone(), nurse.keys.clone(),
                                  nurse.certificate, world.practice.trust(world.now.wall), "x"};
        QVERIFY(LobbyMember::guest(std::move(asGuest), world.now).error().code() == ErrorCode::NotAuthorized);
    }
    void aRevokedColleagueIsRefusedInTheLobby()
    {
        World world;
        const auto doctor = world.practice.hire(clinician(), world.now.wall);
        const auto colleague = world.practice.hire(clinician(), world.now.wall);
        world.openVisit(doctor);
        auto &other = world.knockAsStaff(colleague);
        world.practice.revoke(colleague, world.now.wall);
        world.sendHello(other);
        QVERIFY(codeOf(verifyHello(*other.lobby->hello(900), world.visit, nullptr, {},
                                   world.practice.trust(world.now.wall), world.now.wall)
                           .error())
                == ErrorCode::Revoked);
    }
    void anUnknownInviteMakesAnEntryThatCannotBeAdmitted()
    {
        World world;
        auto &guest = world.knock("Ann");
        wire::LobbyArrival arrival;
        arrival.visit = world.visit;
        arrival.invite = inviteIdFor(4711);
        arrival.guestConnection = 80;
        arrival.hello = *guest.lobby->hello(100);
        const auto &entry = world.desk.arrived(arrival, world.practice.trust(world.now.wall), world.now.wall);
        QVERIFY(codeOf(entry.problem) == ErrorCode::LinkUnknown && !entry.hello);
        QVERIFY(world.desk.take(80).error().code() == ErrorCode::LinkUnknown);
        QVERIFY(world.desk.take(81).error().code() == ErrorCode::NotFound);
    }
    void aNameThatIsTooLongIsRefusedBeforeItIsSent()
    {
        World world;
        auto &guest = world.knock("Ann");
        guest.lobby->setName(std::string(129, 'x'));
        QVERIFY(guest.lobby->hello(5).error().code() == ErrorCode::TooLarge);
    }

    // ---- The welcome ----

    void everyChangedBitOfAWelcomeIsRefused()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &guest = world.knock("Ann");
        Bytes good;
        world.tamper = [&](Participant &, wire::FrameType type, Bytes &body) {
            if (type == wire::FrameType::Welcome)
                good = wire::WelcomeDelivery::decode(body)->welcome;
        };
        QVERIFY(world.admit(guest).ok());
        for (std::size_t bit = 0; bit < good.size() * 8; bit += 101) {
            auto changed = good;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(!guest.lobby->accept(changed, world.now).ok());
        }
        for (std::size_t bit = 0; bit < 100 * 8; ++bit) { // the header in clear
            auto changed = good;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            QVERIFY(!guest.lobby->accept(changed, world.now).ok());
        }
        QVERIFY(guest.lobby->accept(good, world.now).ok()); // the refusals changed nothing
    }
    void anAlteredHeaderIsRefused()
    {
        QVERIFY(welcomeRefusal([](const Bytes &bytes) {
                    auto envelope = *WelcomeEnvelope::parse(bytes);
                    ++envelope.header.epoch;
                    return envelope.encode();
                })
                == ErrorCode::BadMac);
        QVERIFY(welcomeRefusal([](const Bytes &bytes) {
                    auto envelope = *WelcomeEnvelope::parse(bytes);
                    envelope.header.instance.bytes[0] ^= 1;
                    return envelope.encode();
                })
                == ErrorCode::BadMac);
        QVERIFY(welcomeRefusal([](const Bytes &bytes) {
                    auto envelope = *WelcomeEnvelope::parse(bytes);
                    envelope.header.hello[0] ^= 1;
                    return envelope.encode();
                })
                == ErrorCode::WrongGroup);
        QVERIFY(welcomeRefusal([](const Bytes &bytes) {
                    auto changed = bytes;
                    changed[0] = 2;
                    return changed;
                })
                == ErrorCode::UnknownVersion);
    }
    void anotherPracticeKeyIsRefused()
    {
        QVERIFY(contentRefusal([](World &, WelcomeHeader &, WelcomeContent &content) {
                    content.trust.practiceKey = toBytes(identity::PracticeKey::generate().publicKey());
                })
                == ErrorCode::WrongPractice);
    }
    void aForgedIssuerSetOrGrantListIsRefused()
    {
        QVERIFY(contentRefusal([](World &world, WelcomeHeader &, WelcomeContent &content) {
                    const auto forger = identity::PracticeKey::generate();
                    content.trust.issuers =
                        forger.makeIssuerSet(world.practice.id, 2, {world.practice.issuing.publicKey()}, world.now.wall)
                            .encode();
                })
                == ErrorCode::BadSignature);
        QVERIFY(contentRefusal([](World &world, WelcomeHeader &, WelcomeContent &content) {
                    const auto forger = identity::IssuingKey::generate();
                    content.trust.grants = forger.makeGrantList(world.practice.issuers, &world.practice.grants,
                                                                world.practice.entries, world.now.wall)
                                               .encode();
                })
                == ErrorCode::WrongPractice);
    }
    void aRolledBackGrantListIsRefused()
    {
        Bytes old;
        QVERIFY(contentRefusal([&](World &world, WelcomeHeader &, WelcomeContent &content) {
                    content.trust.grants =
                        world.practice.issuing.makeGrantList(world.practice.issuers, nullptr, {}, world.now.wall).encode();
                })
                == ErrorCode::RolledBack);
    }
    void aGrantListThatDiffersFromTheGroupsIsRefused()
    {
        QVERIFY(contentRefusal([&](World &world, WelcomeHeader &, WelcomeContent &content) {
                    content.trust.grants = world.practice.issuing
                                               .makeGrantList(world.practice.issuers, &world.practice.grants,
                                                              world.practice.entries, world.now.wall)
                                               .encode();
                })
                == ErrorCode::Equivocated);
    }
    void anotherHostCertificateIsRefused()
    {
        QVERIFY(contentRefusal([&](World &world, WelcomeHeader &, WelcomeContent &content) {
                    content.hostCertificate = world.practice.hire(clinician(), world.now.wall).certificate.encode();
                })
                == ErrorCode::WrongSender);
    }
    void anotherHelloEpochOrInstanceThanTheGroupsIsRefused()
    {
        QVERIFY(contentRefusal([](World &, WelcomeHeader &header, WelcomeContent &) { ++header.epoch; })
                == ErrorCode::WrongEpoch);
        QVERIFY(contentRefusal([](World &, WelcomeHeader &header, WelcomeContent &) { header.instance.bytes[3] ^= 1; })
                == ErrorCode::WrongGroup);
        QVERIFY(contentRefusal([](World &, WelcomeHeader &header, WelcomeContent &) { header.hello[3] ^= 1; })
                == ErrorCode::WrongGroup);
    }
    void aWelcomeForAnotherKeyPackageIsRefused()
    {
        World world;
        world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.knock("Ann"), &ben = world.knock("Ben");
        std::vector<Bytes> welcomes;
        world.tamper = [&](Participant &, wire::FrameType type, Bytes &body) {
            if (type == wire::FrameType::Welcome)
                welcomes.push_back(wire::WelcomeDelivery::decode(body)->welcome);
        };
        QVERIFY(world.admit(ann).ok());
        QVERIFY(!welcomes.empty());
        QVERIFY(ben.lobby->accept(welcomes[0], world.now).error().code() == ErrorCode::WrongGroup);
        auto envelope = *WelcomeEnvelope::parse(welcomes[0]);
        auto content = *envelope.openWithInvite(ann.inviteKeys->welcome);
        envelope.header.invite = ben.invite;
        envelope.header.hello = helloHash(*ben.lobby->hello(100));
        const auto forged = *WelcomeEnvelope::sealToInvite(envelope.header, content, ben.inviteKeys->welcome);
        QVERIFY(ben.lobby->accept(forged.encode(), world.now).error().code() == ErrorCode::KeyUnavailable);
    }
    void aGuestCannotPlayTheHost()
    {
        // One who knows the link's secret makes a group of its own: no certificate of the practice, no host.
        World world;
        auto &ann = world.knock("Ann"), &mallory = world.knock("Mallory");
        HostInput input{world.visit, crypto::randomId<InstanceId>(),
                        identity::LeafIdentity::create(mallory.device->keys, mallory.device->certificate, world.visit,
                                                       world.now.wall),
                        world.practice.trust(world.now.wall), {}, {}, {}};
        QVERIFY(GroupSession::open(std::move(input), world.now).error().code() == ErrorCode::NotAuthorized);
        Q_UNUSED(ann);
    }
    void rolesThatMayNotHostAreRefused()
    {
        World world;
        for (const auto role : {wire::Role::FrontDesk, wire::Role::Billing}) {
            const auto staff = world.practice.hire(role, world.now.wall);
            HostInput input{world.visit, crypto::randomId<InstanceId>(),
                            identity::LeafIdentity::create(staff.keys, staff.certificate, world.visit, world.now.wall),
                            world.practice.trust(world.now.wall), {}, {}, {}};
            QVERIFY(GroupSession::open(std::move(input), world.now).error().code() == ErrorCode::NotAuthorized);
        }
    }
    void nobodyIsAdmittedByAStaleGrantList()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        world.advance(100ms);
        world.now.wall += 24h;
        const auto fresh = world.practice.trust(world.now.wall - 24h);
        QVERIFY(fresh.checkFresh(world.now.wall).error().code() == ErrorCode::Expired);
        auto late = identity::GuestDevice::create(world.practice.id, world.now.wall);
        LobbyEntry entry;
        entry.visit = world.visit;
        QVERIFY(host.session->admit(entry, nullptr, world.now).error().code() == ErrorCode::WrongGroup);
        const identity::LeafIdentity leaf = identity::LeafIdentity::create(
            late.keys, late.certificate, world.visit, world.now.wall);
        HostInput input{world.visit, crypto::randomId<InstanceId>(), leaf.clone(), fresh, {}, {}, {}};
        QVERIFY(GroupSession::open(std::move(input), world.now).error().code() == ErrorCode::Expired);
    }

    // ---- In a visit ----

    void guestsCannotDoWhatOnlyHostsMay()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        auto &session = *ann.session;
        QVERIFY(session.remove(host.session->ownLeaf(), true, world.now).error().code() == ErrorCode::NotHost);
        QVERIFY(session.setLocked(true, world.now).error().code() == ErrorCode::NotHost);
        QVERIFY(session.rotate(world.now).error().code() == ErrorCode::NotHost);
        QVERIFY(session.endForAll(wire::EndOutcome::Completed, world.now).empty());
        QVERIFY(session.send(End{}, world.now).error().code() == ErrorCode::NotAuthorized);
        QVERIFY(session.send(Heartbeat{}, world.now).error().code() == ErrorCode::NotAuthorized);
        QVERIFY(session.state() == SessionState::Active);
    }
    void theHostCannotRemoveItselfOrNobody()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        QVERIFY(host.session->remove(host.session->ownLeaf(), true, world.now).error().code() == ErrorCode::NotFound);
        QVERIFY(host.session->remove(7, true, world.now).error().code() == ErrorCode::NotFound);
    }
    void everyAlteredCommitOrMessageIsRefused()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        world.settle();
        world.perform(host, host.session->rotate(world.now));
        const auto commit = world.wire.back();
        const auto epoch = ann.session->epoch();
        for (std::size_t bit = 0; bit < commit.size() * 8; bit += 53) {
            auto changed = commit;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            world.perform(ann, ann.session->receiveFromPeer(changed, world.now));
            QCOMPARE(ann.session->epoch(), epoch);
            QVERIFY(ann.session->state() == SessionState::Active);
        }
        world.settle();
        QCOMPARE(ann.session->epoch(), epoch + 1);
        QVERIFY(world.chat(host, "unharmed"));
        const auto message = world.wire.back();
        for (std::size_t bit = 0; bit < message.size() * 8; bit += 13) {
            auto changed = message;
            changed[bit / 8] ^= static_cast<std::uint8_t>(1u << bit % 8);
            world.perform(ann, ann.session->receiveFromPeer(changed, world.now));
        }
        QVERIFY(ann.chat().empty());
        world.settle();
        QCOMPARE(ann.chat(), std::vector<std::string>{"unharmed"});
    }
    void aCommitOfAnotherInstanceOrVisitIsRefused()
    {
        World world, other;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        auto &stranger = other.openVisit(other.practice.hire(clinician(), other.now.wall));
        other.perform(stranger, stranger.session->rotate(other.now));
        const auto foreign = other.wire.back();
        const wire::CommitDelivery wrongIds{other.visit, stranger.session->instance(), 9, 1, 0, foreign};
        world.perform(ann, ann.session->receive(wire::FrameType::Commit, wrongIds.encode(), world.now));
        const wire::CommitDelivery rightIds{world.visit, host.session->instance(), 9, 1, 0, foreign};
        world.perform(ann, ann.session->receive(wire::FrameType::Commit, rightIds.encode(), world.now));
        QCOMPARE(ann.refused.size(), std::size_t(2));
        QVERIFY(ann.refused[0].code() == ErrorCode::WrongGroup && ann.refused[1].code() == ErrorCode::WrongGroup);
    }
    void garbageFromTheServerChangesNothing()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        for (int n = 0; n < 2000; ++n) {
            Bytes garbage(world.random() % 200);
            for (auto &byte : garbage)
                byte = static_cast<std::uint8_t>(world.random());
            const auto type = static_cast<wire::FrameType>(world.random() % 32);
            world.perform(ann, ann.session->receive(type, garbage, world.now));
            world.perform(ann, ann.session->receiveFromPeer(garbage, world.now));
            const wire::GroupMessageDelivery framed{world.visit, host.session->instance(), 1, 1, garbage};
            world.perform(ann, ann.session->receive(wire::FrameType::GroupMessage, framed.encode(), world.now));
        }
        QVERIFY(ann.session->state() == SessionState::Active);
        QVERIFY(!frameRefusal(host, ann));
    }
    void theServerCannotEndAVisit()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        const wire::VisitEnd end{world.visit, host.session->instance(), wire::EndOutcome::Completed};
        world.perform(ann, ann.session->receive(wire::FrameType::VisitEnd, end.encode(), world.now));
        QVERIFY(ann.session->state() == SessionState::Active);
    }
    void replayedMessagesAreRefusedInEveryEpoch()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        QVERIFY(world.chat(host, "one"));
        QVERIFY(world.chat(ann, "two"));
        world.settle();
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        const auto recorded = world.wire;
        const auto everything = [&] {
            for (const auto &bytes : recorded) {
                world.perform(ann, ann.session->receiveFromPeer(bytes, world.now));
                world.perform(host, host.session->receiveFromPeer(bytes, world.now));
                world.settle();
            }
        };
        everything();
        world.advance(11s);
        everything();
        QCOMPARE(ann.chat().size(), std::size_t(1));
        QCOMPARE(host.chat().size(), std::size_t(1));
        QVERIFY(!frameRefusal(host, ann) && !frameRefusal(ann, host));
    }
    void framesOfAnotherLeafOrEpochAreRefused()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann"), &ben = world.join("Ben");
        Bytes frame;
        QVERIFY(!frameRefusal(ann, ben, &frame));
        QVERIFY(openRefusal(ben, ann.session->ownLeaf(), frame) == ErrorCode::Replayed);
        QVERIFY(openRefusal(ben, host.session->ownLeaf(), frame) == ErrorCode::WrongSender);
        QVERIFY(openRefusal(ann, ann.session->ownLeaf(), frame) == ErrorCode::WrongSender);
        Bytes old;
        QVERIFY(!frameRefusal(ann, host, &old));
        world.perform(host, host.session->rotate(world.now));
        world.settle();
        world.advance(11s);
        QVERIFY(openRefusal(ben, ann.session->ownLeaf(), old) == ErrorCode::WrongEpoch);
    }
    void whatIsTooLongIsNotSent()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        auto &ann = world.join("Ann");
        MediaSignal signal;
        signal.to = ann.session->ownLeaf();
        signal.body = Bytes(MediaSignal::kMaxBody + 1);
        QVERIFY(host.session->send(signal, world.now).error().code() == ErrorCode::TooLarge);
        QVERIFY(host.session->send(Chat{std::string(4001, 'x')}, world.now).error().code() == ErrorCode::TooLarge);
    }
    void nothingIsSaidToAnEmptyRoom()
    {
        World world;
        auto &host = world.openVisit(world.practice.hire(clinician(), world.now.wall));
        QVERIFY(host.session->send(Chat{"hello"}, world.now).error().code() == ErrorCode::NotFound);
        QVERIFY(host.session->send(MediaState{}, world.now).ok());
    }
};

QTEST_APPLESS_MAIN(RefusalsTest)
#include "refusals_test.moc"
