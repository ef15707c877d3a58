// SPDX-License-Identifier: Apache-2.0
// How loud a stream of samples is, and whether somebody speaks. Written by one streaming thread, read by any.
#pragma once

#include <atomic>
#include <cstdint>
#include <span>

namespace bedside::media {

class LevelMeter {
public:
    static constexpr int kRate = 48'000;
    static constexpr int kBlock = kRate / 100;          // judged in blocks of 10 ms
    static constexpr double kFloorDb = -60;             // shown as 0
    static constexpr double kHeardOverFloorDb = 10;     // speech stands out of the noise by this much
    static constexpr double kHeardAtLeastDb = -50;      // and is never quieter than this
    static constexpr int kHeardBlocks = 6;              // for 60 ms, so that a click is no voice
    static constexpr std::int64_t kHeardForNs = 3'000'000'000;

    void add(std::span<const std::int16_t> samples, std::int64_t nowNs); // mono, 48 kHz; no allocation
    void reset();                                                      // the stream ended

    double level() const { return m_level.load(std::memory_order_relaxed); }  // 0 to 1, falls back within 0.3 s
    bool heard(std::int64_t nowNs) const;                                     // within the last 3 s
    bool speaking() const { return m_speaking.load(std::memory_order_relaxed); } // now, within about 0.2 s

private:
    void endBlock(std::int64_t nowNs);
    void followFloor(double db);

    double m_sum = 0;
    int m_count = 0;
    double m_shownDb = kFloorDb;
    double m_floorDb = kFloorDb;
    double m_lowestDb = 0;        // of the running window
    int m_windowBlocks = 0;
    int m_loudBlocks = 0;
    int m_quietBlocks = 0;
    std::atomic<double> m_level{0};
    std::atomic<bool> m_speaking{false};
    std::atomic<std::int64_t> m_lastHeardNs{-kHeardForNs};
};

} // namespace bedside::media
