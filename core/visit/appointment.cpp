// SPDX-License-Identifier: Apache-2.0
#include "core/visit/appointment.h"

#include <algorithm>
#include <tuple>

namespace bedside::visit {

Phase phase(const PhaseInputs &inputs) noexcept
{
    switch (inputs.stored) {
    case StoredState::Cancelled:
        return Phase::Cancelled;
    case StoredState::Ended:
        return Phase::Ended;
    case StoredState::NoShow:
        return Phase::NoShow;
    case StoredState::Open:
        return Phase::InVisit;
    case StoredState::Scheduled:
        break;
    }
    if (inputs.runningHere)
        return Phase::InVisit;
    return inputs.guestsWaiting > 0 ? Phase::Waiting : Phase::Scheduled;
}

bool mayBecome(StoredState from, StoredState to) noexcept
{
    using enum StoredState;
    if (from == to)
        return true;
    switch (from) {
    case Scheduled:
        return to == Open || to == Cancelled || to == NoShow;
    case Open:
        return to == Ended || to == NoShow || to == Scheduled; // back to Scheduled: opened and left with nobody admitted
    case Cancelled:
        return to == Scheduled;
    case NoShow:
        return to == Scheduled || to == Open; // they came after all
    case Ended:
        return false;
    }
    return false;
}

Outcome proposedOutcome(const OutcomeInputs &inputs) noexcept
{
    if (inputs.guestsAdmitted == 0)
        return inputs.endedByFailure ? Outcome::TechnicalFailure : Outcome::NoShow;
    if (!inputs.pictureSeen && !inputs.soundHeard)
        return Outcome::TechnicalFailure;
    if (inputs.endedByFailure)
        return Outcome::TechnicalFailure;
    if (!inputs.endedByHost)
        return Outcome::Left;
    return inputs.pictureSeen ? Outcome::Completed : Outcome::AudioOnly;
}

std::string_view outcomeName(Outcome outcome) noexcept
{
    switch (outcome) {
    case Outcome::Completed:
        return "completed";
    case Outcome::AudioOnly:
        return "audio-only";
    case Outcome::NoShow:
        return "no-show";
    case Outcome::TechnicalFailure:
        return "technical-failure";
    case Outcome::Left:
        return "left";
    }
    return {};
}

StoredState storedStateOf(Outcome outcome) noexcept
{
    return outcome == Outcome::NoShow ? StoredState::NoShow : StoredState::Ended;
}

std::optional<int> estimatedWaitMinutes(const WaitInputs &inputs) noexcept
{
    using std::chrono::ceil;
    using std::chrono::minutes;

    Milliseconds wait{0};
    if (inputs.hostBusy) {
        // Without a planned end, half a usual visit; over time, three more minutes for the goodbye.
        const Milliseconds rest = inputs.busyUntil ? *inputs.busyUntil - inputs.now : inputs.usualVisit / 2;
        wait = std::max<Milliseconds>(rest, minutes(3));
    }
    wait += std::max(inputs.ahead, 0) * inputs.usualVisit;
    wait = std::max<Milliseconds>(wait, inputs.startsAt - inputs.now);
    if (wait <= Milliseconds(0))
        return 0;

    const auto exact = ceil<minutes>(wait).count();
    for (const int step : {1, 2, 3, 5, 10, 15, 20, 30, 45, 60}) {
        if (exact <= step)
            return step;
    }
    return std::nullopt;
}

int placeInQueue(std::span<const Arrival> queue, std::size_t arrival) noexcept
{
    const auto key = [&](std::size_t i) { return std::make_tuple(queue[i].startsAt, queue[i].since, i); };
    int place = 1;
    for (std::size_t i = 0; i < queue.size(); ++i) {
        if (i != arrival && arrival < queue.size() && key(i) < key(arrival))
            ++place;
    }
    return place;
}

} // namespace bedside::visit
