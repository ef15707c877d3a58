// SPDX-License-Identifier: Apache-2.0
// A guest's way: from a link into the queue without a press, through the WELCOME into the visit, and out. Drives
// visit::GuestStage. Owned by Client; main thread. Keeps a sealed device file per link in the profile folder, nothing else.
#pragma once

#include "core/audit/event.h"
#include "core/audit/reader.h"
#include "core/client/common.h"
#include "core/client/network_desk.h"
#include "core/client/server_contact.h"
#include "core/client/visit_room.h"
#include "core/e2ee/lobby_member.h"
#include "core/identity/guest_device.h"
#include "core/net/signaling_socket.h"
#include "core/visit/appointment.h"
#include "core/visit/visit.h"

namespace bedside::client {

class GuestVisit final : private RoomOwner {
public:
    GuestVisit(Common &common, MediaDesk &media, NetworkDesk &network);
    ~GuestVisit() override;

    VisitRoom *room() { return m_room.get(); }
    void openLink(std::string link);
    void setName(std::string name);
    void checkNetwork(); // while nothing else fills the line
    void leave() { apply(visit::Event::Leave); }
    void closeSummary() { apply(visit::Event::CloseSummary); }
    RelayPolicy relayPolicy() const;
    void useRelays(); // the options or the practice say otherwise than before

private:
    // RoomOwner
    void sendFrame(wire::FrameType type, Bytes body) override;
    void onNamed() override { show(); }
    void onLogHead(const e2ee::LogHead &said) override;
    std::string nameOf(const e2ee::RosterMember &member) override;
    void onOver(RoomEnd end, std::optional<Error> error) override;

    void apply(visit::Event event);
    void perform(visit::Effect effect);
    void fail(Error error);
    void show();
    void showSummary();

    bool takes(const std::string &link);
    bool isOurs(const identity::InviteLink &link) const;
    void arrive(const std::string &link);
    Result<void> begin(const std::string &link);
    void contact();
    void onContact(Result<Milliseconds> offset);
    void startSocket();
    void askTicket(std::function<void(Result<Bytes>)> done);
    Result<Bytes> onJoin(const Json &answer);
    audit::Reader logReader() const;
    Result<void> keepLogHead(const Json &answer);
    Result<void> compareLogHead(const e2ee::LogHead &said);
    void saveLogHead(const audit::Reader &reader);
    Result<void> makeMember(const VisitId &visit);
    Result<void> keepDevice();
    void sendHello();
    void sendFreshHello();
    bool mayFollow(const e2ee::GroupSession &next) const;
    void followHost();
    void armAnotherHello(Milliseconds after);
    void onSocketOpen();
    void onSocketState(net::SocketState state, std::optional<Error> error);
    void onMessage(ByteSpan message);
    void onWelcome(wire::WelcomeDelivery welcome);
    void onError(const wire::ErrorReport &report);
    void openCall();
    void onRelays(ByteSpan body);
    void armGiveUp();
    void armUnqueued();
    void report(audit::EventType event, std::string_view detail);
    void reportNetwork();
    void stopTimers();
    std::filesystem::path deviceFile() const;
    std::filesystem::path trustFile() const;
    std::filesystem::path logHeadFile() const;

    Common &m_common;
    MediaDesk &m_media;
    NetworkDesk &m_network;
    visit::GuestStage m_stage = visit::GuestStage::Idle;
    std::string m_name;
    std::optional<identity::InviteLink> m_link;
    std::optional<identity::InviteKeys> m_keys;
    identity::PracticeTrust m_trust = identity::PracticeTrust::pinnedTo({});
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<ServerContact> m_contact;
    std::unique_ptr<net::SignalingSocket> m_socket;
    net::HttpClient::RequestId m_request = 0;
    std::optional<identity::GuestDevice> m_device;
    std::optional<e2ee::LobbyMember> m_member;
    std::unique_ptr<CallLine> m_line;               // prepared while waiting
    std::optional<wire::RelayOffer> m_relays;
    std::optional<e2ee::SessionStart> m_start;
    std::unique_ptr<VisitRoom> m_room;
    std::optional<e2ee::GroupSession> m_former; // whose host has gone: over, wiped, kept to know that host by
    SteadyTime m_formerUntil{};
    Bytes m_memberToken;
    VisitId m_visit;
    std::vector<std::string> m_people;
    std::vector<std::string_view> m_reportedNetwork;
    visit::OutcomeInputs m_outcome;
    bool m_removed = false;
    int m_attempts = 0;
    std::optional<Executor::TimerId> m_retry;
    std::optional<Executor::TimerId> m_giveUp;
    std::optional<Executor::TimerId> m_unqueued; // the hello has gone out, and no place in the queue has come
    std::optional<Executor::TimerId> m_anotherHello; // a WELCOME has taken us out of the queue and was for an earlier hello
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
