// SPDX-License-Identifier: Apache-2.0
#include "core/client/bandwidth_check.h"

#include "core/crypto/random.h"
#include "core/wire/http.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr std::size_t kTiny = 64, kFirstPiece = 8 * 1024; // 8 + 16 + ... + 256 KiB: 504 KiB each way
constexpr int kWarmUps = 2;                               // the first may have to connect
constexpr Milliseconds kEachWay{4'000};

} // namespace

int kilobitsPerSecond(std::size_t bytes, Milliseconds took, Milliseconds roundTrip)
{
    const auto milliseconds = std::max(took - roundTrip, Milliseconds(1)).count();
    return static_cast<int>(static_cast<std::int64_t>(bytes) * 8 / milliseconds); // bits per millisecond
}

BandwidthCheck::BandwidthCheck(net::HttpClient &http, const Clock &clock,
                               std::function<void(const Bandwidth &, bool over)> changed)
    : m_http(http), m_clock(clock), m_changed(std::move(changed))
{
}

BandwidthCheck::~BandwidthCheck() { m_http.cancel(m_request); }

void BandwidthCheck::start() { warmUp(1); }

void BandwidthCheck::send(Way way, std::size_t bytes, Milliseconds timeout,
                          std::function<void(const Result<Json> &)> done)
{
    net::HttpRequest request;
    request.path = wire::path::kNetworkProbe;
    request.octets = true;
    request.timeout = timeout;
    if (way == Way::Down) {
        request.path += "?bytes=" + std::to_string(bytes);
        request.responseLimit = bytes;
    } else {
        request.method = net::Method::Post;
        request.body = asText(crypto::randomBytes(bytes)); // nothing on the way makes it smaller
    }
    m_sent = m_clock.steady();
    m_request = m_http.send(std::move(request), [way, bytes, done = std::move(done)](Result<Json> answer) {
        const bool whole = answer.ok() && (way == Way::Up || answer->get<std::size_t>() == bytes);
        done(answer.ok() && !whole ? Result<Json>(Error(ErrorCode::Malformed, "probe")) : answer);
    });
}

void BandwidthCheck::warmUp(int turn)
{
    send(Way::Down, kTiny, kEachWay, [this, turn](const Result<Json> &answer) {
        if (!answer.ok())
            return tell(true);
        const auto took = since(m_sent);
        m_found.roundTrip = std::min(m_found.roundTrip.value_or(took), took);
        turn < kWarmUps ? warmUp(turn + 1) : begin(Way::Down);
    });
}

void BandwidthCheck::begin(Way way)
{
    m_way = way;
    m_piece = kFirstPiece;
    m_begun = m_clock.steady();
    sendPiece();
}

void BandwidthCheck::sendPiece()
{
    send(m_way, m_piece, std::max(kEachWay - since(m_begun), Milliseconds(1)),
         [this](const Result<Json> &answer) { onPiece(answer); });
}

void BandwidthCheck::onPiece(const Result<Json> &answer)
{
    auto &rate = m_way == Way::Down ? m_found.downKbps : m_found.upKbps;
    const auto took = since(m_sent);
    if (!answer.ok()) {
        if (!rate && answer.error().code() == ErrorCode::TimedOut)
            rate = kilobitsPerSecond(m_piece, took, {}); // not even that
        return end();
    }
    // The best: a small piece is over before a fast line is full.
    rate = std::max(rate.value_or(0), kilobitsPerSecond(m_piece, took, *m_found.roundTrip));
    m_piece *= 2;
    if (m_piece > wire::limit::kNetworkProbeBytes || since(m_begun) + 2 * took > kEachWay)
        return end();
    sendPiece();
}

void BandwidthCheck::end()
{
    const bool over = m_way == Way::Up;
    if (!over)
        begin(Way::Up);
    tell(over);
}

// Which may destroy this.
void BandwidthCheck::tell(bool over)
{
    const auto changed = m_changed;
    const Bandwidth found = m_found;
    changed(found, over);
}

} // namespace bedside::client
