// SPDX-License-Identifier: Apache-2.0
#include "core/wire/http.h"

#include <map>

namespace bedside::wire {

namespace {
struct StateName {
    AppointmentState state;
    std::string_view name;
};
constexpr StateName kStateNames[] = {{AppointmentState::Scheduled, "scheduled"},
                                     {AppointmentState::InVisit, "in-visit"},
                                     {AppointmentState::Ended, "ended"},
                                     {AppointmentState::Cancelled, "cancelled"},
                                     {AppointmentState::NoShow, "no-show"}};
constexpr std::uint16_t kHighestErrorCode = 1000;

// Every code that has a name of its own: not number 0, whose name is the one for unknown codes.
const std::map<std::string_view, ErrorCode> &codesByName()
{
    static const auto codes = [] {
        std::map<std::string_view, ErrorCode> out;
        for (std::uint16_t number = 1; number < kHighestErrorCode; ++number)
            if (const auto code = static_cast<ErrorCode>(number); errorName(code) != errorName(ErrorCode{}))
                out.emplace(errorName(code), code);
        return out;
    }();
    return codes;
}

} // namespace

std::string_view appointmentStateName(AppointmentState state) noexcept
{
    for (const auto &row : kStateNames)
        if (row.state == state)
            return row.name;
    return "";
}

Result<AppointmentState> appointmentStateFrom(std::string_view name)
{
    for (const auto &row : kStateNames)
        if (row.name == name)
            return row.state;
    return Error(ErrorCode::Malformed, "appointment state");
}

int httpStatus(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::SignInRefused:
    case ErrorCode::SessionEnded: return 401;
    case ErrorCode::NotAuthorized:
    case ErrorCode::Locked: return 403;
    case ErrorCode::NotFound:
    case ErrorCode::LinkUnknown: return 404;
    case ErrorCode::LinkExpired:
    case ErrorCode::LinkSpent: return 410;
    case ErrorCode::Conflict:
    case ErrorCode::AlreadyExists:
    case ErrorCode::NotInState:
    case ErrorCode::RolledBack:
    case ErrorCode::Equivocated: return 409;
    case ErrorCode::TooLarge: return 413;
    case ErrorCode::TimedOut: return 408;
    case ErrorCode::TooManyAttempts: return 429;
    case ErrorCode::Unsupported: return 405;
    case ErrorCode::DiskFull: return 507;
    case ErrorCode::InputOutput:
    case ErrorCode::StoreDamaged:
    case ErrorCode::LogDropped:
    case ErrorCode::LogEdited:
    case ErrorCode::LogReordered:
    case ErrorCode::LogForked:
    case ErrorCode::LogRolledBack:
    case ErrorCode::LogHeadInvalid:
    case ErrorCode::OutOfMemory:
    case ErrorCode::Internal: return 500;
    default: return 400;
    }
}

ErrorCode errorFromName(std::string_view name) noexcept
{
    const auto found = codesByName().find(name);
    return found == codesByName().end() ? ErrorCode::ServerRefused : found->second;
}

} // namespace bedside::wire
