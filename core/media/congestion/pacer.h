// SPDX-License-Identifier: Apache-2.0
// In which order and when packets leave: sound at once, then a burst that probes the path, then repairs within their
// budget, then video, as a token bucket allows. Pure: the packets are the caller's, the times given. One thread at a time.
#pragma once

#include "core/media/congestion/bandwidth_estimator.h"

#include <deque>

namespace bedside::media {

enum class PacketKind { Sound, Probe, Repair, Video };

template <class Packet>
class Pacer {
public:
    static constexpr double kFaster = 2.0;          // than the estimate: a frame leaves early, and the queue stays empty
    static constexpr double kProbeFaster = 3.0;     // than the estimate
    static constexpr Microseconds kDepth{5'000};    // of the bucket
    static constexpr double kRepairShare = 0.3;     // of the estimate
    static constexpr Microseconds kRepairDepth{500'000};

    void setRate(BitsPerSecond rate, bool queued)
    {
        m_rate = rate;
        m_perSecond = double(rate) / 8 * (queued ? 1.0 : kFaster);
    }

    // False: a repair beyond the budget, which the caller drops.
    bool add(PacketKind kind, Packet packet, std::size_t bytes, Microseconds now)
    {
        refill(now);
        if (kind == PacketKind::Repair) {
            if (m_repairTokens < double(bytes))
                return false;
            m_repairTokens -= double(bytes);
        }
        if (isVideo(kind))
            m_queuedBytes += bytes;
        queueOf(kind).push_back({std::move(packet), bytes});
        return true;
    }

    // The next that may leave now. None: nothing waits, or it is too early.
    std::optional<Packet> next(Microseconds now)
    {
        refill(now);
        if (!m_sound.empty())
            return take(m_sound);
        if (!m_probes.empty()) { // what it takes, video has less of afterwards
            if (now < m_nextProbe)
                return {};
            m_nextProbe = now + Microseconds(static_cast<std::int64_t>(double(m_probes.front().bytes) * 8e6 / (kProbeFaster * double(m_rate))));
            return take(m_probes);
        }
        auto &queue = m_repairs.empty() ? m_video : m_repairs;
        if (queue.empty() || m_tokens <= 0)
            return {};
        m_queuedBytes -= queue.front().bytes;
        return take(queue);
    }

    // Something left by another way, and is paid for here.
    void spend(std::size_t bytes) { m_tokens -= double(bytes); }

    // Until next() may have something; none: nothing waits.
    std::optional<Microseconds> wait(Microseconds now) const
    {
        if (!m_sound.empty())
            return Microseconds(0);
        if (!m_probes.empty())
            return std::max(m_nextProbe - now, Microseconds(0));
        if (m_repairs.empty() && m_video.empty())
            return {};
        const double missing = -m_tokens - m_perSecond * seconds(now - m_at);
        return Microseconds(missing < 0 ? 0 : static_cast<std::int64_t>(missing / m_perSecond * 1e6) + 1);
    }

    // What leaves now is a part of a burst.
    bool isProbing() const { return !m_probes.empty(); }

    // How long what waits takes at the estimated rate.
    Microseconds backlog() const { return Microseconds(static_cast<std::int64_t>(double(m_queuedBytes) * 8e6 / double(m_rate))); }

    void dropRepairs()
    {
        for (const Waiting &repair : m_repairs)
            m_queuedBytes -= repair.bytes;
        m_repairs.clear();
        m_probes.clear();
    }

    // Everything but the sound goes.
    void flush()
    {
        dropRepairs();
        m_video.clear();
        m_queuedBytes = 0;
    }

private:
    struct Waiting {
        Packet packet;
        std::size_t bytes;
    };
    using Queue = std::deque<Waiting>;

    static bool isVideo(PacketKind kind) { return kind == PacketKind::Repair || kind == PacketKind::Video; }
    static double seconds(Microseconds time) { return double(time.count()) / 1e6; }
    Queue &queueOf(PacketKind kind)
    {
        switch (kind) {
        case PacketKind::Sound: return m_sound;
        case PacketKind::Probe: return m_probes;
        case PacketKind::Repair: return m_repairs;
        case PacketKind::Video: break;
        }
        return m_video;
    }
    Packet take(Queue &queue) // what leaves is paid for, sound too: it may put the bucket into debt
    {
        Waiting first = std::move(queue.front());
        queue.pop_front();
        m_tokens -= double(first.bytes);
        return std::move(first.packet);
    }
    void refill(Microseconds now)
    {
        const double passed = std::max(0.0, seconds(now - m_at));
        m_at = now;
        m_tokens = std::min(m_tokens + m_perSecond * passed, m_perSecond * seconds(kDepth));
        const double repairs = double(m_rate) / 8 * kRepairShare;
        m_repairTokens = std::min(m_repairTokens + repairs * passed, repairs * seconds(kRepairDepth));
    }

    BitsPerSecond m_rate = EstimatorLimits{}.start;
    double m_perSecond = double(m_rate) / 8 * kFaster;
    Microseconds m_at{0};
    double m_tokens = 0, m_repairTokens = 0;
    std::size_t m_queuedBytes = 0;
    Microseconds m_nextProbe{0};
    Queue m_sound, m_probes, m_repairs, m_video;
};

} // namespace bedside::media
