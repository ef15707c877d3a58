// SPDX-License-Identifier: Apache-2.0
#include "core/media/congestion_control.h"

#include "core/media/repair_history.h"

#include <algorithm>
#include <gst/rtp/gstrtpbuffer.h>

namespace bedside::media {
namespace {

using namespace std::chrono_literals;

constexpr Microseconds kReportEvery = 50ms;
constexpr Microseconds kTick = 50ms;
constexpr Microseconds kMostBacklog = 1s;
constexpr double kFallen = 0.45; // of the estimate before: what waits was encoded for another path
constexpr std::size_t kAround = 38; // what UDP, IP and SRTP put around a packet
constexpr Microseconds kRepeatable = 200ms; // older: nothing is being shown, or it has paused
constexpr std::size_t kMostRtcp = 1'500;

Microseconds now() { return Microseconds(g_get_monotonic_time()); }

template <class Function>
void eachRtcp(GstBuffer *compound, Function function) // RFC 3550 section 6.1
{
    std::array<std::uint8_t, kMostRtcp> bytes;
    const ByteSpan all(bytes.data(), gst_buffer_extract(compound, 0, bytes.data(), bytes.size()));
    for (ByteSpan rest = all; rest.size() >= 4;) {
        const std::size_t size = (std::size_t{rest[2]} << 8 | rest[3]) * 4 + 4;
        if (size > rest.size())
            return;
        function(rest.first(size));
        rest = rest.subspan(size);
    }
}

bool isTransportFeedback(ByteSpan packet) { return (packet[0] & 0x1f) == 15 && packet[1] == 205; }

// The two octets of the extension, mapped for as long as this lives.
class NumberField {
public:
    NumberField(GstBuffer *packet, GstMapFlags flags)
    {
        m_mapped = gst_rtp_buffer_map(packet, flags, &m_rtp);
        gpointer data = nullptr;
        guint size = 0;
        if (m_mapped && gst_rtp_buffer_get_extension_onebyte_header(&m_rtp, kTransportNumberId, 0, &data, &size) && size == 2)
            m_bytes = static_cast<std::uint8_t *>(data);
    }
    ~NumberField()
    {
        if (m_mapped)
            gst_rtp_buffer_unmap(&m_rtp);
    }
    NumberField(const NumberField &) = delete;
    NumberField &operator=(const NumberField &) = delete;
    std::uint8_t *bytes() const { return m_bytes; }

private:
    GstRTPBuffer m_rtp = GST_RTP_BUFFER_INIT;
    bool m_mapped = false;
    std::uint8_t *m_bytes = nullptr;
};

} // namespace

std::optional<std::uint16_t> transportNumber(GstBuffer *packet)
{
    const NumberField field(packet, GST_MAP_READ);
    if (!field.bytes())
        return {};
    return static_cast<std::uint16_t>(field.bytes()[0] << 8 | field.bytes()[1]);
}

bool hasTransportFeedback(GstBuffer *compound)
{
    bool found = false;
    eachRtcp(compound, [&](ByteSpan packet) { found = found || isTransportFeedback(packet); });
    return found;
}

CongestionControl::CongestionControl(Around around) : m_around(std::move(around)) {}

CongestionControl::~CongestionControl()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stop = true;
    }
    m_wake.notify_all();
    if (m_thread.joinable())
        m_thread.join();
}

void CongestionControl::setOut(GstPad *pad)
{
    const std::lock_guard lock(m_mutex);
    if (m_out)
        return;
    m_out = GstPtr<GstPad>::share(pad);
    m_thread = std::thread([this] { run(); });
}

bool CongestionControl::take(GstBuffer *packet, PacketKind kind, Number number)
{
    if (std::this_thread::get_id() == m_threadId.load())
        return false;
    const std::size_t bytes = gst_buffer_get_size(packet) + kAround;
    {
        const std::lock_guard lock(m_mutex);
        const Microseconds at = now();
        if (kind == PacketKind::Repair && std::erase(m_asked, number.sequence) > 0)
            kind = PacketKind::Probe;
        if (kind == PacketKind::Video) {
            m_repeatable.push_back({number, bytes, at});
            if (m_repeatable.size() > Prober::kMost)
                m_repeatable.pop_front();
        }
        m_pacer.add(kind, {GstPtr<GstBuffer>::share(packet), bytes, kind}, bytes, at);
    }
    m_wake.notify_one();
    return true;
}

