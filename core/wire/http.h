// SPDX-License-Identifier: Apache-2.0
// The HTTPS side of the server: paths, limits and names that client and server share. Bodies are JSON; times are Unix
// milliseconds, ids base64url, binary fields base64. An error's body is {"error": errorName, "detail": number}.
#pragma once

#include "core/base/error.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace bedside::wire {

namespace path {
inline constexpr std::string_view kStatement = "/v1/statement";
inline constexpr std::string_view kSetupBegin = "/v1/setup/begin";
inline constexpr std::string_view kSetup = "/v1/setup";
inline constexpr std::string_view kSignIn = "/v1/sign-in";
inline constexpr std::string_view kSignOut = "/v1/sign-out";
inline constexpr std::string_view kSession = "/v1/session";
inline constexpr std::string_view kAppointments = "/v1/appointments"; // + "/" + visit id
inline constexpr std::string_view kInvites = "/v1/invites";           // + "/" + invite id
inline constexpr std::string_view kRoleKeys = "/v1/role-keys";
inline constexpr std::string_view kTrust = "/v1/trust";
inline constexpr std::string_view kAccounts = "/v1/accounts"; // POST, administrator: body as set-up's account and device
inline constexpr std::string_view kTicket = "/v1/ticket";
inline constexpr std::string_view kJoin = "/v1/join";
inline constexpr std::string_view kAudit = "/v1/audit";
inline constexpr std::string_view kAuditHead = "/v1/audit/head";
inline constexpr std::string_view kLock = "/v1/lock"; // POST: the screen of a signed-in device was locked
// GET ?bytes=: so many random octets; POST: a body of octets that is thrown away. Open to everyone, for measuring a line.
inline constexpr std::string_view kNetworkProbe = "/v1/network-probe";
inline constexpr std::string_view kHealth = "/v1/health";
inline constexpr std::string_view kMetrics = "/v1/metrics";
inline constexpr std::string_view kSocket = "/v1/socket";
inline constexpr std::string_view kLanding = "/j"; // + "/" + invite id
} // namespace path

namespace limit {
inline constexpr std::size_t kHeaderBytes = 8 * 1024;
inline constexpr std::size_t kAppointmentBodyBytes = 256 * 1024; // /v1/setup and /v1/trust too
inline constexpr std::size_t kBodyBytes = 64 * 1024;
inline constexpr std::size_t kNetworkProbeBytes = 256 * 1024; // of one request, either way
inline constexpr std::size_t kLoginBytes = 128;
inline constexpr std::size_t kPasswordBytes = 256;
inline constexpr std::size_t kPasswordLeastCharacters = 12;
inline constexpr std::size_t kCodeBytes = 32;           // a TOTP code or a recovery code
inline constexpr std::size_t kSealedBytes = 128 * 1024; // one appointment's sealed object
inline constexpr std::size_t kProfileBytes = 8 * 1024;
inline constexpr std::size_t kTrustBytes = 100 * 1024;  // each of issuer set, grant list, server statement
inline constexpr std::size_t kWrappedKeyBytes = 1024;
inline constexpr std::size_t kRoleKeyItems = 256;
inline constexpr std::size_t kTokenBytes = 32;          // session tokens, tickets, srv_token
inline constexpr std::size_t kAppointmentsPerPage = 500;
inline constexpr std::size_t kAuditPerPage = 500;
inline constexpr int kAppointmentMostMinutes = 24 * 60;
inline constexpr std::chrono::seconds kTicketLife{30};
} // namespace limit

// An appointment's "state" member. The server stores it and gives it no meaning but `Cancelled`, which closes invites.
enum class AppointmentState { Scheduled, InVisit, Ended, Cancelled, NoShow };
std::string_view appointmentStateName(AppointmentState state) noexcept; // "scheduled", "in-visit", ...
Result<AppointmentState> appointmentStateFrom(std::string_view name);

// The HTTP status that carries an error, and the way back from an error body's name. Unknown names: ServerRefused.
int httpStatus(ErrorCode code) noexcept;
ErrorCode errorFromName(std::string_view name) noexcept;

} // namespace bedside::wire
