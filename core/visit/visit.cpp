// SPDX-License-Identifier: Apache-2.0
#include "core/visit/visit.h"

namespace bedside::visit {
namespace {

template <class Stage>
struct Row {
    Stage from;
    Event event;
    Stage to;
    std::vector<Effect> effects;
};

using enum Effect;

const std::vector<Effect> kBegin{StartPreview, OpenInstance};
const std::vector<Effect> kArrive{StartPreview, EnterLobby};
const std::vector<Effect> kArriveAnew{StopMedia, WipeKeys, StartPreview, EnterLobby};
const std::vector<Effect> kDrop{StopMedia, WipeKeys};
const std::vector<Effect> kFinish{StopMedia, WipeKeys, ShowSummary};
const std::vector<Effect> kLeave{SendLeave, StopMedia, WipeKeys, ShowSummary};

const std::vector<Row<HostStage>> &hostTable()
{
    using S = HostStage;
    using E = Event;
    static const std::vector<Row<HostStage>> table{
        {S::None, E::Open, S::Opening, kBegin},

        {S::Opening, E::Opened, S::Active, {StartMedia}},
        {S::Opening, E::Refused, S::None, kDrop},
        {S::Opening, E::Cancel, S::None, kDrop},
        {S::Opening, E::Leave, S::None, kDrop},
        {S::Opening, E::EndForAll, S::Ending, {SendEnd, StopMedia}}, // the server may have opened it already
        {S::Opening, E::Lost, S::None, kDrop},
        {S::Opening, E::GaveUp, S::None, kDrop},

        {S::Active, E::EndForAll, S::Ending, {SendEnd, StopMedia}},
        {S::Active, E::Leave, S::Summary, kLeave},
        {S::Active, E::EndedForAll, S::Summary, kFinish}, // a colleague, after a hand-over
        {S::Active, E::Removed, S::Summary, kFinish},
        {S::Active, E::Refused, S::Summary, kFinish},
        {S::Active, E::Lost, S::Interrupted, {Resume}},

        {S::Interrupted, E::Restored, S::Active, {}},
        {S::Interrupted, E::Lost, S::Interrupted, {}},
        {S::Interrupted, E::EndForAll, S::Ending, {SendEnd, StopMedia}}, // the peers hear it directly
        {S::Interrupted, E::Leave, S::Summary, kFinish},
        {S::Interrupted, E::EndedForAll, S::Summary, kFinish},
        {S::Interrupted, E::Removed, S::Summary, kFinish},
        {S::Interrupted, E::Refused, S::Summary, kFinish},
        {S::Interrupted, E::GaveUp, S::Summary, kFinish},

        {S::Ending, E::EndedForAll, S::Summary, {WipeKeys, ShowSummary}},
        {S::Ending, E::Refused, S::Summary, {WipeKeys, ShowSummary}},
        {S::Ending, E::Lost, S::Summary, {WipeKeys, ShowSummary}},
        {S::Ending, E::GaveUp, S::Summary, {WipeKeys, ShowSummary}},

        {S::Summary, E::CloseSummary, S::None, {}},
        {S::Summary, E::Open, S::Opening, kBegin},
    };
    return table;
}

const std::vector<Row<GuestStage>> &guestTable()
{
    using S = GuestStage;
    using E = Event;
    static const std::vector<Row<GuestStage>> table{
        {S::Idle, E::Open, S::Connecting, kArrive},

        {S::Connecting, E::Open, S::Connecting, kArriveAnew}, // another link: this one leads nowhere
        {S::Connecting, E::Queued, S::Waiting, {}},
        {S::Connecting, E::Refused, S::Failed, kDrop},
        {S::Connecting, E::Denied, S::Denied, kDrop},
        {S::Connecting, E::EndedForAll, S::Ended, kFinish},
        {S::Connecting, E::Lost, S::Connecting, {EnterLobby}}, // the caller spaces the attempts
        {S::Connecting, E::GaveUp, S::Failed, kDrop},
        {S::Connecting, E::Cancel, S::Idle, kDrop},
        {S::Connecting, E::Leave, S::Idle, kDrop},

        {S::Waiting, E::Open, S::Connecting, kArriveAnew}, // another link
        {S::Waiting, E::Queued, S::Waiting, {}},
        {S::Waiting, E::Welcomed, S::Joining, {JoinGroup}},
        {S::Waiting, E::Denied, S::Denied, kDrop},
        {S::Waiting, E::EndedForAll, S::Ended, kFinish},
        {S::Waiting, E::Refused, S::Failed, kDrop},
        {S::Waiting, E::Lost, S::Connecting, {EnterLobby}}, // same link, same place
        {S::Waiting, E::Cancel, S::Idle, kDrop},
        {S::Waiting, E::Leave, S::Idle, kDrop},

        {S::Joining, E::Joined, S::InVisit, {Ring, StartMedia}},
        {S::Joining, E::Refused, S::Failed, kDrop},
        {S::Joining, E::Removed, S::Ended, kFinish},
        {S::Joining, E::EndedForAll, S::Ended, kFinish},
        {S::Joining, E::Lost, S::Interrupted, {Resume}},
        {S::Joining, E::GaveUp, S::Failed, kDrop},
        {S::Joining, E::HostLost, S::Connecting, kArriveAnew},
        {S::Joining, E::Cancel, S::Ended, kLeave},
        {S::Joining, E::Leave, S::Ended, kLeave},

        {S::InVisit, E::Leave, S::Ended, kLeave},
        {S::InVisit, E::Removed, S::Ended, kFinish},
        {S::InVisit, E::EndedForAll, S::Ended, kFinish},
        {S::InVisit, E::Refused, S::Failed, kDrop},
        {S::InVisit, E::Lost, S::Interrupted, {Resume}},
        {S::InVisit, E::HostLost, S::Connecting, kArriveAnew},

        {S::Interrupted, E::Restored, S::InVisit, {}},
        {S::Interrupted, E::Joined, S::InVisit, {Ring, StartMedia}}, // the line was lost while joining
        {S::Interrupted, E::Lost, S::Interrupted, {}},
        {S::Interrupted, E::Leave, S::Ended, kFinish},
        {S::Interrupted, E::Removed, S::Ended, kFinish},
        {S::Interrupted, E::EndedForAll, S::Ended, kFinish},
        {S::Interrupted, E::Refused, S::Failed, kDrop},
        {S::Interrupted, E::GaveUp, S::Connecting, kArriveAnew},
        {S::Interrupted, E::HostLost, S::Connecting, kArriveAnew},

        {S::Denied, E::Open, S::Connecting, kArrive},
        {S::Denied, E::CloseSummary, S::Idle, {}},
        {S::Ended, E::Open, S::Connecting, kArrive},
        {S::Ended, E::CloseSummary, S::Idle, {}},
        {S::Failed, E::Open, S::Connecting, kArrive},
        {S::Failed, E::CloseSummary, S::Idle, {}},
    };
    return table;
}

template <class Stage>
std::optional<Step<Stage>> find(const std::vector<Row<Stage>> &table, Stage stage, Event event)
{
    for (const auto &row : table) {
        if (row.from == stage && row.event == event)
            return Step<Stage>{row.to, row.effects};
    }
    return std::nullopt;
}

} // namespace

std::optional<Step<HostStage>> next(HostStage stage, Event event) { return find(hostTable(), stage, event); }
std::optional<Step<GuestStage>> next(GuestStage stage, Event event) { return find(guestTable(), stage, event); }

std::string_view name(Event event) noexcept
{
    constexpr std::string_view names[kEventCount] = {
        "open", "cancel", "leave", "end-for-all", "close-summary", "opened", "queued", "denied",
        "ended-for-all", "refused", "welcomed", "joined", "removed", "lost", "restored", "gave-up",
        "host-lost"};
    const auto at = static_cast<std::size_t>(event);
    return at < std::size(names) ? names[at] : std::string_view{};
}

std::string_view name(HostStage stage) noexcept
{
    constexpr std::string_view names[kHostStageCount] = {"none", "opening", "active", "interrupted", "ending", "summary"};
    const auto at = static_cast<std::size_t>(stage);
    return at < std::size(names) ? names[at] : std::string_view{};
}

std::string_view name(GuestStage stage) noexcept
{
    constexpr std::string_view names[kGuestStageCount] = {
        "idle", "connecting", "waiting", "joining", "in-visit", "interrupted", "denied", "ended", "failed"};
    const auto at = static_cast<std::size_t>(stage);
    return at < std::size(names) ? names[at] : std::string_view{};
}

} // namespace bedside::visit