void CongestionControl::run()
{
    m_threadId = std::this_thread::get_id();
    std::unique_lock lock(m_mutex);
    while (!m_stop) {
        const Microseconds at = now();
        m_estimator.tick(m_sent.inFlight() > 0, at);
        m_pacer.setRate(m_prober.isFirst() ? EstimatorLimits{}.most : m_estimator.rate(), m_estimator.isQueued());
        if (const auto burst = chooseProbe(at); !burst.empty()) {
            lock.unlock();
            for (const Number number : burst)
                m_around.repeat(number);
            lock.lock();
            continue;
        }
        if (auto copy = takeCopy(at)) {
            const auto pad = m_out;
            lock.unlock();
            gst_pad_chain(pad.get(), copy.release());
            lock.lock();
            continue;
        }
        const bool probing = m_pacer.isProbing();
        if (auto out = m_pacer.next(at)) {
            out->probe = probing || (m_prober.isFirst() && out->kind == PacketKind::Video);
            lock.unlock();
            send(std::move(*out));
            lock.lock();
            continue;
        }
        const Microseconds copy = m_copies.empty() ? kTick : m_copies.front().due - at;
        m_wake.wait_for(lock, std::min({m_pacer.wait(at).value_or(kTick), copy, kTick}));
    }
}

GstPtr<GstBuffer> CongestionControl::takeCopy(Microseconds at)
{
    if (m_copies.empty() || m_copies.front().due > at)
        return nullptr;
    GstPtr<GstBuffer> packet = std::move(m_copies.front().packet);
    m_copies.pop_front();
    const std::size_t bytes = gst_buffer_get_size(packet.get()) + kAround;
    m_pacer.spend(bytes);
    m_repairs.emplace_back(at, bytes);
    return packet;
}

// The newest packets that make up the burst that is due. Small ones at a low rate, so that it stays short.
std::vector<CongestionControl::Number> CongestionControl::chooseProbe(Microseconds at)
{
    std::vector<Number> burst;
    if (m_repeatable.size() < Prober::kFewest || at - m_repeatable.back().at > kRepeatable)
        return burst;
    std::size_t fewest = 0;
    for (std::size_t i = 0; i < Prober::kFewest; ++i)
        fewest += m_repeatable[m_repeatable.size() - 1 - i].bytes;
    if (Prober::isTooLong(fewest, m_estimator.rate()))
        return burst; // of a key frame, say
    const auto wanted = m_prober.begin(m_estimator, at);
    if (!wanted)
        return burst;
    m_asked.clear();
    std::size_t bytes = 0;
    for (auto next = m_repeatable.rbegin(); next != m_repeatable.rend() && (bytes < *wanted || burst.size() < Prober::kFewest); ++next) {
        bytes += next->bytes;
        burst.push_back(next->number);
        m_asked.push_back(next->number.sequence);
    }
    return burst;
}

