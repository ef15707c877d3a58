// SPDX-License-Identifier: Apache-2.0
// Pictures and sound under a hostile server: the signals that carry certificates and candidates are altered or
// withheld, and a member that the server plays itself, with a real media stack, answers with a certificate that its
// leaf did not sign. Nothing of it is decoded.
#include "tests/hostile/visit_attacks.h"
#include "tests/media/call_fixture.h"

#include <QTcpServer>
#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Ended;
using test::Frame;
using test::Guest;
using test::Line;
using test::RogueMember;
using test::Way;
using wire::FrameType;
namespace calls = media::test;

namespace
{

constexpr std::size_t kSignalSize =
    700; // of a message that carries a description; heartbeats and acknowledgements are below

std::uint64_t decodedBy(const Facade &side)
{
    std::uint64_t count = 0;
    for (const PeerMeasures &peer : side.measures().peers)
        count += peer.video.decoded + peer.audio.decoded;
    return count;
}

// The rogue member's media: real connections, whose signals go out as it likes.
class RogueMedia
{
public:
    RogueMedia(RogueMember &member, Line &line, const VisitId &visit, const InstanceId &instance)
        : m_member(member), m_line(line), m_visit(visit), m_instance(instance)
    {
        board.filter = [this](media::Leaf, media::Leaf, media::Signal &signal) { return say(signal); };
    }
    // Takes what the host says to this member.
    void hear(ByteSpan message, WallTime now)
    {
        const auto received = m_member.group->receive(message, now);
        const auto *said = received.ok() ? std::get_if<mls::ApplicationMessage>(&*received) : nullptr;
        const auto control = said ? e2ee::decodeControl(said->plaintext.reveal())
                                  : Result<e2ee::ControlMessage>(Error(ErrorCode::Malformed));
        const auto *signal = control.ok() ? std::get_if<e2ee::MediaSignal>(&control->control) : nullptr;
        if (!signal || signal->to != own.leaf)
            return;
        ByteReader reader(signal->body);
        media::Signal out;
        out.connection = *media::ConnectionId::fromBytes(*reader.take(16));
        out.kind = static_cast<media::SignalKind>(signal->kind);
        out.body = toBytes(reader.rest());
        (void)own.call->onSignal(0, out).ok();
    }

    std::function<void(media::Signal &)> change; // of what goes out
    calls::SignalBoard board;
    calls::Participant own{board, 1};

private:
    bool say(media::Signal &signal)
    {
        if (change)
            change(signal);
        e2ee::MediaSignal control;
        control.to = 0;
        control.kind = static_cast<e2ee::MediaSignal::Kind>(signal.kind);
        for (std::size_t i = 0; i < 8; ++i)
            control.connection = control.connection << 8 | signal.connection.bytes[i];
        control.fromKey = m_member.bundle.signatureKey.publicKey();
        control.toKey = m_member.group->member(mls::LeafIndex{0})->signatureKey;
        control.body = toBytes(signal.connection.bytes);
        append(control.body, signal.body);
        m_line.send(Way::ToServer,
                    Frame::of(wire::GroupMessageRequest{m_visit, m_instance, m_member.say(std::move(control))}));
        return false;
    }

    RogueMember &m_member;
    Line &m_line;
    VisitId m_visit;
    InstanceId m_instance;
};

} // namespace

class MediaTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    bool seesAndHears(Facade &side)
    {
        return waitFor([&] { return side.visit().security.encrypted && decodedBy(side) > 0; });
    }
    Ended altersSignals()
    {
        const auto invited = invite();
        const auto ann = knocks(invited);
        int left = 3;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way != Way::ToClient || frame.type != FrameType::GroupMessage || frame.body.size() < kSignalSize ||
                left-- <= 0)
                return true;
            auto delivery = *frame.as<wire::GroupMessageDelivery>();
            m_practice.flipIn(delivery.message, delivery.message.size() - 400, delivery.message.size());
            frame = Frame::of(delivery);
            return true;
        };
        if (!ann || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForRefusal("visit.message-refused", ErrorCode::BadMac);
        const bool both = seesAndHears(*m_staff) && seesAndHears(**ann);
        endVisit();
        return both ? ended : ErrorCode::Internal;
    }
    Ended withholdsDescriptions()
    {
        const auto invited = invite();
        const auto ann = knocks(invited);
        m_practice.hostile.onFrame = [](Line &, Way way, Frame &frame) {
            return way == Way::ToServer || frame.type != FrameType::GroupMessage || frame.body.size() < kSignalSize;
        };
        if (!ann || !admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return m_staff->visit().warning; });
        const bool nothing = decodedBy(*m_staff) + decodedBy(**ann) == 0;
        endVisit();
        return nothing ? ended : ErrorCode::Internal;
    }
    wire::RelayOffer relaysOfItsOwn(bool only)
    {
        QTcpServer closed;
        (void)closed.listen(QHostAddress::LocalHost);
        wire::RelayOffer offer{only, "1893456000:aB3-_", toBytes(asBytes("YWJjZA==")), {}, {}};
        offer.servers.push_back({"127.0.0.1", closed.serverPort(), wire::RelayTransport::Tcp}); // nobody answers there
        return offer;
    }
    void offer(Line *line, const Frame &relays)
    {
        if (line)
            line->send(Way::ToClient, relays);
    }
    // To the guest: the way over it is the only one that is allowed, and leads nowhere.
    Ended offersRelaysThatAreNone()
    {
        const auto invited = invite();
        const auto ann = knocks(invited);
        if (!ann)
            return std::nullopt;
        offer(m_practice.hostile.guest(), Frame::of(relaysOfItsOwn(true)));
        if (!admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return (*ann)->visit().warning; });
        const bool nothing = decodedBy(*m_staff) + decodedBy(**ann) == 0;
        endVisit();
        return nothing ? ended : ErrorCode::Internal;
    }
    Ended altersTheOfferOfRelays()
    {
        const auto invited = invite();
        const auto ann = knocks(invited);
        if (!ann)
            return std::nullopt;
        auto many = relaysOfItsOwn(true);
        many.servers.resize(wire::kMaxRelays + 1 + m_practice.pick(200), many.servers.front());
        offer(m_practice.hostile.guest(), Frame::of(many));
        offer(m_practice.hostile.staff(), Frame::of(many));
        if (!admit(invited.visit))
            return std::nullopt;
        const Ended ended = waitForRefusal("relay.offer-refused", ErrorCode::Malformed);
        const bool both = seesAndHears(*m_staff) && seesAndHears(**ann);
        endVisit();
        return both ? ended : ErrorCode::Internal;
    }
    // A member with real keys and a real media stack. What it says of its certificate goes through `change`.
    Ended rogueConnects(const std::function<void(media::Signal &)> &change)
    {
        InstanceId instance;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToServer && frame.type == FrameType::VisitOpen)
                instance = frame.as<wire::VisitOpen>()->instance;
            return true;
        };
        const auto leaked = invite();
        if (!openVisit(leaked.visit))
            return std::nullopt;
        auto rogue = playsAMember(leaked);
        if (!rogue)
            return std::nullopt;
        RogueMedia rogueMedia(rogue->member, *rogue->line, leaked.visit, instance);
        rogueMedia.change = change;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (&line == rogue->line && way == Way::ToClient && frame.type == FrameType::GroupMessage)
                rogueMedia.hear(frame.as<wire::GroupMessageDelivery>()->message, wall());
            return true;
        };
        const auto &group = *rogue->member.group;
        calls::Epoch epoch{instance, group.epoch(), group.exportSecret("SFrame 1.0 Base Key", {}, 32)};
        calls::install(epoch, rogueMedia.own, {0, 1});
        calls::switchTo(epoch, rogueMedia.own);
        rogueMedia.own.startSource({calls::kGreen, 700});
        (void)rogueMedia.own.call->addPeer(0, media::Role::Answerer, epoch.number).ok();
        (void)waitFor([&] { return m_staff->visit().warning || decodedBy(*m_staff) > 0; });
        const Ended ended = test::codeOf(m_staff->visit().warning);
        QTest::qWait(300); // frames that would still come
        const auto &tiles = m_staff->visit().tiles;
        const bool hidden = tiles.size() == 1 && tiles[0].state == TileState::NotVerified && decodedBy(*m_staff) == 0;
        const bool seen = decodedBy(*m_staff) > 0;
        endVisit();
        return (ended ? hidden : seen) ? ended : ErrorCode::Internal;
    }
    Ended swapsTheCertificate()
    {
        return rogueConnects([this](media::Signal &signal) {
            if (signal.kind == media::SignalKind::Fingerprint)
                signal.body[m_practice.pick(signal.body.size())] ^= static_cast<std::uint8_t>(1 + m_practice.pick(255));
        });
    }

    std::vector<Attack> attacks() override
    {
        using E = ErrorCode;
        return {
            {"signals altered", E::BadMac, [this] { return altersSignals(); }},
            {"descriptions withheld", E::NegotiationFailed, [this] { return withholdsDescriptions(); }},
            {"relays that are none", E::NoPath, [this] { return offersRelaysThatAreNone(); }},
            {"offer of relays altered", E::Malformed, [this] { return altersTheOfferOfRelays(); }},
            {"DTLS certificate swapped", E::CertificateMismatch, [this] { return swapsTheCertificate(); }},
        };
    }

private Q_SLOTS:
    void seesARogueMemberThatTellsTheTruth()
    {
        m_practice.begin(1);
        QVERIFY(!rogueConnects(nullptr));
    }

public:
    MediaTest() : VisitAttacks(3, true) {}
};

QTEST_GUILESS_MAIN(MediaTest)
#include "media_test.moc"
