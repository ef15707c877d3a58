// SPDX-License-Identifier: Apache-2.0
// A visit that runs: commits and messages that are altered, replayed, reordered, delayed or invented, members that the
// server plays itself, and what it claims beside the group. Nothing of it is believed, and the visit goes on.
#include "core/audit/tree_head.h"
#include "core/crypto/random.h"
#include "core/mls/codec.h"
#include "core/mls/framing.h"
#include "core/wire/http.h"
#include "tests/hostile/visit_attacks.h"

#include <QTimer>
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

constexpr auto kRefused = "visit.message-refused";
constexpr std::size_t kTag = 16; // of the AEAD at a message's end

// Where a PrivateMessage says its epoch: version, wire format, the group id of 32 bytes with its length.
constexpr std::size_t kEpochAt = 2 + 2 + 1 + 32;

} // namespace

class VisitTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    // Ann is in a visit; a second link is ready where somebody else is to follow her.
    struct Running {
        Invited invited;
        std::unique_ptr<Guest> ann;
        Line *annsLine = nullptr;
        InstanceId instance;
        std::uint64_t epoch = 0;
    };
    std::optional<Running> begin()
    {
        Running out;
        out.invited = invite();
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToServer && frame.type == FrameType::VisitOpen)
                out.instance = frame.as<wire::VisitOpen>()->instance;
            return true;
        };
        out.ann = comesIn(out.invited);
        m_practice.hostile.onFrame = nullptr;
        out.annsLine = m_practice.hostile.guest();
        if (!out.ann || !out.annsLine || out.instance.isNull())
            return std::nullopt;
        out.epoch = m_staff->visit().security.epoch;
        return out;
    }
    std::unique_ptr<Guest> benFollows(const Running &running)
    {
        const auto second = inviteAgain(running.invited.visit);
        auto ben = knocks(second);
        if (!ben || !admit(running.invited.visit))
            return nullptr;
        const bool in =
            waitFor([&] { return (*ben)->guest().stage == GuestStage::InVisit && m_staff->visit().tiles.size() == 2; });
        return in ? std::move(ben) : nullptr;
    }
    // Chat still goes both ways, and nobody is warned of anything: what the attack wanted has not come about.
    bool goesOn(Running &running)
    {
        Facade &ann = **running.ann;
        const std::string text = "unharmed " + std::to_string(m_practice.random());
        m_staff->sendChat(text);
        ann.sendChat(text);
        const bool heard = waitFor([&] { return hasChat(*m_staff, text) && hasChat(ann, text); });
        const auto times = std::count_if(ann.visit().chat.begin(), ann.visit().chat.end(),
                                         [&](const ChatLine &line) { return line.text == text && !line.own; });
        return heard && times == 1 && ann.guest().stage == GuestStage::InVisit &&
               m_staff->visit().stage == VisitStage::Active && !ann.visit().warning && !m_staff->visit().warning;
    }
    // Ends the visit; what an attack ended in counts only where the visit has gone on.
    Ended finished(Running &running, Ended ended)
    {
        m_practice.hostile.forgetScript();
        const bool well = goesOn(running);
        endVisit();
        return well ? ended : ErrorCode::Internal;
    }
    Ended refusedAfter(Running &running, ErrorCode expected)
    {
        return finished(running, waitForRefusal(kRefused, expected));
    }
    // The next one of that type to Ann goes through `change`.
    template <class Delivery>
    void alterNext(Running &running, std::function<void(Delivery &)> change)
    {
        m_practice.hostile.onFrame = [annsLine = running.annsLine, change = std::move(change),
                                      left = 1](Line &line, Way way, Frame &frame) mutable {
            if (&line != annsLine || way != Way::ToClient || frame.type != Delivery::kType || left-- <= 0)
                return true;
            auto delivery = *frame.as<Delivery>();
            change(delivery);
            frame = Frame::of(delivery);
            return true;
        };
    }
    void tell(Running &running, Bytes message)
    {
        running.annsLine->send(Way::ToClient, Frame::of(wire::GroupMessageDelivery{
                                                  running.invited.visit, running.instance, 1, 1, std::move(message)}));
    }

    // ---- Messages and commits on their way ----

    Ended altersAMessage()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        alterNext<wire::GroupMessageDelivery>(*running, [this](auto &delivery) {
            auto &bytes = delivery.message;
            m_practice.flipIn(bytes, bytes.size() - kTag - 32, bytes.size());
        });
        m_staff->sendChat("altered on its way");
        const Ended ended = waitForRefusal(kRefused, ErrorCode::BadMac);
        const bool came = waitFor([&] { return hasChat(**running->ann, "altered on its way"); }); // sent again
        return finished(*running, came ? ended : ErrorCode::Internal);
    }
    Ended replaysMessages()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (way == Way::ToClient && frame.type == FrameType::GroupMessage) {
                for (std::size_t copies = 1 + m_practice.pick(3); copies > 0; --copies)
                    line.send(way, frame);
            }
            return true;
        };
        m_staff->sendChat("said once");
        const Ended ended = waitForRefusal(kRefused, ErrorCode::Replayed);
        return finished(*running, ended);
    }
    Ended replaysAMessageOfAnotherVisit()
    {
        Bytes kept;
        {
            auto earlier = begin();
            if (!earlier)
                return std::nullopt;
            m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
                if (way == Way::ToClient && frame.type == FrameType::GroupMessage)
                    kept = frame.as<wire::GroupMessageDelivery>()->message;
                return true;
            };
            m_staff->sendChat("of another day");
            if (!waitFor([&] { return hasChat(**earlier->ann, "of another day"); }))
                return std::nullopt;
            endVisit();
        }
        auto running = begin();
        if (!running)
            return std::nullopt;
        tell(*running, kept);
        return refusedAfter(*running, ErrorCode::WrongGroup);
    }
    Ended pretendsAFarEpoch()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        alterNext<wire::GroupMessageDelivery>(*running, [this](auto &delivery) {
            delivery.message[kEpochAt + m_practice.pick(7)] = static_cast<std::uint8_t>(1 + m_practice.pick(255));
        });
        m_staff->sendChat("from the future");
        return refusedAfter(*running, ErrorCode::WrongEpoch);
    }
    Ended altersACommit()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        alterNext<wire::CommitDelivery>(*running, [this](auto &delivery) {
            m_practice.flipIn(delivery.commit, delivery.commit.size() - kTag - 100, delivery.commit.size());
        });
        const auto ben = benFollows(*running);
        if (!ben)
            return std::nullopt;
        const Ended ended = waitForRefusal(kRefused, ErrorCode::BadMac);
        const bool healed = waitFor([&] { return (*running->ann)->visit().tiles.size() == 2; });
        return finished(*running, healed ? ended : ErrorCode::Internal);
    }
    Ended replaysACommit()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        Frame kept;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (&line == running->annsLine && way == Way::ToClient && frame.type == FrameType::Commit)
                kept = frame;
            return true;
        };
        const auto ben = benFollows(*running);
        if (!ben || !waitFor([&] { return (*running->ann)->visit().tiles.size() == 2; }))
            return std::nullopt;
        const auto epoch = (*running->ann)->visit().security.epoch;
        for (std::size_t copies = 1 + m_practice.pick(5); copies > 0; --copies)
            running->annsLine->send(Way::ToClient, kept);
        const Ended ended = waitForRefusal(kRefused, ErrorCode::Replayed);
        return finished(*running, (*running->ann)->visit().security.epoch == epoch ? ended : ErrorCode::Internal);
    }
    // Each frame is under way for a time of its own, so that they arrive in any order.
    Ended delaysAndReorders()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        QObject delays;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (&line != running->annsLine)
                return true;
            QTimer::singleShot(static_cast<int>(m_practice.pick(600)), &delays,
                               [&line, way, frame] { line.send(way, frame); });
            return false;
        };
        const auto ben = benFollows(*running);
        if (!ben)
            return ErrorCode::Internal;
        for (int i = 0; i < 8; ++i)
            m_staff->sendChat("line " + std::to_string(i));
        const bool all = waitFor([&] {
            Facade &ann = **running->ann;
            return ann.visit().tiles.size() == 2 &&
                   std::count_if(ann.visit().chat.begin(), ann.visit().chat.end(),
                                 [](const ChatLine &line) { return line.text.starts_with("line "); }) == 8;
        });
        m_practice.hostile.forgetScript();
        QTest::qWait(700); // what is still under way
        return finished(*running, all ? std::nullopt : Ended(ErrorCode::Internal));
    }
    Ended givesANewcomerWhatWasSaidBefore()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        std::vector<Frame> before;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (&line == running->annsLine && way == Way::ToClient && frame.type == FrameType::GroupMessage)
                before.push_back(frame);
            return true;
        };
        m_staff->sendChat("between Ann and me");
        if (!waitFor([&] { return hasChat(**running->ann, "between Ann and me"); }))
            return std::nullopt;
        const auto ben = benFollows(*running);
        if (!ben)
            return std::nullopt;
        m_practice.hostile.forgetScript();
        for (const Frame &frame : before)
            m_practice.hostile.guest()->send(Way::ToClient, frame);
        const Ended ended = waitForRefusal(kRefused, ErrorCode::KeyUnavailable);
        return finished(*running, hasChat(**ben, "between Ann and me") ? ErrorCode::Internal : ended);
    }

    // ---- What the server claims beside the group: hints, of which nothing comes ----

    Ended endsTheVisit()
    {
        auto running = begin();
        if (!running)
            return ErrorCode::Internal;
        for (Line *line : {running->annsLine, m_practice.hostile.staff()})
            line->send(Way::ToClient, Frame::of(wire::VisitEnd{running->invited.visit, running->instance,
                                                               wire::EndOutcome(m_practice.pick(5))}));
        QTest::qWait(300);
        return finished(*running, std::nullopt);
    }
    Ended saysThatEverybodyIsGone()
    {
        auto running = begin();
        if (!running)
            return ErrorCode::Internal;
        for (const std::uint64_t connection : {running->annsLine->connection, m_practice.hostile.staff()->connection}) {
            const wire::MemberPresence gone{running->invited.visit, running->instance, connection, false};
            for (Line *line : {running->annsLine, m_practice.hostile.staff()})
                line->send(Way::ToClient, Frame::of(gone));
        }
        QTest::qWait(300);
        return finished(*running, std::nullopt);
    }
    Ended namesAnotherSender()
    {
        auto running = begin();
        if (!running)
            return ErrorCode::Internal;
        m_practice.hostile.onFrame = [&](Line &, Way way, Frame &frame) {
            if (way == Way::ToClient && frame.type == FrameType::GroupMessage) {
                auto delivery = *frame.as<wire::GroupMessageDelivery>();
                delivery.sender = m_practice.random();
                frame = Frame::of(delivery);
            }
            return true;
        };
        const bool well = goesOn(*running);
        return finished(*running, well ? std::nullopt : Ended(ErrorCode::Internal));
    }
    Ended raisesTheFramesVersion()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        Bytes message = *wire::makeFrame(wire::Changed{});
        message[1] = static_cast<std::uint8_t>(2 + m_practice.pick(100));
        m_practice.hostile.staff()->sendBytes(Way::ToClient, message);
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return m_staff->notice(); });
        return finished(*running, ended);
    }
    Ended refusesTheWayBack()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (way != Way::ToServer || frame.type != FrameType::Resume)
                return true;
            line.send(Way::ToClient, Frame::of(wire::ErrorReport{ErrorCode::NotFound, 0, FrameType::Resume}));
            return false;
        };
        running->annsLine->close();
        const Ended ended =
            waitForError([&]() -> const std::optional<Error> & { return (*running->ann)->guest().failure; });
        const bool over = waitFor([&] { return (*running->ann)->guest().stage == GuestStage::Failed; });
        endVisit();
        return over ? ended : ErrorCode::Internal;
    }
    Ended forksTheLog()
    {
        m_practice.hostile.onAnswer = [this](Exchange &exchange) {
            if (exchange.path != wire::path::kJoin || exchange.status != 200)
                return;
            auto head = *audit::TreeHead::decode(*jsonBase64(exchange.answer, "head", audit::TreeHead::kSize));
            head.root[m_practice.pick(32)] ^= 1;
            head.sign(m_practice.logKey());
            exchange.answer["head"] = toBase64(head.encode());
        };
        auto running = begin();
        if (!running)
            return std::nullopt;
        const Ended ended = waitForError([&]() -> const std::optional<Error> & { return m_staff->notice(); });
        return finished(*running, ended);
    }

    // ---- Ghosts: the server speaks with keys of its own ----

    // A group under the visit's name, in the same epoch, that nobody else is in.
    mls::Group ownGroup(const Running &running)
    {
        const auto keys = identity::DeviceKeys::generate();
        const auto now = wall();
        const auto certificate = identity::IssuingKey::generate().certify(
            m_practice.trust.practice(), crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(),
            wire::Role::Clinician, keys.signing().publicKey(), keys.agreement().publicKey(), now);
        auto groupId = toBytes(running.invited.visit.bytes);
        append(groupId, running.instance.bytes);
        auto group =
            std::move(mls::Group::create(groupId, test::bundleFor(keys, certificate, running.invited.visit, now),
                                         e2ee::profile::groupContext({}), now))
                .value();
        while (group.epoch() < running.epoch) {
            (void)group.commit({}, now).ok();
            (void)group.confirmCommit().ok();
        }
        return group;
    }
    Ended ghostSpeaks()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        auto group = ownGroup(*running);
        tell(*running, *group.protectApplication(e2ee::encodeControl({1, e2ee::Chat{"I am your doctor"}})));
        const Ended ended = waitForRefusal(kRefused, ErrorCode::BadMac);
        return finished(*running, hasChat(**running->ann, "I am your doctor") ? ErrorCode::Internal : ended);
    }
    Ended ghostCommits()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        auto group = ownGroup(*running);
        const auto output = *group.commit({}, wall());
        running->annsLine->send(Way::ToClient, Frame::of(wire::CommitDelivery{running->invited.visit, running->instance,
                                                                              1, 1, running->epoch, output.commit}));
        const Ended ended = waitForRefusal(kRefused, ErrorCode::BadMac);
        return finished(*running,
                        (*running->ann)->visit().security.epoch == running->epoch ? ended : ErrorCode::Internal);
    }
    Ended ghostProposesItself()
    {
        auto running = begin();
        if (!running)
            return std::nullopt;
        const RogueMember ghost(m_practice.trust.practice(), running->invited.visit, wall());
        mls::AuthenticatedContent proposal;
        proposal.wireFormat = mls::WireFormat::PublicMessage;
        proposal.content.groupId = toBytes(running->invited.visit.bytes);
        append(proposal.content.groupId, running->instance.bytes);
        proposal.content.epoch = running->epoch;
        proposal.content.sender.type = mls::SenderType::NewMemberProposal;
        proposal.content.content = mls::Proposal{mls::AddProposal{ghost.bundle.package}};
        proposal.sign(ghost.bundle.signatureKey, {});
        mls::Writer writer;
        mls::writeMessageHeader(writer, mls::WireFormat::PublicMessage);
        mls::PublicMessage{std::move(proposal.content), std::move(proposal.auth), {}}.write(writer);
        const Bytes message = writer.take();
        running->annsLine->send(Way::ToClient, Frame::of(wire::CommitDelivery{running->invited.visit, running->instance,
                                                                              1, 1, running->epoch, message}));
        tell(*running, message);
        return refusedAfter(*running, ErrorCode::WrongSender);
    }

    std::optional<Rogue> rogueFollows(Running &running)
    {
        auto rogue = playsAMember(inviteAgain(running.invited.visit));
        const bool seen = rogue && waitFor([&] { return (*running.ann)->visit().tiles.size() == 2; });
        return seen ? std::move(rogue) : std::nullopt;
    }
    void say(Running &running, Rogue &rogue, e2ee::Control control)
    {
        const wire::GroupMessageRequest request{running.invited.visit, running.instance,
                                                rogue.member.say(std::move(control))};
        rogue.line->send(Way::ToServer, Frame::of(request));
    }
    Ended rogueMember(ErrorCode expected, const std::function<void(Running &, Rogue &)> &act)
    {
        auto running = begin();
        auto rogue = running ? rogueFollows(*running) : std::nullopt;
        if (!rogue)
            return std::nullopt;
        act(*running, *rogue);
        return refusedAfter(*running, expected);
    }
    Ended memberEndsTheVisit()
    {
        return rogueMember(ErrorCode::NotHost,
                           [this](Running &running, Rogue &rogue) { say(running, rogue, e2ee::End{}); });
    }
    Ended memberCommits()
    {
        return rogueMember(ErrorCode::NotHost, [this](Running &running, Rogue &rogue) {
            const auto output = *rogue.member.group->commit({}, wall());
            running.annsLine->send(Way::ToClient, Frame::of(wire::CommitDelivery{
                                                      running.invited.visit, running.instance, 1,
                                                      rogue.line->connection, output.epoch - 1, output.commit}));
        });
    }
    Ended memberSpeaksForAnother()
    {
        return rogueMember(ErrorCode::WrongSender, [this](Running &running, Rogue &rogue) {
            e2ee::MediaSignal signal;
            signal.to = 0;
            signal.kind = e2ee::MediaSignal::Kind::Fingerprint;
            for (const auto &member : rogue.member.group->members())
                (member.leaf.value == 0 ? signal.toKey : signal.fromKey) = member.signatureKey;
            signal.fromKey = rogue.member.group->member(mls::LeafIndex{1})->signatureKey; // Ann's
            signal.body = Bytes(48, static_cast<std::uint8_t>(m_practice.pick(256)));
            say(running, rogue, signal);
        });
    }
    // It leaves, and the server goes on giving it everything: nothing sent after the switch opens for it.
    Ended memberListensAfterLeaving()
    {
        auto running = begin();
        auto rogue = running ? rogueFollows(*running) : std::nullopt;
        if (!rogue)
            return std::nullopt;
        auto &group = *rogue->member.group;
        Ended last;
        int opened = 0, kept = 0;
        bool gone = false; // the commit that removes it has come by
        m_practice.hostile.onFrame = [&](Line &line, Way way, Frame &frame) {
            if (&line != running->annsLine || way != Way::ToClient)
                return true;
            Bytes message;
            if (frame.type == FrameType::Commit)
                message = frame.as<wire::CommitDelivery>()->commit;
            else if (frame.type == FrameType::GroupMessage)
                message = frame.as<wire::GroupMessageDelivery>()->message;
            else
                return true;
            const auto received = group.receive(message, wall());
            if (received.ok() && std::holds_alternative<mls::StagedCommit>(*received))
                gone = gone || std::get<mls::StagedCommit>(*received).removesUs;
            if (!gone || mls::peekMessage(message)->epoch <= group.epoch())
                return true;
            ++kept;
            opened += received.ok() ? 1 : 0;
            last = received.ok() ? std::nullopt : Ended(received.error().code());
            return true;
        };
        say(*running, *rogue, e2ee::LeaveRequest{});
        if (!waitFor([&] {
                return gone && (*running->ann)->visit().tiles.size() == 1 && m_staff->visit().tiles.size() == 1;
            }))
            return std::nullopt;
        for (int i = 0; i < 5; ++i)
            m_staff->sendChat("after it has gone " + std::to_string(i));
        (void)waitFor([&] { return hasChat(**running->ann, "after it has gone 4"); });
        return finished(*running, opened == 0 && kept >= 5 ? last : ErrorCode::Internal);
    }

    std::vector<Attack> attacks() override
    {
        using E = ErrorCode;
        return {
            {"message altered", E::BadMac, [this] { return altersAMessage(); }},
            {"messages replayed", E::Replayed, [this] { return replaysMessages(); }},
            {"another visit's message replayed", E::WrongGroup, [this] { return replaysAMessageOfAnotherVisit(); }},
            {"far epoch pretended", E::WrongEpoch, [this] { return pretendsAFarEpoch(); }},
            {"commit altered", E::BadMac, [this] { return altersACommit(); }},
            {"commit replayed", E::Replayed, [this] { return replaysACommit(); }},
            {"messages delayed and reordered", {}, [this] { return delaysAndReorders(); }},
            {"newcomer given what was said before", E::KeyUnavailable,
             [this] { return givesANewcomerWhatWasSaidBefore(); }},
            {"visit ended by the server", {}, [this] { return endsTheVisit(); }},
            {"everybody said to be gone", {}, [this] { return saysThatEverybodyIsGone(); }},
            {"another sender named", {}, [this] { return namesAnotherSender(); }},
            {"frame's version raised in a visit", E::UnknownVersion, [this] { return raisesTheFramesVersion(); }},
            {"way back refused", E::NotFound, [this] { return refusesTheWayBack(); }},
            {"log forked between members", E::LogForked, [this] { return forksTheLog(); }},
            {"ghost speaks", E::BadMac, [this] { return ghostSpeaks(); }},
            {"ghost commits", E::BadMac, [this] { return ghostCommits(); }},
            {"ghost proposes itself", E::WrongSender, [this] { return ghostProposesItself(); }},
            {"member ends the visit", E::NotHost, [this] { return memberEndsTheVisit(); }},
            {"member commits", E::NotHost, [this] { return memberCommits(); }},
            {"member speaks for another", E::WrongSender, [this] { return memberSpeaksForAnother(); }},
            {"member listens after leaving", E::WrongEpoch, [this] { return memberListensAfterLeaving(); }},
        };
    }

public:
    VisitTest() : VisitAttacks(3) {} // what is sent again after 2 s comes sooner
};

QTEST_GUILESS_MAIN(VisitTest)
#include "visit_test.moc"
