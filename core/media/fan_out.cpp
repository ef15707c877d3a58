// SPDX-License-Identifier: Apache-2.0
#include "core/media/fan_out.h"

#include "core/media/frame_gate.h"
#include "core/media/repair_history.h"

namespace bedside::media {

FanOut::FanOut(sframe::KeyStore &keys)
    : m_sealers{keys.sealer(Context::Microphone), keys.sealer(Context::Camera), keys.sealer(Context::Screen),
                keys.sealer(Context::ScreenAudio)}
{
}

void FanOut::setTargets(Targets targets)
{
    auto next = std::make_shared<const Targets>(std::move(targets));
    const std::lock_guard lock(m_mutex);
    m_targets.swap(next);
}

std::shared_ptr<const FanOut::Targets> FanOut::targets() const
{
    const std::lock_guard lock(m_mutex);
    return m_targets;
}

void FanOut::push(Context context, ByteSpan frame, std::uint64_t capturedNs)
{
    const auto peers = targets();
    const std::size_t clear = clearBytes(context, frame);
    if (peers->empty() || frame.size() < clear)
        return; // nothing is sealed for nobody
    auto buffer = GstPtr<GstBuffer>::adopt(
        gst_buffer_new_allocate(nullptr, frame.size() + sframe::kMaxOverhead, nullptr));
    GstMapInfo map;
    if (!gst_buffer_map(buffer.get(), &map, GST_MAP_WRITE))
        return;
    const std::size_t index = static_cast<std::size_t>(context);
    const auto sealed = m_sealers[index].seal(frame.first(clear), frame.subspan(clear), {map.data, map.size});
    gst_buffer_unmap(buffer.get(), &map);
    if (!sealed.ok()) { // never in clear
        m_unsealed.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    m_sealed[index].fetch_add(1, std::memory_order_relaxed);
    gst_buffer_set_size(buffer.get(), static_cast<gssize>(sealed->size));
    setEpoch(buffer.get(), sealed->epoch);
    if (isVideo(context) && (frame[0] & 1) != 0) // RFC 6386 section 9.1: an inverse key frame flag
        GST_BUFFER_FLAG_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT);
    for (const Target &peer : *peers)
        if (peer.sinceEpoch <= sealed->epoch)
            peer.port->push(context, buffer.get(), capturedNs);
}

std::uint64_t FanOut::sealed(Context context) const
{
    return m_sealed[static_cast<std::size_t>(context)].load(std::memory_order_relaxed);
}

} // namespace bedside::media
