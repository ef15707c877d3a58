// SPDX-License-Identifier: Apache-2.0
// The socket's frames, in both directions.
#include "core/wire/messages.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

namespace bedside::fuzz {
namespace {

template <class Message>
void bodyRoundTrip(ByteSpan body)
{
    if (const auto message = Message::decode(body); message.ok())
        promise(equalBytes(message->encode(), body), "an accepted body is the only one");
}

void wireFrame(ByteSpan input)
{
    const auto frame = wire::parseFrame(input);
    if (!frame.ok())
        return;
    promise(frame->body.size() <= wire::bodyLimit(frame->type), "a body is within its limit");
    promise(equalBytes(made(wire::makeFrame(frame->type, frame->body), "a body that was read"), input),
            "an accepted frame is the only one");
    bodyRoundTrip<wire::AuthRequest>(frame->body);
    bodyRoundTrip<wire::AuthOk>(frame->body);
    bodyRoundTrip<wire::LobbyArrival>(frame->body);
    bodyRoundTrip<wire::LobbyGone>(frame->body);
    bodyRoundTrip<wire::LobbyPlace>(frame->body);
    bodyRoundTrip<wire::DenyRequest>(frame->body);
    bodyRoundTrip<wire::DenyDelivery>(frame->body);
    bodyRoundTrip<wire::WelcomeRequest>(frame->body);
    bodyRoundTrip<wire::WelcomeDelivery>(frame->body);
    bodyRoundTrip<wire::VisitOpen>(frame->body);
    bodyRoundTrip<wire::CommitRequest>(frame->body);
    bodyRoundTrip<wire::CommitDelivery>(frame->body);
    bodyRoundTrip<wire::GroupMessageRequest>(frame->body);
    bodyRoundTrip<wire::GroupMessageDelivery>(frame->body);
    bodyRoundTrip<wire::Leave>(frame->body);
    bodyRoundTrip<wire::VisitEnd>(frame->body);
    bodyRoundTrip<wire::MemberPresence>(frame->body);
    bodyRoundTrip<wire::ResumeRequest>(frame->body);
    bodyRoundTrip<wire::Resumed>(frame->body);
    bodyRoundTrip<wire::EventReport>(frame->body);
    bodyRoundTrip<wire::Changed>(frame->body);
    bodyRoundTrip<wire::RelayOffer>(frame->body);
    (void)wire::ErrorReport::decode(frame->body).ok(); // a name of a newer version becomes a general one
}

std::vector<Bytes> wireSeeds()
{
    const Bytes some(40, 0x5a);
    std::vector<Bytes> out;
    const auto add = [&](const auto &message) { out.push_back(*wire::makeFrame(message)); };
    add(wire::AuthRequest{some});
    add(wire::AuthOk{7, wire::ConnectionKind::Guest, someTime()});
    add(wire::ErrorReport{ErrorCode::TooLarge, 5, wire::FrameType::Welcome});
    add(wire::LobbyArrival{{}, {}, 3, someTime(), some});
    add(wire::LobbyGone{{}, 3});
    add(wire::LobbyPlace{2, 15, true});
    add(wire::DenyRequest{{}, 3, wire::DenyReason::NotNow});
    add(wire::DenyDelivery{wire::DenyReason::UnknownPerson});
    add(wire::WelcomeRequest{{}, {}, 4, some});
    add(wire::WelcomeDelivery{some, some});
    add(wire::VisitOpen{{}, {}});
    add(wire::CommitRequest{{}, {}, 1, some});
    add(wire::CommitDelivery{{}, {}, 1, 2, 3, some});
    add(wire::GroupMessageRequest{{}, {}, some});
    add(wire::GroupMessageDelivery{{}, {}, 4, 5, some});
    add(wire::Leave{{}, {}});
    add(wire::VisitEnd{{}, {}, wire::EndOutcome::Left});
    add(wire::MemberPresence{{}, {}, 6, true});
    add(wire::ResumeRequest{{}, {}, some, 9});
    add(wire::Resumed{{}, {}, 9});
    add(wire::EventReport{{}, "chat.sent", "1"});
    add(wire::Changed{wire::ChangedWhat::Trust});
    add(wire::RelayOffer{true, "1700000000:aB3-_", text("YWJjZA=="), some,
                         {{"turn.example.org", 3478, wire::RelayTransport::Udp}, {"2001:db8::1", 443, wire::RelayTransport::Tls}}});
    return out;
}

constexpr Target kTargets[] = {{"wire_frame", wireFrame, wireSeeds}};

} // namespace

std::span<const Target> wireTargets() { return kTargets; }

} // namespace bedside::fuzz
