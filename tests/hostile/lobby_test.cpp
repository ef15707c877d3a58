// SPDX-License-Identifier: Apache-2.0
// The waiting room: hellos and WELCOMEs that are swapped, altered, replayed or invented, ghosts that knock, and an
// admission that the server makes up. The host lets nobody in by them, and a guest stays where it is.
#include "core/crypto/random.h"
#include "core/wire/http.h"
#include "tests/hostile/visit_attacks.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Ended;
using test::Exchange;
using test::Frame;
using test::Guest;
using test::Line;
using test::RogueMember;
using test::Way;
using wire::FrameType;

namespace
{

identity::DeviceCertificate certified(const identity::IssuingKey &by, const PracticeId &practice,
                                      const identity::DeviceKeys &keys, WallTime now)
{
    return by.certify(practice, crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), wire::Role::Clinician,
                      keys.signing().publicKey(), keys.agreement().publicKey(), now);
}

} // namespace

class LobbyTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    using HelloChange = std::function<void(e2ee::LobbyHello &)>;

    identity::InviteKeys strangersKeys(const InviteId &invite)
    {
        return identity::InviteKeys::derive(crypto::randomSecret(32), invite);
    }

    // A script that keeps each frame of that type that goes to a client.
    void keepEach(FrameType type, std::vector<Frame> &into)
    {
        m_practice.hostile.onFrame = [type, &into](Line &, Way way, Frame &frame) {
            if (way == Way::ToClient && frame.type == type)
                into.push_back(frame);
            return true;
        };
    }

    // ---- Hellos, as the host sees them ----

    // What the host is told when the guest's hello has gone through `change` and is then to be admitted.
    Ended afterHello(const std::function<void(Bytes &)> &change, const Invited &invited)
    {
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToServer && frame.type == FrameType::LobbyHello)
                change(frame.body);
            return true;
        };
        const auto guest = m_practice.newGuest(&clock());
        (*guest)->openLink(invited.link);
        return afterKnocking(invited.visit);
    }
    Ended afterKnocking(const VisitId &visit)
    {
        if (!openVisit(visit))
            return std::nullopt;
        const Ended ended = afterAdmitting(visit);
        const bool unverified =
            std::none_of(m_staff->lobby().begin(), m_staff->lobby().end(), [&](const LobbyGuest &one) {
                return one.visit == visit && one.verified && !one.linkInUseElsewhere;
            });
        endVisit();
        return unverified ? ended : ErrorCode::Internal;
    }
    Ended afterChanged(const HelloChange &change)
    {
        return afterHello(
            [&](Bytes &bytes) {
                auto hello = *e2ee::LobbyHello::parse(bytes);
                change(hello);
                bytes = hello.encode();
            },
            invite());
    }
    Ended swapsTheKeyPackage()
    {
        const auto invited = invite();
        const RogueMember ghost(m_practice.trust.practice(), invited.visit, wall());
        return afterHello(
            [&](Bytes &bytes) {
                auto hello = *e2ee::LobbyHello::parse(bytes);
                hello.keyPackage = ghost.bundle.package.encodeMessage();
                bytes = hello.encode();
            },
            invited);
    }
    Ended altersTheHello()
    {
        return afterChanged([this](e2ee::LobbyHello &hello) {
            switch (m_practice.pick(4)) {
            case 0: hello.counter += 1 + m_practice.pick(1000); break;
            case 1: m_practice.flipIn(hello.keyPackage, 0, hello.keyPackage.size()); break;
            case 2: m_practice.flipIn(hello.sealedName, 0, hello.sealedName.size()); break;
            default: hello.mac[m_practice.pick(32)] ^= 1;
            }
        });
    }
    Ended altersTheHellosSignature()
    {
        return afterChanged([this](e2ee::LobbyHello &hello) { hello.signature[m_practice.pick(64)] ^= 4; });
    }
    Ended raisesTheHellosVersion()
    {
        return afterHello([this](Bytes &bytes) { bytes[0] = static_cast<std::uint8_t>(2 + m_practice.pick(100)); },
                          invite());
    }
    // One appointment's guest, announced in another's lobby; `underLink`: by the other's link too.
    Ended sendsAHelloToAnotherVisit(bool underLink)
    {
        const auto one = invite(), other = invite();
        m_practice.hostile.onFrame = [&](Line &, Way, Frame &frame) {
            if (frame.type == FrameType::LobbyArrival) {
                auto arrival = *frame.as<wire::LobbyArrival>();
                arrival.visit = other.visit;
                if (underLink)
                    arrival.invite = other.invite;
                frame = Frame::of(arrival);
            }
            return true;
        };
        const auto guest = m_practice.newGuest(&clock());
        (*guest)->openLink(one.link);
        return afterKnocking(other.visit);
    }
    Ended leadsALinkToAnotherVisit()
    {
        const auto one = invite(), other = invite();
        m_practice.hostile.onAnswer = [&](Exchange &exchange) {
            if (exchange.path == wire::path::kJoin)
                exchange.answer["visitId"] = other.visit.text();
        };
        const auto guest = m_practice.newGuest(&clock());
        (*guest)->openLink(one.link);
        return afterKnocking(one.visit);
    }
    Ended replaysAHelloAfterAdmission()
    {
        std::vector<Frame> arrivals;
        keepEach(FrameType::LobbyArrival, arrivals);
        const auto invited = invite();
        const auto guest = comesIn(invited);
        if (!guest)
            return std::nullopt;
        auto arrival = *arrivals.back().as<wire::LobbyArrival>();
        arrival.guestConnection += 1000 + m_practice.pick(1000);
        m_practice.hostile.staff()->send(Way::ToClient, Frame::of(arrival));
        const Ended ended = waitForRefusal("lobby.not-verified", ErrorCode::Replayed);
        const std::size_t people = m_staff->visit().tiles.size();
        endVisit();
        return people == 1 ? ended : ErrorCode::Internal;
    }
    Ended replaysAnEarlierHello()
    {
        std::vector<Frame> arrivals;
        keepEach(FrameType::LobbyArrival, arrivals);
        const auto invited = invite();
        const auto guest = knocks(invited);
        if (!guest)
            return std::nullopt;
        m_practice.restart(*guest, &clock());
        (*guest)->openLink(invited.link);
        if (!waitFor([&] { return arrivals.size() == 2; }))
            return std::nullopt;
        m_practice.hostile.staff()->send(Way::ToClient, arrivals[0]);
        return waitForRefusal("lobby.not-verified", ErrorCode::Replayed);
    }

    // ---- Ghosts: the server knocks by itself ----

    Ended ghostKnocks(const VisitId &visit, const InviteId &invite, const Bytes &hello)
    {
        const wire::LobbyArrival arrival{visit, invite, 5000 + m_practice.pick(1000), wall(), hello};
        m_practice.hostile.staff()->send(Way::ToClient, Frame::of(arrival));
        return afterKnocking(visit);
    }
    Ended ghostWithoutTheLinksSecret()
    {
        const auto invited = invite();
        const RogueMember ghost(m_practice.trust.practice(), invited.visit, wall());
        return ghostKnocks(invited.visit, invited.invite, ghost.hello(invited.invite, strangersKeys(invited.invite)));
    }
    Ended ghostWithAnotherVisitsLink()
    {
        const auto victim = invite(), own = invite();
        const RogueMember ghost(m_practice.trust.practice(), victim.visit, wall());
        return ghostKnocks(victim.visit, own.invite, ghost.hello(own.invite, own.keys));
    }
    Ended ghostAsStaff(const std::function<identity::DeviceCertificate(const identity::DeviceKeys &)> &certify)
    {
        const auto invited = invite();
        const auto keys = identity::DeviceKeys::generate();
        const auto certificate = certify(keys);
        e2ee::LobbyHello hello;
        hello.kind = e2ee::HelloKind::Staff;
        hello.visit = invited.visit;
        hello.counter = 1;
        hello.keyPackage = test::bundleFor(keys, certificate, invited.visit, wall()).package.encodeMessage();
        hello.signature = keys.signing().sign(
            identity::signedContent("bedside lobby hello v1", certificate.practice, hello.signedFields()));
        return ghostKnocks(invited.visit, {}, hello.encode());
    }
    Ended ghostWithAFalseCertificate()
    {
        return ghostAsStaff([this](const identity::DeviceKeys &keys) {
            return certified(identity::IssuingKey::generate(), m_practice.trust.practice(), keys, wall());
        });
    }
    Ended ghostWithACertificateThatIsNotOnTheList()
    {
        return ghostAsStaff([this](const identity::DeviceKeys &keys) {
            return certified(*m_practice.founder->issuingKey, m_practice.trust.practice(), keys, wall());
        });
    }
    Ended secondDeviceWithALeakedLink()
    {
        const auto invited = invite();
        const auto guest = comesIn(invited);
        if (!guest)
            return std::nullopt;
        const RogueMember ghost(m_practice.trust.practice(), invited.visit, wall());
        const wire::LobbyArrival arrival{invited.visit, invited.invite, 5000, wall(),
                                         ghost.hello(invited.invite, invited.keys)};
        m_practice.hostile.staff()->send(Way::ToClient, Frame::of(arrival));
        if (!waitFor([&] { return isAtTheDoor(invited.visit); }))
            return std::nullopt;
        (void)admit(invited.visit);
        const Ended ended = test::codeOf(m_staff->notice());
        const std::size_t people = m_staff->visit().tiles.size();
        endVisit();
        return people == 1 ? ended : ErrorCode::Internal;
    }

    // ---- WELCOMEs, as the guest sees them ----

    using EnvelopeChange = std::function<void(e2ee::WelcomeEnvelope &)>;

    // What a guest says to a WELCOME that has gone through `change`; it must stay in the queue, and be let in by a true
    // one.
    Ended afterWelcome(const std::function<void(Bytes &)> &change)
    {
        Frame trueOne;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToClient && frame.type == FrameType::Welcome) {
                trueOne = frame;
                auto delivery = *frame.as<wire::WelcomeDelivery>();
                change(delivery.welcome);
                frame = Frame::of(delivery);
            }
            return true;
        };
        const auto invited = invite();
        const auto guest = knocks(invited);
        if (!guest || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*guest)->guest().failure; });
        const bool stayed = (*guest)->guest().stage == GuestStage::Waiting;
        m_practice.hostile.guest()->send(Way::ToClient, trueOne);
        const bool in = waitFor([&] { return (*guest)->guest().stage == GuestStage::InVisit; });
        endVisit();
        return stayed && in ? ended : ErrorCode::Internal;
    }
    Ended afterEnvelope(const EnvelopeChange &change)
    {
        return afterWelcome([&](Bytes &bytes) {
            auto envelope = *e2ee::WelcomeEnvelope::parse(bytes);
            change(envelope);
            bytes = envelope.encode();
        });
    }
    Ended altersTheWelcome()
    {
        return afterEnvelope([this](auto &envelope) { m_practice.flipIn(envelope.sealed, 0, envelope.sealed.size()); });
    }
    Ended altersTheWelcomesHeader()
    {
        return afterEnvelope([this](auto &envelope) {
            m_practice.pick(2) ? void(++envelope.header.epoch)
                               : void(envelope.header.instance.bytes[m_practice.pick(16)] ^= 1);
        });
    }
    Ended answersAnotherHello()
    {
        return afterEnvelope([this](auto &envelope) { envelope.header.hello[m_practice.pick(32)] ^= 1; });
    }
    Ended raisesTheWelcomesVersion()
    {
        return afterWelcome([this](Bytes &bytes) { bytes[0] = static_cast<std::uint8_t>(2 + m_practice.pick(100)); });
    }
    // The server makes a group of its own and admits whoever waits.
    Ended admitsByItself()
    {
        const auto invited = invite();
        Bytes hello;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToServer && frame.type == FrameType::LobbyHello)
                hello = frame.body;
            return true;
        };
        const auto guest = knocks(invited);
        if (!guest)
            return std::nullopt;
        const auto parsed = *e2ee::LobbyHello::parse(hello);
        const auto keys = identity::DeviceKeys::generate();
        const auto certificate = certified(identity::IssuingKey::generate(), m_practice.trust.practice(), keys, wall());
        const auto instance = crypto::randomId<InstanceId>();
        auto groupId = toBytes(invited.visit.bytes);
        append(groupId, instance.bytes);
        const e2ee::profile::Params params;
        auto group = mls::Group::create(groupId, test::bundleFor(keys, certificate, invited.visit, wall()),
                                        e2ee::profile::groupContext(params), wall());
        mls::CommitRequest request;
        request.adds = {*mls::KeyPackage::parseMessage(parsed.keyPackage)};
        const auto output = *group->commit(request, wall());
        const e2ee::WelcomeHeader header{e2ee::HelloKind::Invite, invited.visit, instance, invited.invite, 1,
                                         e2ee::helloHash(hello)};
        const auto envelope = *e2ee::WelcomeEnvelope::sealToInvite(
            header, {output.welcomes[0], output.ratchetTree, certificate.encode(), m_practice.trust.bundle()},
            crypto::randomSecret(32));
        m_practice.hostile.guest()->send(Way::ToClient,
                                         Frame::of(wire::WelcomeDelivery{crypto::randomBytes(32), envelope.encode()}));
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*guest)->guest().failure; });
        return (*guest)->guest().stage == GuestStage::Waiting && (*guest)->visit().tiles.empty() ? ended
                                                                                                 : ErrorCode::Internal;
    }
    // One guest's WELCOME is kept and shown to the same device when it comes again.
    Ended replaysAWelcome()
    {
        Frame kept;
        bool replaying = false;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToClient && frame.type == FrameType::Welcome && !replaying)
                kept = frame;
            return way == Way::ToServer || !replaying || frame.type != FrameType::Welcome;
        };
        const auto invited = invite();
        const auto guest = comesIn(invited);
        if (!guest)
            return std::nullopt;
        replaying = true;
        m_practice.restart(*guest, &clock());
        (*guest)->openLink(invited.link);
        if (!waitFor([&] { return (*guest)->guest().stage == GuestStage::Waiting; }))
            return std::nullopt;
        m_practice.hostile.guest()->send(Way::ToClient, kept);
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*guest)->guest().failure; });
        const bool stayed = (*guest)->guest().stage == GuestStage::Waiting;
        endVisit();
        return stayed ? ended : ErrorCode::Internal;
    }
    Ended sendsAnotherGuestsWelcome()
    {
        std::vector<Frame> welcomes;
        keepEach(FrameType::Welcome, welcomes);
        const auto first = comesIn(invite());
        if (!first)
            return std::nullopt;
        endVisit();
        const auto second = knocks(invite());
        if (!second)
            return std::nullopt;
        m_practice.hostile.guest()->send(Way::ToClient, welcomes.front());
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*second)->guest().failure; });
        return (*second)->guest().stage == GuestStage::Waiting ? ended : ErrorCode::Internal;
    }
    // The guest is shown the newest list, with the clinician's device revoked; the clinician is kept on the older one.
    Ended hidesARevocationFromTheHost()
    {
        auto entries = m_practice.trust.grants()->entries;
        for (auto &entry : entries)
            entry.revoked = true;
        const auto newer = m_practice.founder->issuingKey->makeGrantList(*m_practice.trust.issuers(),
                                                                         &*m_practice.trust.grants(), entries, wall());
        return afterOwnList(newer);
    }
    Ended showsHostAndGuestDifferentLists()
    {
        return afterOwnList(m_practice.founder->issuingKey->makeGrantList(
            *m_practice.trust.issuers(), nullptr, m_practice.trust.grants()->entries,
            wall() - Milliseconds(1 + m_practice.pick(60'000))));
    }
    Ended afterOwnList(const identity::GrantList &guestsList)
    {
        m_practice.hostile.onAnswer = [&](Exchange &exchange) {
            if (exchange.path == wire::path::kStatement)
                exchange.answer["grants"] = toBase64(guestsList.encode());
        };
        const auto invited = invite();
        const auto guest = knocks(invited);
        if (!guest || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*guest)->guest().failure; });
        const bool stayed = (*guest)->guest().stage == GuestStage::Waiting;
        endVisit();
        return stayed ? ended : ErrorCode::Internal;
    }
    Ended raisesTheFramesVersion()
    {
        const auto guest = knocks(invite());
        if (!guest)
            return std::nullopt;
        Bytes message = *wire::makeFrame(wire::LobbyPlace{});
        message[1] = static_cast<std::uint8_t>(2 + m_practice.pick(100));
        m_practice.hostile.guest()->sendBytes(Way::ToClient, message);
        return waitForError([&]() -> const std::optional<Error> & { return (*guest)->notice(); });
    }

    std::vector<Attack> attacks() override
    {
        using E = ErrorCode;
        return {
            {"KeyPackage swapped", E::BadMac, [this] { return swapsTheKeyPackage(); }},
            {"hello altered", E::BadMac, [this] { return altersTheHello(); }},
            {"hello's signature altered", E::BadSignature, [this] { return altersTheHellosSignature(); }},
            {"hello's version raised", E::UnknownVersion, [this] { return raisesTheHellosVersion(); }},
            {"hello sent to another visit", E::LinkUnknown, [this] { return sendsAHelloToAnotherVisit(false); }},
            {"hello sent under another link", E::WrongGroup, [this] { return sendsAHelloToAnotherVisit(true); }},
            {"link led to another visit", E::WrongGroup, [this] { return leadsALinkToAnotherVisit(); }},
            {"hello replayed after admission", E::Replayed, [this] { return replaysAHelloAfterAdmission(); }},
            {"earlier hello replayed", E::Replayed, [this] { return replaysAnEarlierHello(); }},
            {"ghost without the link's secret", E::BadMac, [this] { return ghostWithoutTheLinksSecret(); }},
            {"ghost with another visit's link", E::LinkUnknown, [this] { return ghostWithAnotherVisitsLink(); }},
            {"ghost with a false staff certificate", E::WrongPractice, [this] { return ghostWithAFalseCertificate(); }},
            {"ghost that is not on the grant list", E::NotAuthorized,
             [this] { return ghostWithACertificateThatIsNotOnTheList(); }},
            {"second device with a leaked link", E::LinkInUse, [this] { return secondDeviceWithALeakedLink(); }},
            {"WELCOME altered", E::BadMac, [this] { return altersTheWelcome(); }},
            {"WELCOME's header altered", E::BadMac, [this] { return altersTheWelcomesHeader(); }},
            {"WELCOME for another hello", E::WrongGroup, [this] { return answersAnotherHello(); }},
            {"WELCOME's version raised", E::UnknownVersion, [this] { return raisesTheWelcomesVersion(); }},
            {"admission made up", E::BadMac, [this] { return admitsByItself(); }},
            {"WELCOME replayed", E::WrongGroup, [this] { return replaysAWelcome(); }},
            {"another guest's WELCOME", E::WrongGroup, [this] { return sendsAnotherGuestsWelcome(); }},
            {"revocation hidden from the host", E::RolledBack, [this] { return hidesARevocationFromTheHost(); }},
            {"host and guest shown different lists", E::Equivocated,
             [this] { return showsHostAndGuestDifferentLists(); }},
            {"frame's version raised", E::UnknownVersion, [this] { return raisesTheFramesVersion(); }},
        };
    }

private Q_SLOTS:
    void admitsWhereItPlaysNoTricks()
    {
        const auto guest = comesIn(invite());
        QVERIFY(guest && !(*guest)->guest().failure && !(*guest)->notice() && !m_staff->notice());
        endVisit();
    }
};

QTEST_GUILESS_MAIN(LobbyTest)
#include "lobby_test.moc"
