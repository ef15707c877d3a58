// SPDX-License-Identifier: Apache-2.0
#include "core/client/line_meter.h"

#include <algorithm>

namespace bedside::client {
namespace {

void add(DirectionCounts &all, const media::MediumCounts &one)
{
    all.sealed = one.sealed; // once for everyone
    all.sent += one.sent;
    all.received += one.received;
    all.opened += one.opened;
    all.refused += one.refused;
    all.decoded += one.decoded;
}

} // namespace

void LineMeter::add(const std::vector<media::PeerMeasures> &peers, LineRung sent, WallTime now)
{
    if (peers.empty())
        return;
    const auto narrower = [](const media::PeerMeasures &a, const media::PeerMeasures &b) {
        return a.sendRate != 0 && (b.sendRate == 0 || a.sendRate < b.sendRate);
    };
    const auto &narrowest = *std::min_element(peers.begin(), peers.end(), narrower);
    m_record.until = now;
    m_record.peers = std::max(m_record.peers, peers.size());
    ++m_record.seconds;
    ++m_record.secondsOn[static_cast<std::size_t>(sent)];
    if (narrowest.sendRate > 0) {
        m_record.leastRate = m_rated == 0 ? narrowest.sendRate : std::min(m_record.leastRate, narrowest.sendRate);
        m_record.meanRate += narrowest.sendRate;
        m_record.arrivedRate += narrowest.acknowledgedRate;
        ++m_rated;
    }
    double loss = 0, roundTrip = 0;
    m_record.video = m_record.audio = {};
    for (const media::PeerMeasures &peer : peers) {
        loss = std::max(loss, peer.lossShare);
        roundTrip = std::max(roundTrip, peer.roundTripMs);
        m_record.relayed = m_record.relayed || peer.route == media::Route::Relayed;
        client::add(m_record.video, peer.video);
        client::add(m_record.audio, peer.audio);
    }
    m_record.meanLoss += loss;
    m_record.mostLoss = std::max(m_record.mostLoss, loss);
    m_record.meanRoundTripMs += roundTrip;
    m_record.mostRoundTripMs = std::max(m_record.mostRoundTripMs, roundTrip);
    m_timed += roundTrip > 0 ? 1 : 0;
}

std::optional<LineRecord> LineMeter::record() const
{
    if (m_record.seconds == 0)
        return std::nullopt;
    LineRecord out = m_record;
    out.meanRate /= std::max(1, m_rated);
    out.arrivedRate /= std::max(1, m_rated);
    out.meanLoss /= out.seconds;
    out.meanRoundTripMs /= std::max(1, m_timed);
    return out;
}

} // namespace bedside::client
