// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/mixer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace bedside::media {

namespace {

constexpr std::size_t kMask = MixerRing::kCapacity - 1;
constexpr std::size_t kSamplesPerMs = kMixRate / 1000;
constexpr int kWindowBlocks = 100;          // 1 s: long enough to see the worst arrival of a normal line
constexpr int kCalmWindowsMost = 30;        // before the delay is shortened, where that did not hold
constexpr unsigned kShrinkMs = 10;
constexpr int kMostStretch = 4;             // of 480 samples: 0.8 %, which nobody hears as a change of pitch
constexpr std::size_t kCutOver = 60 * kSamplesPerMs; // more surplus than this is cut, not played faster
constexpr std::size_t kLate = 40 * kSamplesPerMs;    // above the target: then pauses are shortened
constexpr int kQuiet = 200;                // of 32767: a pause in what somebody says
constexpr double kGainRisePerBlock = 0.02;

std::int16_t sampleAt(ByteSpan samples, std::size_t index)
{
    std::int16_t value;
    std::memcpy(&value, samples.data() + 2 * index, sizeof value);
    return value;
}

} // namespace

std::size_t MixerRing::buffered() const
{
    return static_cast<std::size_t>(m_written.load(std::memory_order_acquire) - m_read.load(std::memory_order_acquire));
}

void MixerRing::write(ByteSpan samples, unsigned channels)
{
    if ((channels != 1 && channels != 2) || samples.size() % (2 * channels) != 0)
        return;
    const std::size_t count = samples.size() / (2 * channels);
    m_samplesWritten.fetch_add(count, std::memory_order_relaxed);
    const std::size_t room = kLimit - std::min(kLimit, buffered());
    const std::size_t kept = std::min(count, room);
    m_samplesDropped.fetch_add(count - kept, std::memory_order_relaxed);

    const std::uint64_t start = m_written.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < kept; ++i) {
        const int sample = channels == 1 ? sampleAt(samples, i)
                                         : (sampleAt(samples, 2 * i) + sampleAt(samples, 2 * i + 1)) / 2;
        m_ring[(start + i) & kMask] = static_cast<std::int16_t>(sample);
    }
    m_written.store(start + kept, std::memory_order_release);
}

void MixerRing::read(std::span<std::int32_t, kMixBlock> sum, std::int64_t nowNs)
{
    std::array<std::int16_t, kMixBlock> block{};
    const std::size_t target = m_targetMs.load(std::memory_order_relaxed) * kSamplesPerMs;
    if (buffered() > target + kLate && isQuiet())
        drop(kMixBlock);
    const std::size_t waiting = buffered();
    if (m_filling && waiting >= target + kMixBlock)
        m_filling = false;

    if (!m_filling) {
        const std::size_t wanted = choosePace(waiting);
        if (wanted > waiting) {
            onEmpty();
        } else {
            take(wanted, block);
            adapt(waiting - wanted);
        }
    } else if (m_samplesWritten.load(std::memory_order_relaxed) != 0) {
        m_samplesMissing.fetch_add(kMixBlock, std::memory_order_relaxed);
    }
    m_meter.add(block, nowNs);
    for (std::size_t i = 0; i < block.size(); ++i)
        sum[i] += block[i];
}

std::size_t MixerRing::choosePace(std::size_t waiting)
{
    const auto wanted = static_cast<std::size_t>(kMixBlock + m_stretch);
    return wanted > waiting && waiting >= kMixBlock ? kMixBlock : wanted;
}

// Takes `count` samples, a few more or fewer than a block, and spreads them evenly over the block.
void MixerRing::take(std::size_t count, std::span<std::int16_t, kMixBlock> block)
{
    const std::uint64_t start = m_read.load(std::memory_order_relaxed);
    if (count == block.size()) {
        for (std::size_t i = 0; i < count; ++i)
            block[i] = m_ring[(start + i) & kMask];
    } else {
        const double step = static_cast<double>(count - 1) / static_cast<double>(block.size() - 1);
        for (std::size_t i = 0; i < block.size(); ++i) {
            const double at = static_cast<double>(i) * step;
            const auto low = std::min(static_cast<std::size_t>(at), count - 2);
            const double share = at - static_cast<double>(low);
            const double a = m_ring[(start + low) & kMask];
            const double b = m_ring[(start + low + 1) & kMask];
            block[i] = static_cast<std::int16_t>(std::lround(a + share * (b - a)));
        }
    }
    m_read.store(start + count, std::memory_order_release);
    m_samplesPlayed.fetch_add(block.size(), std::memory_order_relaxed);
}

bool MixerRing::isQuiet() const
{
    const std::uint64_t start = m_read.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < kMixBlock; ++i)
        if (std::abs(m_ring[(start + i) & kMask]) > kQuiet)
            return false;
    return true;
}

void MixerRing::drop(std::size_t count)
{
    m_read.store(m_read.load(std::memory_order_relaxed) + count, std::memory_order_release);
    m_samplesDropped.fetch_add(count, std::memory_order_relaxed);
}

