// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion/bandwidth_estimator.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace bedside::media {
namespace {

using namespace std::chrono_literals;

constexpr Microseconds kBaseWindow = 20s;        // a route that has become longer is believed after this
constexpr std::size_t kReports = 10;             // for the slope
constexpr Microseconds kJitterWindow = 2s, kJitterMost = 100ms;
constexpr Microseconds kQueuesStep = 5ms;        // from a report to the next: our own, a download's, another call's
constexpr int kJitterSteps = 6;                  // so far may the smallest of a report lie above the smallest ever
constexpr Microseconds kRateWindow = 500ms, kRateWindowCongested = 250ms;
constexpr Microseconds kLeastSpan = 50ms;
constexpr Microseconds kQueueHigh = 120ms, kQueueFull = 100ms;
constexpr double kRising = 15;                   // ms of queue per second: above the noise of 30 reports a second
constexpr Microseconds kLowerAgain = 300ms, kLowerSoon = 100ms;
constexpr double kFarAbove = 1.5;
constexpr Microseconds kOveruseMemory = 600ms;
constexpr Microseconds kStalledAfter = 400ms;
constexpr double kNearCapacity = 0.9, kFarBelow = 0.7;
constexpr double kGrowth = 0.10, kGrowthNear = 0.02, kGrowthFar = 0.50; // per second
constexpr double kGrowthLeast = 4'000;           // bit/s per second: a share of a thin line's rate is next to nothing
constexpr double kProbeShare = 0.85;
constexpr Microseconds kProbeDrains = 150ms;
constexpr double kUsedShare = 1.5;               // the rate does not run away from what is really sent

// Somebody else's queue.
constexpr double kDraining = 40, kYielded = 0.9; // ms of queue per second
constexpr Microseconds kStands = 1s, kAlone = 1s, kSettled = 250ms;
constexpr double kAsBefore = 0.8, kMoreArrives = 1.15;
constexpr unsigned kSurelyAlone = 2;
constexpr double kTcpPacket = 12'000;            // bits

// A policer drops what is too much and queues nothing.
constexpr double kDeviations = 2.5;              // standard, between two seconds' losses
constexpr double kPolicedLoss = 0.05, kMoreOffered = 1.1, kMuchMoreOffered = 1.25, kSameDelivered = 1.05;
constexpr Microseconds kPolicedFor = 8s;         // then a little more is tried
constexpr double kPolicedShare = 0.95, kPolicedGrowth = 0.08, kPolicedGrowthLeast = 10'000;
constexpr double kPolicerGone = 1.25;            // times what it let through has come
constexpr std::size_t kSeconds = 12;
constexpr double kWithin = 1.02;                 // of the policer's rate
constexpr BitsPerSecond kTrialLeast = 400'000;    // with 0.7 of less a picture stands still now and then
constexpr double kTrialShare = 0.7, kHeavyLoss = 0.3;
constexpr Microseconds kTrial = 2s, kTrialPauseFirst = 5s, kTrialPauseMost = 60s;

constexpr double kPairsSpeed = 1.5, kPairsRoom = 1.6; // times the rate: how they left, how they have to come
constexpr std::size_t kPairsBytes = 500, kPairsLeast = 4;
constexpr Microseconds kPairsWindow = 1s, kPairsPauseFirst = 2s, kPairsPauseMost = 60s;
constexpr double kGrowthPairs = 1.2;

double seconds(Microseconds time) { return std::chrono::duration<double>(time).count(); }
double milliseconds(Microseconds time) { return seconds(time) * 1000; }

BitsPerSecond rateOf(std::size_t bytes, Microseconds time)
{
    return time.count() > 0 ? static_cast<BitsPerSecond>(double(bytes) * 8 / seconds(time)) : 0;
}

} // namespace

void BandwidthEstimator::onFeedback(const std::vector<PacketResult> &results, Microseconds now)
{
    if (results.empty())
        return;
    m_lastReport = now;
    measureDelay(results, now);
    measureRate(results);
    if (m_state == State::Stalled) { // what was lost meanwhile says nothing about the path as it is now
        m_state = State::Holding;
        beginSecond(now);
    } else {
        measureLoss(results, now);
    }
    measurePairs(results, now);
    if (std::any_of(results.begin(), results.end(), [](const PacketResult &result) { return result.probe > 0; }))
        m_probedAt = now;
    watchCompetition(now);
    if (m_competing) {
        compete(results, now);
    } else if (isOverused() && !isProbesQueue(now)) {
        m_overuse.emplace_back(now, m_acknowledged);
        lower(now);
    } else {
        grow(now);
    }
    while (!m_overuse.empty() && now - m_overuse.front().first > kOveruseMemory)
        m_overuse.pop_front();
}

