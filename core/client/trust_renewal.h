// SPDX-License-Identifier: Apache-2.0
// What a device with an issuing key signs every day: the grant list (24 hours) and the server statement (30 days).
// Pure but for the upload; main thread.
#pragma once

#include "core/client/profile_store.h"
#include "core/net/http_client.h"

namespace bedside::client {

struct RenewedTrust {
    Bytes grants;    // empty: the present one is young enough
    Bytes statement; // likewise
    bool empty() const { return grants.empty() && statement.empty(); }
};

inline constexpr Milliseconds kGrantRenewalAge = std::chrono::hours(12);
inline constexpr Milliseconds kStatementRenewalLeft = std::chrono::hours(24 * 20);

// Signs successors where they are due (or `always`) and accepts them into `trust`. Entries and certificates stay as
// they were. KeyUnavailable without an issuing key; what PracticeTrust refuses.
Result<RenewedTrust> renewTrustLocally(const DeviceIdentity &device, identity::PracticeTrust &trust, WallTime now,
                                       bool always = false);
// PUT /v1/trust.
net::HttpClient::RequestId uploadTrust(net::HttpClient &http, const Secret &token, const RenewedTrust &renewed,
                                       std::function<void(Result<void>)> done);

} // namespace bedside::client
