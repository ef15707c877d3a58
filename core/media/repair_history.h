// SPDX-License-Identifier: Apache-2.0
// Which packets of one video stream may be sent again. rtprtxsend keeps its last 500 whatever happens; once the sender
// has switched to another epoch, those of the old one are not repeated any more (e2ee-protocol.md section 4).
#pragma once

#include <gst/gst.h>

#include <atomic>
#include <cstdint>

namespace bedside::media {

// The epoch that a frame was sealed under travels with it and with each packet made of it, in a field of the buffer that
// nothing else in these pipelines reads.
inline void setEpoch(GstBuffer *buffer, std::uint64_t epoch) { GST_BUFFER_OFFSET_END(buffer) = epoch; }
inline std::uint64_t epochOf(const GstBuffer *buffer) { return GST_BUFFER_OFFSET_END(buffer); }

class RepairHistory {
public:
    void sent(std::uint16_t sequence, std::uint64_t epoch) noexcept; // in order; one thread
    void forget() noexcept;                                          // all up to now; any thread
    bool mayRepeat(std::uint16_t sequence) const noexcept;           // any thread

private:
    static constexpr std::uint32_t kAll = 1u << 16; // no packet of an older epoch is remembered
    static constexpr std::uint16_t kRemembered = 1u << 14; // far more than rtprtxsend keeps

    std::uint64_t m_epoch = GST_BUFFER_OFFSET_NONE; // before the first packet
    std::atomic<std::uint32_t> m_first{kAll};       // the first number that may be repeated
    std::atomic<std::uint32_t> m_last{kAll};        // the newest number
};

} // namespace bedside::media
