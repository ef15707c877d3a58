// SPDX-License-Identifier: Apache-2.0
// The sum of every peer's sound in blocks of 10 ms, mono, 48 kHz. Each input has a ring that one streaming thread fills
// and the playback thread empties; how much it keeps waiting adapts to how unevenly the sound arrives.
#pragma once

#include "core/media/local/level_meter.h"
#include "core/media/local/playback.h"

#include <array>
#include <atomic>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace bedside::media {

inline constexpr int kMixRate = 48'000;
inline constexpr int kMixBlock = kMixRate / 100;

// One input. write() on the peer's thread, read() on the playback thread, the rest on any.
class MixerRing {
public:
    static constexpr std::size_t kCapacity = 32'768;                // samples: 683 ms, a power of two
    static constexpr std::size_t kLimit = kMixRate / 2;             // 500 ms are kept
    static constexpr int kTargetStartMs = 20, kTargetLeastMs = 10, kTargetMostMs = 120;

    void write(ByteSpan samples, unsigned channels);
    // Adds one block to `sum`. Silence while the buffer fills up again.
    void read(std::span<std::int32_t, kMixBlock> sum, std::int64_t nowNs);
    PlaybackInput::Counts counts() const;
    double level() const { return m_meter.level(); }
    bool speaking() const { return m_meter.speaking(); }

private:
    std::size_t buffered() const;
    std::size_t choosePace(std::size_t waiting);
    void take(std::size_t count, std::span<std::int16_t, kMixBlock> block);
    void drop(std::size_t count);
    bool isQuiet() const; // the next block
    void onEmpty();
    void adapt(std::size_t left);

    std::array<std::int16_t, kCapacity> m_ring{};
    std::atomic<std::uint64_t> m_written{0}, m_read{0};             // positions; the difference is what waits
    // The playback thread's own.
    bool m_filling = true;
    int m_stretch = 0;              // samples more (positive) or fewer than a block to take for each block
    std::size_t m_slack = kCapacity; // the least that was left after a block, in the running window
    int m_windowBlocks = 0;
    static constexpr int kCalmWindowsFirst = 3;
    int m_calmWindows = 0, m_calmNeeded = kCalmWindowsFirst;
    bool m_shrunk = false;          // the last change was a shorter delay
    LevelMeter m_meter;
    // For counts().
    std::atomic<unsigned> m_targetMs{kTargetStartMs};
    std::atomic<std::uint64_t> m_samplesWritten{0}, m_samplesPlayed{0}, m_samplesDropped{0}, m_samplesMissing{0};
};

class Mixer : public std::enable_shared_from_this<Mixer> {
public:
    std::shared_ptr<PlaybackInput> addInput();                      // any thread
    // Fills one block. One thread at a time; never blocks or allocates.
    void mix(std::span<std::int16_t, kMixBlock> block, std::int64_t nowNs);
    std::uint64_t samplesPlayed() const { return m_samples.load(std::memory_order_relaxed); }

private:
    class Input;
    using Rings = std::vector<std::shared_ptr<MixerRing>>;
    void remove(const MixerRing *ring);

    std::mutex m_changing;                                          // of the list, never held while mixing
    std::atomic<std::shared_ptr<const Rings>> m_rings{std::make_shared<const Rings>()};
    std::atomic<std::uint64_t> m_samples{0};
    double m_gain = 1;                                              // of the limiter
};

} // namespace bedside::media
