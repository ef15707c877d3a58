// SPDX-License-Identifier: Apache-2.0
// The rules of a visit as tables: two stages (the host's and a guest's), one `next` for each, effects as data.
// Pure values, any thread. The caller performs the effects and turns what comes back into the next event.
//
// Events by origin:
//   user     Open, Cancel, Leave, EndForAll, CloseSummary
//   server   Opened (host's VisitOpen acknowledged), Queued (guest's hello accepted), Denied, EndedForAll, Refused
//   peer     Welcomed (the guest holds the host's Welcome), Joined (the group is up on our side), Removed,
//            HostLost (the host has vanished, and comes back with another instance)
//   network  Lost, Restored
//   clock    GaveUp (no way back within kResumeLimit, or an end that nobody acknowledged within kEndLimit)
#pragma once

#include "core/base/clock.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace bedside::visit {

inline constexpr Milliseconds kResumeLimit{5 * 60 * 1000}; // a member that stays away longer has left
inline constexpr Milliseconds kEndLimit{3000};             // then the host's end counts as said

enum class Event : std::uint8_t {
    Open, Cancel, Leave, EndForAll, CloseSummary,
    Opened, Queued, Denied, EndedForAll, Refused,
    Welcomed, Joined, Removed,
    Lost, Restored, GaveUp, HostLost,
};
inline constexpr int kEventCount = 17;

enum class HostStage : std::uint8_t { None, Opening, Active, Interrupted, Ending, Summary };
inline constexpr int kHostStageCount = 6;

enum class GuestStage : std::uint8_t { Idle, Connecting, Waiting, Joining, InVisit, Interrupted, Denied, Ended, Failed };
inline constexpr int kGuestStageCount = 9;

// In the order in which they are to be performed.
enum class Effect : std::uint8_t {
    StartPreview,   // camera, microphone, prepared offer
    OpenInstance,   // make the group, announce VisitOpen
    EnterLobby,     // ask for a ticket, connect, send the hello
    JoinGroup,      // open the Welcome
    StartMedia,     // connections to the members
    Resume,         // reconnect with the member token
    SendLeave,
    SendEnd,
    StopMedia,      // connections closed, devices released
    WipeKeys,       // group, frame keys, invite keys
    ShowSummary,
    Ring,           // tell the guest that it is their turn
};

template <class Stage>
struct Step {
    Stage stage;
    std::vector<Effect> effects;
};

// None: the event means nothing in that stage; the caller logs and drops it.
std::optional<Step<HostStage>> next(HostStage stage, Event event);
std::optional<Step<GuestStage>> next(GuestStage stage, Event event);

std::string_view name(Event event) noexcept;
std::string_view name(HostStage stage) noexcept;
std::string_view name(GuestStage stage) noexcept;

} // namespace bedside::visit