void CongestionControl::send(Out out)
{
    GstPtr<GstBuffer> packet = GstPtr<GstBuffer>::adopt(gst_buffer_make_writable(out.packet.release()));
    GstPtr<GstPad> pad;
    {
        const std::lock_guard lock(m_mutex);
        pad = m_out;
        if (epochOf(packet.get()) < m_oldest)
            return;
        // A stream whose first packet is lost is not repaired, since nobody misses it. At once: the second must not overtake it.
        const bool begins = out.kind == PacketKind::Video && !std::exchange(m_begun, true);
        const unsigned copies = begins ? 1 : copiesOf(out.kind);
        if (const NumberField field(packet.get(), GST_MAP_READWRITE); field.bytes()) {
            field.bytes()[0] = static_cast<std::uint8_t>(m_next >> 8);
            field.bytes()[1] = static_cast<std::uint8_t>(m_next);
            const Microseconds at = now();
            m_sent.note(m_next++, at, out.bytes, out.probe ? m_prober.sent(at) : 0, copies * out.bytes);
        }
        // The very same octets, number and all: the other side's SRTP takes the first that comes and drops the rest.
        for (unsigned i = 1; i <= copies; ++i)
            copyAt(begins ? Microseconds(0) : now() + i * LossCopies::kApart, packet.get());
        if (out.kind == PacketKind::Repair)
            m_repairs.emplace_back(now(), out.bytes);
        while (!m_repairs.empty() && now() - m_repairs.front().first > 1s)
            m_repairs.pop_front();
    }
    gst_pad_chain(pad.get(), packet.release());
}

unsigned CongestionControl::copiesOf(PacketKind kind) const
{
    return kind == PacketKind::Sound ? m_soundCopies.count() : kind == PacketKind::Repair ? m_repairCopies.count() : 0;
}

void CongestionControl::copyAt(Microseconds due, const GstBuffer *packet)
{
    const auto after = std::upper_bound(m_copies.begin(), m_copies.end(), due, [](Microseconds at, const Copy &copy) { return at < copy.due; });
    m_copies.insert(after, {due, GstPtr<GstBuffer>::adopt(gst_buffer_copy_deep(packet))});
}

void CongestionControl::arrived(GstBuffer *packet, std::uint32_t ownSsrc, std::uint32_t theirSsrc)
{
    const Microseconds at = now();
    if (const auto number = transportNumber(packet))
        m_arrivals.note(*number, at);
    if (at - m_reportedAt < kReportEvery)
        return;
    if (const auto report = m_arrivals.report(ownSsrc, theirSsrc)) {
        m_reportedAt = at;
        if (const auto bytes = report->encode(); bytes.ok())
            m_around.sendRtcp(*bytes);
    }
}

void CongestionControl::onRtcp(GstBuffer *compound)
{
    eachRtcp(compound, [&](ByteSpan packet) {
        if (!isTransportFeedback(packet))
            return;
        if (const auto feedback = TransportFeedback::parse(packet); feedback.ok())
            learn(*feedback);
    });
}

void CongestionControl::learn(const TransportFeedback &feedback)
{
    {
        const std::lock_guard lock(m_mutex);
        const auto results = m_sent.match(feedback);
        if (results.empty())
            return;
        m_known = true;
        const BitsPerSecond before = m_estimator.rate();
        m_estimator.onFeedback(results, now());
        m_prober.onFeedback(results, m_estimator, now());
        for (LossCopies *copies : {&m_soundCopies, &m_repairCopies})
            copies->update(m_estimator.lossAlone(), m_estimator.isFull(), m_estimator.rate(), now());
        if (double(m_estimator.rate()) >= kFallen * double(before) && m_pacer.backlog() < kMostBacklog) {
            m_wake.notify_one();
            return;
        }
        m_pacer.flush(); // what waits there would be too late
        m_repeatable.clear();
    }
    m_flushed = true;
    m_around.flushed();
}

void CongestionControl::dropBefore(std::uint64_t epoch)
{
    const std::lock_guard lock(m_mutex);
    m_oldest = epoch;
    m_pacer.dropRepairs();
    m_copies.clear();
    m_repeatable.clear();
}

CongestionControl::Measures CongestionControl::measures() const
{
    const std::lock_guard lock(m_mutex);
    std::size_t repairs = 0;
    for (const auto &[at, bytes] : m_repairs)
        repairs += bytes;
    return {m_estimator.rate(),       static_cast<BitsPerSecond>(repairs * 8),
            m_estimator.acknowledged(), m_estimator.roundTrip(), m_estimator.queueDelay(),
            m_pacer.backlog(),        m_estimator.loss(),
            m_estimator.state() == BandwidthEstimator::State::Stalled, m_known};
}

} // namespace bedside::media
