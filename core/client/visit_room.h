// SPDX-License-Identifier: Apache-2.0
// A running visit, host or guest alike: performs the group session's effects on sockets, keys and connections, and
// keeps the facade's Visit true to what the receivers do. Owned by HostVisit or GuestVisit; main thread.
#pragma once

#include "core/audit/event.h"
#include "core/client/common.h"
#include "core/client/line_meter.h"
#include "core/client/media_desk.h"
#include "core/client/picture_watch.h"
#include "core/e2ee/group_session.h"

#include <map>
#include <set>

namespace bedside::client {

enum class RoomEnd { EndedForAll, Left, Removed, Failed, HostGone }; // HostGone: a guest may follow it

// What only the owner of a room can do. Calls come from within the room's inputs; onOver at most once, and later.
class RoomOwner {
public:
    virtual ~RoomOwner() = default;
    virtual void sendFrame(wire::FrameType type, Bytes body) = 0;
    virtual void onAdmitted(const e2ee::Admitted &) {}
    virtual void onAdmissionFailed(const e2ee::AdmissionFailed &) {}
    virtual void onInviteBound(const e2ee::InviteBound &) {}
    virtual void onLogHead(const e2ee::LogHead &) {} // another member's
    virtual void onNamed() {}          // a member's name has become known
    virtual std::string nameOf(const e2ee::RosterMember &member) = 0;
    virtual void onOver(RoomEnd end, std::optional<Error> error) = 0;
};

class VisitRoom final : private media::CallEvents {
public:
    // `line` was opened while waiting and may have no call yet: attachMedia() then makes it.
    VisitRoom(Common &common, MediaDesk &media, RoomOwner &owner, e2ee::GroupSession session,
              std::unique_ptr<CallLine> line);
    ~VisitRoom() override;
    VisitRoom(const VisitRoom &) = delete;
    VisitRoom &operator=(const VisitRoom &) = delete;

    e2ee::GroupSession &session() { return m_session; }
    const VisitId &visit() const { return m_session.visit(); }
    const InstanceId &instance() const { return m_session.instance(); }

    void perform(e2ee::Effects effects);
    void onFrame(wire::FrameType type, ByteSpan body);
    CallLine &line() { return *m_line; }
    void attachMedia();                                  // the line has its call: connect to everyone there is
    std::uint64_t lastSeq() const { return m_lastSeq; }  // for Resume
    void serverBack();                                   // after Resume
    void markAdmit(SteadyTime at) { m_admitAt = at; } // for the measures of whoever joins next

    void sendChat(std::string text);
    void sendChatAgain(std::size_t line);
    void confirmSafetyCode(std::uint32_t leaf, bool same);
    void sendMediaState();
    void limitLine(LineRung best);
    void sendLogHead(e2ee::LogHead head) { send(std::move(head)); }
    void logRefused(const Error &error);                 // the practice's log does not hold: said here and in the log
    void endForAll(wire::EndOutcome outcome);
    void leave();

    Measures measures() const;
    std::optional<LineRecord> lineRecord() const { return m_meter.record(); }
    bool pictureSeen() const { return m_pictureSeen; }
    bool soundHeard() const;
    int membersSeen() const { return m_membersSeen; }
    std::vector<std::string> people() const;             // everyone that was here, ourselves not

private:
    struct Member {
        e2ee::RosterMember roster;
        std::uint64_t sinceEpoch = 0;
        media::Role role = media::Role::Offerer;
        std::optional<e2ee::MediaState> said;
        std::optional<Error> failure;
        std::optional<SteadyTime> admitAt, firstFrameAt;
        PictureWatch picture;
        bool added = false;      // to the call
    };

    // media::CallEvents
    void onSignal(media::Leaf to, const media::Signal &signal) override;
    void onPeerState(media::Leaf leaf, media::PeerState state, std::optional<Error> error) override;
    void onFirstPicture(media::Leaf leaf) override;
    void onMessage(media::Leaf leaf, Bytes message) override;
    void onKeyFrameNeeded(media::Context context) override;
    void onVideoTarget(media::VideoTarget target) override;
    void onRung(media::RungChoice choice) override;
    void onMeasures() override;
    void onUnknownKey(media::Leaf leaf) override;

