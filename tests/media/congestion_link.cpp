// SPDX-License-Identifier: Apache-2.0
#include "tests/media/congestion_link.h"

#include <algorithm>
#include <numeric>

namespace bedside::media::test {
namespace {

using namespace std::chrono_literals;
constexpr Microseconds kStep = 1ms;
constexpr std::size_t kPacket = 1'150, kSound = 170, kKeyFrame = 3'800; // at 320x180
constexpr Microseconds kTick = 100ms;
constexpr double kSoundRate = kSound * 8 * 50;

Microseconds timeFor(std::size_t bytes, BitsPerSecond rate)
{
    return Microseconds(static_cast<std::int64_t>(double(bytes) * 8e6 / double(rate)));
}

} // namespace

std::optional<Microseconds> Line::carry(std::size_t bytes, const Link &link, Microseconds now)
{
    std::uniform_real_distribution<double> chance;
    if (link.dead || chance(m_random) < link.loss)
        return {};
    if (link.police) {
        const double depth = double(link.rate) / 8 * 0.05;
        m_policeTokens = std::min(m_policeTokens + double((now - m_policeAt).count()) / 1e6 * double(link.rate) / 8, depth);
        m_policeAt = now;
        if (m_policeTokens < double(bytes))
            return {};
        m_policeTokens -= double(bytes);
        return out(now, link);
    }
    if (queue(now) > link.queue)
        return {};
    m_free = std::max(m_free, now) + timeFor(bytes, link.rate);
    return out(m_free, link);
}

Microseconds Line::out(Microseconds sent, const Link &link)
{
    Microseconds at = sent + link.delay;
    if (link.jitter > 0us)
        at += Microseconds(std::uniform_int_distribution<std::int64_t>(0, link.jitter.count())(m_random));
    return link.reorder ? at : m_last = std::max(m_last, at);
}

void Download::step(Microseconds now)
{
    while (!m_acknowledgements.empty() && m_acknowledgements.front().first <= now) {
        const bool arrived = m_acknowledgements.front().second;
        m_acknowledgements.pop_front();
        --m_underWay;
        if (arrived) {
            received += kBytes;
            m_window += m_window < m_threshold ? 1 : 1 / m_window;
        } else if (now - m_halvedAt > 2 * m_link.delay + m_line->queue(now)) { // once in a round trip
            m_halvedAt = now;
            m_threshold = m_window = std::max(2.0, m_window / 2);
        }
    }
    for (; m_underWay < static_cast<std::size_t>(m_window); ++m_underWay) {
        const auto out = m_line->carry(kBytes, m_link, now);
        // A loss shows when the next packet's acknowledgement is there instead.
        m_acknowledgements.emplace_back(out.value_or(now + m_line->queue(now) + m_link.delay) + m_link.delay, out.has_value());
        std::stable_sort(m_acknowledgements.begin(), m_acknowledgements.end(), [](auto &a, auto &b) { return a.first < b.first; });
    }
}

void Simulation::run(Microseconds time)
{
    for (const Microseconds end = m_now + time; m_now < end;)
        step();
}

void Simulation::skip(Microseconds time)
{
    for (Microseconds *at : {&m_now, &m_nextFrame, &m_nextSound, &m_nextReport, &m_nextTick})
        *at += time;
}

void Simulation::step()
{
    capture();
    probeIfDue();
    for (;;) {
        const bool probing = m_pacer.isProbing();
        auto packet = m_pacer.next(m_now);
        if (!packet)
            break;
        packet->probe = probing || (m_prober.isFirst() && packet->bytes > kSound) ? m_prober.sent(m_now) : 0;
        send(*packet);
    }
    for (; !m_copies.empty() && m_copies.front() <= m_now; m_copies.pop_front()) { // of what has arrived, as a rule
        m_pacer.spend(kSound);
        m_line->carry(kSound, link, m_now);
    }
    deliver();
    report();
    estimator.tick(m_sent.inFlight() > 0, m_now);
    m_pacer.setRate(m_prober.isFirst() ? EstimatorLimits{}.most : estimator.rate(), estimator.isQueued());
    if (m_now >= m_nextTick) {
        m_nextTick += kTick;
        ticks.push_back({m_now, estimator.rate(), BitsPerSecond(m_receivedBytes * 80), link.rate, m_line->queue(m_now),
                         m_offered ? double(m_lost) / m_offered : 0, estimator.state()});
        m_receivedBytes = 0;
        m_offered = m_lost = 0;
    }
    m_now += kStep;
}

// A picture every 33 ms that meets its budget within a fifth, sound every 20 ms.
void Simulation::capture()
{
    if (m_now >= m_nextSound) {
        m_nextSound += 20ms;
        m_pacer.add(PacketKind::Sound, {0, kSound, 0}, kSound, m_now);
    }
    if (m_now < m_nextFrame)
        return;
    m_nextFrame += 33'333us;
    if (estimator.state() == BandwidthEstimator::State::Stalled || m_pacer.backlog() > 150ms)
        return;
    std::uniform_real_distribution<double> swing(0.8, 1.2);
    auto left = static_cast<std::size_t>(0.95 * std::max<double>(20'000, double(estimator.rate()) - (1 + m_soundCopies.count()) * kSoundRate) / 8 / 30 * swing(m_random));
    if (m_frames == 0)
        left = kKeyFrame;
    // One frame in four leaves in two packets at least: pairs tell whether there is room.
    const std::size_t most = ++m_frames % 4 == 0 ? std::clamp<std::size_t>(left / 2 + 1, 500, kPacket) : kPacket;
    while (left > 0) {
        const std::size_t bytes = std::min(most, left);
        left -= bytes;
        m_pacer.add(PacketKind::Video, {0, bytes + 40, 0}, bytes + 40, m_now);
        m_video.push_back(bytes + 40);
        if (m_video.size() > Prober::kMost)
            m_video.pop_front();
    }
}

// As CongestionControl: the newest packets of video again.
void Simulation::probeIfDue()
{
    if (m_video.size() < Prober::kFewest)
        return;
    if (Prober::isTooLong(std::accumulate(m_video.end() - Prober::kFewest, m_video.end(), std::size_t{0}), estimator.rate()))
        return;
    const auto wanted = m_prober.begin(estimator, m_now);
    if (!wanted)
        return;
    std::size_t bytes = 0, packets = 0;
    for (auto next = m_video.rbegin(); next != m_video.rend() && (bytes < *wanted || packets < Prober::kFewest); ++next, ++packets) {
        bytes += *next;
        m_pacer.add(PacketKind::Probe, {0, *next, 0}, *next, m_now);
    }
}

void Simulation::send(Packet packet)
{
    packet.sequence = m_sequence++;
    const unsigned copies = packet.bytes == kSound ? m_soundCopies.count() : 0;
    m_sent.note(packet.sequence, m_now, packet.bytes, packet.probe, copies * kSound);
    for (unsigned i = 1; i <= copies; ++i)
        m_copies.insert(std::upper_bound(m_copies.begin(), m_copies.end(), m_now + i * LossCopies::kApart), m_now + i * LossCopies::kApart);
    ++m_offered;
    if (const auto out = m_line->carry(packet.bytes, link, m_now))
        m_underWay.insert(std::upper_bound(m_underWay.begin(), m_underWay.end(), *out, [](Microseconds at, const UnderWay &one) { return at < one.at; }),
                          {*out, packet});
    else
        ++m_lost;
}

void Simulation::deliver()
{
    while (!m_underWay.empty() && m_underWay.front().at <= m_now) {
        const UnderWay &one = m_underWay.front();
        m_arrivals.note(one.packet.sequence, one.at + 12'345s); // a clock of its own
        m_receivedBytes += one.packet.bytes;
        m_underWay.pop_front();
    }
}

void Simulation::report()
{
    if (m_now >= m_nextReport) {
        m_nextReport += 50ms;
        if (auto report = m_arrivals.report(1, 2); report && !link.dead && std::uniform_real_distribution<double>()(m_random) >= link.reportLoss) {
            const auto again = TransportFeedback::parse(report->encode().value()); // over the wire
            m_reports.emplace_back(m_now + link.delay, again.value());
        }
    }
    while (!m_reports.empty() && m_reports.front().first <= m_now) {
        const auto results = m_sent.match(m_reports.front().second);
        m_reports.pop_front();
        estimator.onFeedback(results, m_now);
        m_prober.onFeedback(results, estimator, m_now);
        m_soundCopies.update(estimator.lossAlone(), estimator.isFull(), estimator.rate(), m_now);
    }
}

BitsPerSecond Simulation::received(Microseconds time) const
{
    BitsPerSecond sum = 0;
    std::int64_t count = 0;
    for (const Tick &tick : ticks)
        if (tick.at > m_now - time) {
            sum += tick.received;
            ++count;
        }
    return count ? sum / count : 0;
}

Microseconds Simulation::queueQuantile(Microseconds time, double share) const
{
    std::vector<Microseconds> queues;
    for (const Tick &tick : ticks)
        if (tick.at > m_now - time)
            queues.push_back(tick.queue);
    if (queues.empty())
        return {};
    std::sort(queues.begin(), queues.end());
    return queues[static_cast<std::size_t>(share * double(queues.size() - 1))];
}

double Simulation::lossShare(Microseconds time) const
{
    double sum = 0, count = 0;
    for (const Tick &tick : ticks)
        if (tick.at > m_now - time) {
            sum += tick.loss;
            ++count;
        }
    return count > 0 ? sum / count : 0;
}

} // namespace bedside::media::test
