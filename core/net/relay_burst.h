// SPDX-License-Identifier: Apache-2.0
// What UDP towards a relay loses and how long it takes: a row of STUN Binding requests as large and nearly as frequent
// as packets of sound. A relay answers them without credentials (RFC 8489 section 2) and keeps nothing. Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/net/server_address.h"
#include "core/net/stun_message.h"

#include <functional>
#include <memory>
#include <span>

namespace bedside::net {

struct UdpQuality {
    double lossPercent = 0;                // there and back
    std::chrono::microseconds roundTrip{}; // the median
    std::chrono::microseconds jitter{};    // how much one round trip differs from the one before, on average
};

struct BurstPlan {
    std::uint16_t requests = 50;
    Milliseconds apart{40};
    Milliseconds patience{1'000}; // after the last: for sound, what comes later is lost
};

class RelayBurst {
public:
    // `done` comes once, later: ServerUnreachable where the host has no address, TimedOut where nothing was answered.
    // `id` is random; its last two octets count the requests.
    RelayBurst(ServerAddress relay, const TransactionId &id, const BurstPlan &plan,
               std::function<void(Result<UdpQuality>)> done);
    ~RelayBurst(); // `done` is not called any more
    RelayBurst(const RelayBurst &) = delete;
    RelayBurst &operator=(const RelayBurst &) = delete;

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

// Which of `count` requests `message` answers; nothing where it is no answer to one of them.
std::optional<std::size_t> answeredRequest(ByteSpan message, const TransactionId &id, std::size_t count);
// Of the round trips in the order of their requests; nothing where none was answered.
std::optional<UdpQuality> qualityOf(std::span<const std::optional<std::chrono::microseconds>> roundTrips);

} // namespace bedside::net
