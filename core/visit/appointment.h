// SPDX-License-Identifier: Apache-2.0
// Where an appointment stands on the day's list, how a visit came out, and how long a guest will wait. Pure.
#pragma once

#include "core/base/clock.h"

#include <optional>
#include <span>
#include <string_view>

namespace bedside::visit {

// ---- Phase: computed, never stored, from what is known ----------------------------------------------------------

enum class Phase : std::uint8_t { Scheduled, Waiting, InVisit, Ended, Cancelled, NoShow };

// The state that the server keeps in clear.
enum class StoredState : std::uint8_t { Scheduled = 0, Open = 1, Ended = 2, Cancelled = 3, NoShow = 4 };

struct PhaseInputs {
    StoredState stored = StoredState::Scheduled;
    int guestsWaiting = 0;        // in its lobby now
    bool runningHere = false;     // this client is its host at the moment
};
Phase phase(const PhaseInputs &inputs) noexcept;

// Which stored state may follow which: an ended visit stays ended; a cancelled one can be restored.
bool mayBecome(StoredState from, StoredState to) noexcept;

// ---- Outcome ----------------------------------------------------------------------------------------------------

enum class Outcome : std::uint8_t { Completed = 0, AudioOnly = 1, NoShow = 2, TechnicalFailure = 3, Left = 4 };

struct OutcomeInputs {
    int guestsAdmitted = 0;
    bool pictureSeen = false;     // at least one remote picture was decoded
    bool soundHeard = false;      // at least one remote audio frame was decoded
    bool endedByHost = false;     // End for all was pressed
    bool endedByFailure = false;  // an error ended it
};
// What the summary proposes; the clinician may choose another.
Outcome proposedOutcome(const OutcomeInputs &inputs) noexcept;
std::string_view outcomeName(Outcome outcome) noexcept; // "completed", "audio-only", "no-show", ...
StoredState storedStateOf(Outcome outcome) noexcept;

// ---- Waiting ----------------------------------------------------------------------------------------------------

struct WaitInputs {
    WallTime now{};
    WallTime startsAt{};                        // of the guest's own appointment
    int ahead = 0;                              // guests before this one in the host's queue
    bool hostBusy = false;                      // the host is in a visit
    std::optional<WallTime> busyUntil;          // planned end of that visit
    Milliseconds usualVisit{20 * 60 * 1000};    // measured mean of the host's visits, or the planned length
};
// Whole minutes, rounded up to 1, 2, 3, 5, 10, 15, 20, 30, 45, 60; none when it would be over an hour: a number that
// nobody believes is worse than none. 0 = at any moment.
std::optional<int> estimatedWaitMinutes(const WaitInputs &inputs) noexcept;

// Place in the queue, 1 = next: by appointment time first, then by arrival. `arrival` is an index into `queue`.
struct Arrival {
    WallTime startsAt{};
    WallTime since{};
};
int placeInQueue(std::span<const Arrival> queue, std::size_t arrival) noexcept;

} // namespace bedside::visit
