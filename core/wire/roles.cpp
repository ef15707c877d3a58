// SPDX-License-Identifier: Apache-2.0
#include "core/wire/roles.h"

namespace bedside::wire {

namespace {

struct RoleName {
    Role role;
    std::string_view name;
};
constexpr RoleName kNames[] = {{Role::Administrator, "administrator"}, {Role::Clinician, "clinician"},
                               {Role::FrontDesk, "frontdesk"},         {Role::Billing, "billing"},
                               {Role::Patient, "patient"},             {Role::Guest, "guest"}};

struct Row {
    Permission permission;
    RoleSet roles;
};

constexpr RoleSet set(std::initializer_list<Role> roles)
{
    RoleSet out;
    for (Role role : roles)
        out.add(role);
    return out;
}

constexpr Role A = Role::Administrator, C = Role::Clinician, F = Role::FrontDesk, B = Role::Billing, P = Role::Patient,
               G = Role::Guest;

constexpr Row kTable[] = {
    {Permission::UseSession, set({A, C, F, B, P})},
    {Permission::OpenSocket, set({A, C, F, B})},
    {Permission::ReadOwnAppointments, set({A, C, F})},
    {Permission::ReadAllAppointments, set({A, F})},
    {Permission::WriteOwnAppointments, set({A, C, F})},
    {Permission::WriteAllAppointments, set({A, F})},
    {Permission::InviteToOwn, set({A, C, F})},
    {Permission::InviteToAll, set({A, F})},
    {Permission::ReadRoleKeys, set({A, C, F})},
    {Permission::WriteRoleKeys, set({A})},
    {Permission::WriteTrust, set({A})},
    {Permission::ManageAccounts, set({A})},
    {Permission::ReadAudit, set({A})},
    {Permission::SeeOwnLobby, set({A, C, F})},
    {Permission::SeeAllLobbies, set({A, F})},
    {Permission::HostOwnVisit, set({A, C})},
    {Permission::HostAllVisits, set({A})},
    {Permission::JoinByInvite, set({P, G})},
    {Permission::TakePart, set({A, C, P, G})},
    {Permission::ReportEvents, set({A, C, F, P, G})},
};
static_assert(std::size(kTable) == kPermissionCount);

} // namespace

std::string_view roleName(Role role) noexcept
{
    for (const auto &row : kNames)
        if (row.role == role)
            return row.name;
    return "";
}

Result<Role> roleFrom(std::string_view name)
{
    for (const auto &row : kNames)
        if (row.name == name)
            return row.role;
    return Error(ErrorCode::Malformed, "role");
}

Result<RoleSet> RoleSet::fromBits(std::uint32_t bits)
{
    RoleSet out;
    for (Role role : kAllRoles)
        if (bits & (1u << static_cast<unsigned>(role)))
            out.add(role);
    if (out.bits() != bits)
        return Error(ErrorCode::Malformed, "role bits");
    return out;
}

bool allows(RoleSet roles, Permission permission) noexcept
{
    for (const auto &row : kTable)
        if (row.permission == permission)
            return (row.roles.bits() & roles.bits()) != 0;
    return false;
}

bool allows(Role role, Permission permission) noexcept { return allows(RoleSet(role), permission); }

} // namespace bedside::wire