    void perform(e2ee::SendFrame &effect);
    void perform(e2ee::EpochInstalled &effect);
    void perform(e2ee::SwitchSender &effect);
    void perform(e2ee::WipeEpoch &effect);
    void perform(e2ee::WipeAll &effect);
    void perform(e2ee::StopSending &effect);
    void perform(e2ee::RosterChanged &effect);
    void perform(e2ee::MemberNamed &effect);
    void perform(e2ee::ControlReceived &effect);
    void perform(e2ee::ControlDelivered &effect);
    void perform(e2ee::ControlUndelivered &effect);
    void perform(e2ee::SafetyCodeReady &effect);
    void perform(e2ee::Admitted &effect);
    void perform(e2ee::AdmissionFailed &effect);
    void perform(e2ee::InviteBound &effect);
    void perform(e2ee::StateChanged &effect);
    void perform(e2ee::Warning &effect);
    void perform(e2ee::WarningCleared &effect);
    void perform(e2ee::Failed &effect);
    void perform(e2ee::Ended &effect);
    void perform(e2ee::Refused &effect);

    void receive(e2ee::LeafNumber from, const e2ee::Chat &chat);
    void receive(e2ee::LeafNumber from, const e2ee::MediaSignal &signal);
    void receive(e2ee::LeafNumber from, const e2ee::MediaState &state);
    void receive(e2ee::LeafNumber from, const e2ee::KeyFrameRequest &request);
    void receive(e2ee::LeafNumber from, const e2ee::SafetyCodeConfirmed &confirmed);
    void receive(e2ee::LeafNumber from, const e2ee::RotateRequest &);
    void receive(e2ee::LeafNumber from, const e2ee::LogHead &head);
    template <class Other>
    void receive(e2ee::LeafNumber, const Other &) {} // the session keeps those to itself

    bool send(e2ee::Control control, std::uint64_t *id = nullptr);
    void join(const e2ee::RosterMember &member);
    void connect(Member &member);
    void part(e2ee::LeafNumber leaf);
    void tick();
    void over(RoomEnd end, std::optional<Error> error);
    void report(audit::EventType event, std::string_view detail);
    void warn(std::optional<Error> warning);
    void distrust(e2ee::LeafNumber leaf);
    bool isSpeaking(const Member &member) const;
    void watchSpeakers();
    void showTiles();
    void showSecurity();
    TileState tileState(const Member &member, const media::PeerMeasures *measured) const;

    Common &m_common;
    MediaDesk &m_media;
    RoomOwner &m_owner;
    e2ee::GroupSession m_session;
    std::unique_ptr<CallLine> m_line;
    std::map<e2ee::LeafNumber, Member> m_members; // the others
    std::vector<std::uint64_t> m_chatIds;         // beside Visit::chat; 0 where there is none
    std::vector<std::uint64_t> m_epochs;
    std::map<e2ee::LeafNumber, e2ee::RosterMember> m_seen; // whoever was here, as last known
    std::map<e2ee::LeafNumber, SafetyCode> m_codes;
    std::vector<std::pair<media::Leaf, media::Signal>> m_earlySignals; // for a call that is not up yet; bounded
    std::vector<media::PeerMeasures> m_measured;
    LineMeter m_meter;
    std::uint64_t m_lastSeq = 0;
    std::uint64_t m_ownSince = 0;
    bool m_knowsOwnSince = false;
    std::uint64_t m_askedAtEpoch = UINT64_MAX;
    std::optional<SteadyTime> m_admitAt;
    bool m_sending = false;
    bool m_pictureSeen = false;
    bool m_over = false;
    bool m_distrusted = false; // a safety code differs
    int m_membersSeen = 0;
    std::map<e2ee::LeafNumber, int> m_headsFrom; // each costs a request
    RepeatingTimer m_tick;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