void BandwidthEstimator::measureDelay(const std::vector<PacketResult> &results, Microseconds now)
{
    std::optional<Microseconds> smallest;
    Microseconds newestSent{0};
    for (const PacketResult &result : results) {
        if (!result.arrived)
            continue;
        const Microseconds delay = *result.arrived - result.sent; // the clocks differ by a constant
        smallest = smallest ? std::min(*smallest, delay) : delay;
        newestSent = std::max(newestSent, result.sent);
    }
    if (!smallest)
        return;
    m_roundTrip = now - newestSent;
    while (!m_smallest.empty() && m_smallest.back().second >= *smallest)
        m_smallest.pop_back();
    m_smallest.emplace_back(now, *smallest);
    while (now - m_smallest.front().first > kBaseWindow)
        m_smallest.pop_front();
    const Microseconds before = std::exchange(m_queue, *smallest - m_smallest.front().second);
    measureJitter(m_queue - before, now);
    m_longestQueue = std::max(m_longestQueue, m_queue);
    m_history.emplace_back(now, m_queue);
    if (m_history.size() > kReports)
        m_history.pop_front();
}

// A queue grows and drains over many reports, jitter comes and goes from one to the next. A fall of the line's rate makes steps as
// large: we yield to it before half of the steps are its, and at the start, when there are no others, the most bounds them.
void BandwidthEstimator::measureJitter(Microseconds step, Microseconds now)
{
    m_steps.emplace_back(now, std::chrono::abs(step));
    while (now - m_steps.front().first > kJitterWindow)
        m_steps.pop_front();
    std::vector<Microseconds> sorted;
    for (const auto &[at, one] : m_steps)
        sorted.push_back(one);
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    m_jitter = std::min(kJitterSteps * std::max<Microseconds>(*middle - kQueuesStep, 0us), kJitterMost);
}

void BandwidthEstimator::measureRate(const std::vector<PacketResult> &results)
{
    for (const PacketResult &result : results)
        if (result.arrived)
            m_delivered.push_back({*result.arrived, result.bytes + result.copies, result.afterGap});
    if (m_delivered.empty())
        return;
    std::sort(m_delivered.begin(), m_delivered.end(), [](auto &a, auto &b) { return a.arrived < b.arrived; });
    const Microseconds window = m_queue > kQueueFull ? kRateWindowCongested : kRateWindow;
    const Microseconds newest = m_delivered.back().arrived;
    while (newest - m_delivered.front().arrived > kRateWindow)
        m_delivered.pop_front();
    std::size_t bytes = 0;
    Microseconds took{0};
    for (std::size_t i = 1; i < m_delivered.size(); ++i) {
        const Delivered &one = m_delivered[i];
        if (newest - one.arrived > window || one.afterGap) // what a lost report spoke of came, too
            continue;
        bytes += one.bytes;
        took += one.arrived - m_delivered[i - 1].arrived;
    }
    if (took >= kLeastSpan || m_acknowledged == 0) // less says little
        m_acknowledged = rateOf(bytes, std::max(took, kLeastSpan));
}

void BandwidthEstimator::measureLoss(const std::vector<PacketResult> &results, Microseconds now)
{
    if (m_secondBegan.count() == 0) // what left before the other side was ready to hear it says nothing about the path
        return beginSecond(now);
    for (const PacketResult &result : results) {
        if (result.late) { // overtaken, not lost; where that was said in the second before, this one has counted another
            m_lostPackets -= std::min(1u, m_lostPackets);
            m_deliveredBytes += result.bytes + result.copies;
            continue;
        }
        ++m_offeredPackets;
        m_offeredBytes += result.bytes + result.copies;
        if (result.arrived)
            m_deliveredBytes += result.bytes + result.copies;
        else
            ++m_lostPackets;
    }
    const Microseconds passed = now - m_secondBegan;
    if (passed < 1s)
        return;
    m_loss = double(m_lostPackets) / m_offeredPackets;
    const bool alone = m_longestQueue <= kQueueLow + m_jitter; // loss with a queue is the queue's
    m_lossAlone = alone ? m_loss : 0;
    if (alone)
        findPolicer({now, rateOf(m_offeredBytes, passed), rateOf(m_deliveredBytes, passed), m_loss, m_offeredPackets});
    beginSecond(now);
}

