// SPDX-License-Identifier: Apache-2.0
// Who may do what: one table for client and server. What is not in the table is refused. Pure; any thread.
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace bedside::wire {

enum class Role : std::uint8_t { Administrator = 1, Clinician = 2, FrontDesk = 3, Billing = 4, Patient = 5, Guest = 6 };
inline constexpr Role kAllRoles[] = {Role::Administrator, Role::Clinician, Role::FrontDesk,
                                     Role::Billing,       Role::Patient,   Role::Guest};

std::string_view roleName(Role role) noexcept; // "administrator", "clinician", "frontdesk", ...
Result<Role> roleFrom(std::string_view name);

// One account may hold several roles: a set of them, as bits in an integer that is also the stored form.
class RoleSet {
public:
    constexpr RoleSet() noexcept = default;
    constexpr RoleSet(Role role) noexcept { add(role); }
    static Result<RoleSet> fromBits(std::uint32_t bits);
    constexpr void add(Role role) noexcept { m_bits |= 1u << static_cast<unsigned>(role); }
    constexpr bool has(Role role) const noexcept { return (m_bits & (1u << static_cast<unsigned>(role))) != 0; }
    constexpr bool empty() const noexcept { return m_bits == 0; }
    constexpr std::uint32_t bits() const noexcept { return m_bits; }
    friend constexpr bool operator==(RoleSet, RoleSet) = default;

private:
    std::uint32_t m_bits = 0;
};

enum class Permission : std::uint8_t {
    UseSession,          // GET /v1/session, POST /v1/sign-out
    OpenSocket,          // POST /v1/ticket
    ReadOwnAppointments,
    ReadAllAppointments,
    WriteOwnAppointments,
    WriteAllAppointments,
    InviteToOwn,         // make and withdraw invites for one's own appointments
    InviteToAll,
    ReadRoleKeys,
    WriteRoleKeys,
    WriteTrust,
    ManageAccounts,
    ReadAudit,
    SeeOwnLobby,
    SeeAllLobbies,
    HostOwnVisit,        // open, commit, admit, deny, end
    HostAllVisits,
    JoinByInvite,        // POST /v1/join, LobbyHello
    TakePart,            // group messages, leave, resume
    ReportEvents,
};
inline constexpr int kPermissionCount = static_cast<int>(Permission::ReportEvents) + 1;

bool allows(Role role, Permission permission) noexcept;
bool allows(RoleSet roles, Permission permission) noexcept;

} // namespace bedside::wire
