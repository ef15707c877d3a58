// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/level_meter.h"

#include <algorithm>
#include <cmath>

namespace bedside::media {

namespace {

constexpr double kFallDbPerBlock = 2;       // 60 dB in 0.3 s
constexpr int kWindowBlocks = 150;          // the quietest block of 1.5 s belongs to no syllable
constexpr int kQuietBlocks = 20;

double decibels(double meanSquare)
{
    constexpr double kFull = 32768.0 * 32768.0;
    return meanSquare <= 0 ? -100 : 10 * std::log10(meanSquare / kFull);
}

} // namespace

void LevelMeter::add(std::span<const std::int16_t> samples, std::int64_t nowNs)
{
    for (const std::int16_t sample : samples) {
        m_sum += static_cast<double>(sample) * sample;
        if (++m_count == kBlock)
            endBlock(nowNs);
    }
}

void LevelMeter::endBlock(std::int64_t nowNs)
{
    const double db = decibels(m_sum / m_count);
    m_sum = 0;
    m_count = 0;

    m_shownDb = std::max({db, m_shownDb - kFallDbPerBlock, kFloorDb});
    m_level.store(std::clamp(1 - m_shownDb / kFloorDb, 0.0, 1.0), std::memory_order_relaxed);

    const bool loud = db > kHeardAtLeastDb && db > m_floorDb + kHeardOverFloorDb;
    followFloor(db);
    m_loudBlocks = loud ? m_loudBlocks + 1 : 0;
    m_quietBlocks = loud ? 0 : m_quietBlocks + 1;
    if (m_loudBlocks >= kHeardBlocks) {
        m_speaking.store(true, std::memory_order_relaxed);
        m_lastHeardNs.store(nowNs, std::memory_order_relaxed);
    } else if (m_quietBlocks >= kQuietBlocks) {
        m_speaking.store(false, std::memory_order_relaxed);
    }
}

// The floor is the quietest block of the last window: reached at once downwards, within 3 s upwards.
void LevelMeter::followFloor(double db)
{
    m_lowestDb = m_windowBlocks == 0 ? db : std::min(m_lowestDb, db);
    m_floorDb = std::min(m_floorDb, db);
    if (++m_windowBlocks == kWindowBlocks) {
        m_floorDb = m_lowestDb;
        m_windowBlocks = 0;
    }
}

void LevelMeter::reset()
{
    m_sum = 0;
    m_count = 0;
    m_shownDb = kFloorDb;
    m_floorDb = kFloorDb;
    m_windowBlocks = m_loudBlocks = m_quietBlocks = 0;
    m_level.store(0, std::memory_order_relaxed);
    m_speaking.store(false, std::memory_order_relaxed);
    m_lastHeardNs.store(-kHeardForNs, std::memory_order_relaxed);
}

bool LevelMeter::heard(std::int64_t nowNs) const
{
    return nowNs - m_lastHeardNs.load(std::memory_order_relaxed) < kHeardForNs;
}

} // namespace bedside::media