void BandwidthEstimator::beginSecond(Microseconds now)
{
    m_secondBegan = now;
    m_longestQueue = 0us;
    m_offeredBytes = m_deliveredBytes = 0;
    m_offeredPackets = m_lostPackets = 0;
}

// By more than chance: few packets scatter.
bool BandwidthEstimator::Second::lossSurelyAbove(const Second &other) const
{
    const double share = std::max((loss + other.loss) / 2, kPolicedLoss);
    return loss - other.loss > kDeviations * std::sqrt(share * (1 - share) * (1.0 / std::max(1u, packets) + 1.0 / std::max(1u, other.packets)));
}

// Random loss takes a share of whatever is offered. A policer lets the same through whatever is offered.
void BandwidthEstimator::findPolicer(const Second &now)
{
    if (m_policed && now.at - m_policedAt > kPolicedFor) { // perhaps it has gone
        *m_policed += static_cast<BitsPerSecond>(std::max(kPolicedGrowth * double(*m_policed), kPolicedGrowthLeast));
        m_policedAt = now.at;
    }
    if (m_policed && now.loss <= kPolicedLoss && double(now.delivered) > kPolicerGone * double(m_letThrough)) // it has, or it was a queue
        m_policed.reset();
    if (m_policed && now.loss > kPolicedLoss && double(now.offered) < kWithin * double(*m_policed)) { // it was not the rate
        m_policed.reset();
        m_trustPolicerAt = now.at + m_policerPause;
        m_policerPause = std::min(m_policerPause * 2, kTrialPauseMost);
    }
    BitsPerSecond through = 0;
    for (const Second &earlier : m_seconds) {
        const Second &more = now.offered > earlier.offered ? now : earlier, &less = now.offered > earlier.offered ? earlier : now;
        const double ratio = double(more.offered) / double(std::max<BitsPerSecond>(less.offered, 1));
        if (more.loss > kPolicedLoss && more.lossSurelyAbove(less) && (ratio > kMuchMoreOffered || (ratio > kMoreOffered && more.loss > 2 * less.loss)) &&
            double(more.delivered) < kSameDelivered * double(less.delivered))
            through = std::max(through, std::min(more.delivered, less.delivered));
    }
    if (now.at < m_trustPolicerAt)
        through = 0;
    else if (through == 0 && m_policed && now.loss > kPolicedLoss && now.offered > *m_policed)
        through = now.delivered;
    m_seconds.push_back(now);
    if (m_seconds.size() > kSeconds)
        m_seconds.pop_front();
    if (through > 0) {
        m_letThrough = m_policed ? std::max(m_letThrough, through) : through;
        m_policed = std::max(m_limits.least, static_cast<BitsPerSecond>(double(through) * kPolicedShare));
        m_policedAt = now.at;
        m_trialEnds.reset();
        m_trialPause = kTrialPauseFirst;
        m_seconds.clear();
        setRate(double(std::min(m_rate, *m_policed)));
    } else if (!m_policed && now.at >= m_trustPolicerAt && now.loss > kPolicedLoss) {
        tryLess(now.at);
    }
}

// With nothing to compare with: a while of less tells a policer from random loss.
void BandwidthEstimator::tryLess(Microseconds now)
{
    if (!m_trialDue)
        m_trialDue = now + (m_loss > kHeavyLoss ? Microseconds(0) : kTrialPauseFirst / 2);
    if (m_trialEnds || now < *m_trialDue || m_rate < kTrialLeast)
        return;
    m_trialEnds = now + kTrial;
    m_beforeTrial = m_rate;
    m_trialDue = now + kTrial + m_trialPause;
    m_trialPause = std::min(m_trialPause * 2, kTrialPauseMost);
    setRate(kTrialShare * double(m_rate));
}