void MixerRing::onEmpty()
{
    m_filling = true;
    m_stretch = 0;
    // Soon after it was shortened: that was too much.
    m_calmNeeded = m_shrunk && m_calmWindows < kCalmWindowsMost ? std::min(2 * m_calmNeeded, kCalmWindowsMost) : kCalmWindowsFirst;
    m_shrunk = false;
    m_calmWindows = m_windowBlocks = 0;
    m_slack = kCapacity;
    m_samplesMissing.fetch_add(kMixBlock, std::memory_order_relaxed);
    const unsigned target = m_targetMs.load(std::memory_order_relaxed);
    m_targetMs.store(std::min<unsigned>(target + 10, kTargetMostMs), std::memory_order_relaxed);
}

// Once a second: what was never needed is surplus delay, played off slightly faster or, if much, cut.
void MixerRing::adapt(std::size_t left)
{
    m_slack = std::min(m_slack, left);
    if (++m_windowBlocks < kWindowBlocks)
        return;
    const std::size_t target = m_targetMs.load(std::memory_order_relaxed) * kSamplesPerMs;
    if (m_slack > target + kCutOver)
        drop(m_slack - target);
    const auto surplus = static_cast<double>(m_slack) - static_cast<double>(target);
    m_stretch = m_slack > target + kCutOver
                    ? 0
                    : std::clamp(static_cast<int>(surplus / kWindowBlocks), -kMostStretch, kMostStretch);
    if (++m_calmWindows >= m_calmNeeded && target >= (kTargetLeastMs + kShrinkMs) * kSamplesPerMs) {
        m_targetMs.fetch_sub(kShrinkMs, std::memory_order_relaxed);
        m_calmWindows = 0;
        m_shrunk = true;
    }
    m_windowBlocks = 0;
    m_slack = kCapacity;
}

PlaybackInput::Counts MixerRing::counts() const
{
    PlaybackInput::Counts out;
    out.samplesWritten = m_samplesWritten.load(std::memory_order_relaxed);
    out.samplesPlayed = m_samplesPlayed.load(std::memory_order_relaxed);
    out.samplesDropped = m_samplesDropped.load(std::memory_order_relaxed);
    out.samplesMissing = m_samplesMissing.load(std::memory_order_relaxed);
    out.bufferedMs = static_cast<unsigned>(buffered() / kSamplesPerMs);
    out.targetMs = m_targetMs.load(std::memory_order_relaxed);
    return out;
}

// The peer's handle: when the last one goes, the mixer forgets the ring.
class Mixer::Input final : public PlaybackInput {
public:
    Input(std::shared_ptr<MixerRing> ring, std::weak_ptr<Mixer> mixer) : m_ring(std::move(ring)), m_mixer(std::move(mixer)) {}
    ~Input() override
    {
        if (const auto mixer = m_mixer.lock())
            mixer->remove(m_ring.get());
    }
    void write(ByteSpan samples, unsigned channels) override { m_ring->write(samples, channels); }
    Counts counts() const override { return m_ring->counts(); }
    double level() const override { return m_ring->level(); }
    bool speaking() const override { return m_ring->speaking(); }

private:
    std::shared_ptr<MixerRing> m_ring;
    std::weak_ptr<Mixer> m_mixer;
};

std::shared_ptr<PlaybackInput> Mixer::addInput()
{
    auto ring = std::make_shared<MixerRing>();
    const std::lock_guard lock(m_changing);
    auto next = std::make_shared<Rings>(*m_rings.load());
    next->push_back(ring);
    m_rings.store(std::move(next));
    return std::make_shared<Input>(std::move(ring), weak_from_this());
}

void Mixer::remove(const MixerRing *ring)
{
    const std::lock_guard lock(m_changing);
    auto next = std::make_shared<Rings>(*m_rings.load());
    std::erase_if(*next, [ring](const auto &held) { return held.get() == ring; });
    m_rings.store(std::move(next));
}

void Mixer::mix(std::span<std::int16_t, kMixBlock> block, std::int64_t nowNs)
{
    std::array<std::int32_t, kMixBlock> sum{};
    const std::shared_ptr<const Rings> rings = m_rings.load();
    for (const auto &ring : *rings)
        ring->read(sum, nowNs);

    // A limiter rather than clipping: several people at once must not crackle.
    std::int32_t peak = 1;
    for (const std::int32_t sample : sum)
        peak = std::max(peak, std::abs(sample));
    const double wanted = std::min({1.0, m_gain + kGainRisePerBlock, 32'767.0 / peak});
    for (std::size_t i = 0; i < block.size(); ++i)
        block[i] = static_cast<std::int16_t>(std::clamp(std::lround(sum[i] * wanted), -32'768L, 32'767L));
    m_gain = wanted;
    m_samples.fetch_add(block.size(), std::memory_order_relaxed);
}

} // namespace bedside::media
