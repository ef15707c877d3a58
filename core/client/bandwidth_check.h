// SPDX-License-Identifier: Apache-2.0
// How much this network carries to and from the practice's server: octets over HTTPS in pieces that double, 1 MiB in
// all and some four seconds each way at most. A thin line gets the small pieces only. Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/net/http_client.h"

#include <optional>

namespace bedside::client {

struct Bandwidth {
    std::optional<int> downKbps, upKbps; // what could not be measured is missing
    std::optional<Milliseconds> roundTrip;
};

class BandwidthCheck {
public:
    // `http` is pinned and, like `clock`, outlives this. `changed` comes after each direction, the second time for
    // good; it may come but once, where the server measures nothing.
    BandwidthCheck(net::HttpClient &http, const Clock &clock,
                   std::function<void(const Bandwidth &, bool over)> changed);
    ~BandwidthCheck(); // `changed` is not called any more
    BandwidthCheck(const BandwidthCheck &) = delete;
    BandwidthCheck &operator=(const BandwidthCheck &) = delete;

    void start();

private:
    enum class Way { Down, Up };

    void warmUp(int turn);
    void begin(Way way);
    void sendPiece();
    void onPiece(const Result<Json> &answer);
    void end();
    void tell(bool over);
    void send(Way way, std::size_t bytes, Milliseconds timeout, std::function<void(const Result<Json> &)> done);
    Milliseconds since(SteadyTime start) const { return m_clock.steady() - start; }

    net::HttpClient &m_http;
    const Clock &m_clock;
    std::function<void(const Bandwidth &, bool over)> m_changed;
    Bandwidth m_found;
    Way m_way = Way::Down;
    std::size_t m_piece = 0;
    SteadyTime m_begun{}, m_sent{};
    net::HttpClient::RequestId m_request = 0;
};

// Of a piece that took so long, without the round trip that asking for it costs.
int kilobitsPerSecond(std::size_t bytes, Milliseconds took, Milliseconds roundTrip);

} // namespace bedside::client