void BandwidthEstimator::measurePairs(const std::vector<PacketResult> &results, Microseconds now)
{
    for (std::size_t i = 1; i < results.size(); ++i) {
        const PacketResult &one = results[i - 1], &next = results[i];
        if (!one.arrived || !next.arrived || next.bytes < kPairsBytes)
            continue;
        if (rateOf(next.bytes, std::max(next.sent - one.sent, Microseconds(1))) < static_cast<BitsPerSecond>(kPairsSpeed * double(m_rate)))
            continue;
        m_pairs.emplace_back(now, rateOf(next.bytes, std::max(*next.arrived - *one.arrived, TransportFeedback::kDeltaUnit)));
    }
    while (!m_pairs.empty() && now - m_pairs.front().first > kPairsWindow)
        m_pairs.pop_front();
}

bool BandwidthEstimator::pairsSayFaster(Microseconds now) const
{
    if (now < m_pairsTrustedAt || m_pairs.size() < kPairsLeast || m_queue > kProbeQueue + m_jitter)
        return false;
    const auto fast = std::count_if(m_pairs.begin(), m_pairs.end(),
                                    [&](const auto &pair) { return double(pair.second) > kPairsRoom * double(m_rate); });
    return double(fast) > 0.7 * double(m_pairs.size());
}

// Least squares, and a standard error less where it rises: jitter is no rise.
double BandwidthEstimator::slope() const
{
    if (m_history.size() < 3)
        return 0;
    const double count = double(m_history.size());
    double meanTime = 0, meanQueue = 0;
    for (const auto &[at, queue] : m_history) {
        meanTime += seconds(at - m_history.front().first) / count;
        meanQueue += milliseconds(queue) / count;
    }
    double together = 0, spread = 0, scatter = 0;
    for (const auto &[at, queue] : m_history) {
        const double time = seconds(at - m_history.front().first) - meanTime, above = milliseconds(queue) - meanQueue;
        together += time * above;
        spread += time * time;
        scatter += above * above;
    }
    if (spread <= 0)
        return 0;
    const double slope = together / spread;
    const double error = std::sqrt(std::max(0.0, scatter - slope * together) / (count - 2) / spread);
    return slope > 0 ? std::max(0.0, slope - error) : slope;
}

// A burst waits for itself, and what leaves after it waits for it.
bool BandwidthEstimator::isProbesQueue(Microseconds now) const
{
    return m_probedAt && now - *m_probedAt < kProbeDrains && m_queue < kQueueHigh + m_jitter;
}

bool BandwidthEstimator::isOverused() const
{
    return (isQueued() && slope() > kRising) || (m_queue > kQueueHigh + m_jitter && slope() > -kRising);
}

void BandwidthEstimator::lower(Microseconds now)
{
    m_state = State::Congested;
    m_lastGrown.reset();
    m_beforeTrial = 0;
    const bool farAbove = m_queue > kQueueFull && double(m_rate) > kFarAbove * double(m_acknowledged);
    if (m_lastLowered && now - *m_lastLowered < (farAbove ? kLowerSoon : kLowerAgain))
        return;
    m_lastLowered = now;
    // With a long queue what arrives is what the path can do. With a short one it may be what the pacer let out, so that
    // the most of some time counts: otherwise it would spiral down.
    BitsPerSecond full = m_acknowledged;
    if (m_queue <= kQueueFull)
        for (const auto &[at, acknowledged] : m_overuse)
            full = std::max(full, acknowledged);
    m_capacity = full;
    if (std::exchange(m_grewByPairs, false)) { // they were wrong
        m_pairsTrustedAt = now + m_pairsPause;
        m_pairsPause = std::min(m_pairsPause * 2, kPairsPauseMost);
    }
    const double share = m_queue > 200ms ? 0.7 : m_queue > 100ms ? 0.8 : 0.88;
    setRate(std::min(double(m_rate), share * double(full)));
}

// A queue that stays although less is sent is not ours: somebody fills it until it overflows, and who yields to it gets
// nothing.
void BandwidthEstimator::watchCompetition(Microseconds now)
{
    if (!isQueued()) {
        m_standing.reset();
        if (!m_empty)
            m_empty = now;
        if (now - *m_empty > kAlone)
            m_competing = false;
        return;
    }
    m_empty.reset();
    if (slope() < -kDraining)
        m_standing.reset();
    else if (!m_standing)
        m_standing = {now, m_rate};
    if (m_standing && now - m_standing->first > kStands + m_roundTrip && double(m_rate) < kYielded * double(m_standing->second)) {
        m_competing = true;
        m_seenAlone = 0;
        m_halved.reset();
    }
}

// As TCP does (RFC 5681): one packet more in each round trip, half of it after a loss. Alone, that half empties the queue.
void BandwidthEstimator::compete(const std::vector<PacketResult> &results, Microseconds now)
{
    m_state = State::Holding;
    m_beforeTrial = 0;
    const Microseconds roundTrip = std::clamp<Microseconds>(m_roundTrip, 50ms, 1s);
    const bool lost = std::any_of(results.begin(), results.end(), [](const PacketResult &result) { return !result.arrived; });
    const Microseconds passed = m_lastGrown ? std::min<Microseconds>(now - *m_lastGrown, 200ms) : Microseconds(0);
    m_lastGrown = now;
    if (lost && (!m_lastLowered || now - *m_lastLowered > 2 * roundTrip)) {
        m_lastLowered = now;
        m_halved = {now, m_acknowledged};
        setRate(0.5 * double(m_rate));
    } else if (m_halved && now - m_halved->first < roundTrip) {
        return; // nothing is known of it yet
    } else {
        if (m_halved && now - m_halved->first > roundTrip + kSettled)
            judgeHalf(std::exchange(m_halved, {})->second);
        const double wanted = double(m_rate) + kTcpPacket / (seconds(roundTrip) * seconds(roundTrip)) * seconds(passed);
        setRate(std::max(double(m_rate), std::min(wanted, kUsedShare * double(m_acknowledged))));
    }
}

// Half is sent, and as much arrives: what waits is all ours, or the other yielded at the same time.
void BandwidthEstimator::judgeHalf(BitsPerSecond before)
{
    const double acknowledged = double(m_acknowledged);
    const bool alone = isQueued() && acknowledged > kAsBefore * double(before) && acknowledged > kMoreArrives * double(m_rate);
    m_seenAlone = alone ? m_seenAlone + 1 : 0;
    if (m_seenAlone < kSurelyAlone)
        return;
    m_competing = false;
    m_standing.reset();
}

void BandwidthEstimator::grow(Microseconds now)
{
    const bool draining = isQueued();
    m_state = draining ? State::Holding : State::Growing;
    const Microseconds passed = m_lastGrown ? std::min<Microseconds>(now - *m_lastGrown, 200ms) : Microseconds(0);
    m_lastGrown = now;
    if (m_trialEnds && now > *m_trialEnds) {
        m_trialEnds.reset();
        if (!m_policed)
            setRate(double(std::max(m_rate, m_beforeTrial)));
    }
    if (draining || m_trialEnds)
        return;
    double perSecond = kGrowth;
    if (m_capacity && double(m_rate) > kNearCapacity * double(*m_capacity) && double(m_rate) < 1.1 * double(*m_capacity))
        perSecond = kGrowthNear;
    else if (m_capacity && double(m_rate) < kFarBelow * double(*m_capacity))
        perSecond = kGrowthFar;
    if (pairsSayFaster(now)) {
        perSecond = kGrowthPairs;
        m_grewByPairs = true;
        if (m_capacity && double(m_rate) > 1.5 * double(*m_capacity)) { // they were right
            m_capacity.reset();
            m_pairsPause = kPairsPauseFirst;
        }
    }
    const double wanted = double(m_rate) + std::max(perSecond * double(m_rate), kGrowthLeast) * seconds(passed);
    setRate(std::max(double(m_rate), std::min(wanted, kUsedShare * double(m_acknowledged))));
}

void BandwidthEstimator::onProbe(BitsPerSecond arrived, Microseconds now)
{
    if (m_competing || m_trialEnds || m_state == State::Stalled)
        return;
    const double found = kProbeShare * double(arrived);
    if (found <= double(m_rate))
        return;
    m_capacity.reset(); // there is more than there was
    m_lastGrown = now;
    setRate(found);
}

void BandwidthEstimator::tick(bool inFlight, Microseconds now)
{
    if (!m_lastReport || !inFlight || now - *m_lastReport < kStalledAfter)
        return;
    m_state = State::Stalled;
    m_history.clear();
}

void BandwidthEstimator::setRate(double rate)
{
    const BitsPerSecond most = m_policed ? std::min(m_limits.most, *m_policed) : m_limits.most;
    m_rate = std::clamp(static_cast<BitsPerSecond>(rate), m_limits.least, std::max(m_limits.least, most));
}

} // namespace bedside::media
