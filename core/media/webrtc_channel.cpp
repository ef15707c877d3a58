// SPDX-License-Identifier: Apache-2.0
// What a WebRtcTransport carries beside media: the data channel.
#include "core/media/webrtc_transport.h"

namespace bedside::media {
namespace {

constexpr guint64 kMaxChannelBacklog = 1024 * 1024;

} // namespace

void WebRtcTransport::onChannel(GstWebRTCDataChannel *channel)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_channel)
            return; // one is agreed on; others are not listened to
        m_channel = GstPtr<GstWebRTCDataChannel>::share(channel);
    }
    connect(channel, "on-message-data", G_CALLBACK(+[](GstWebRTCDataChannel *, GBytes *bytes, gpointer data) {
                auto *self = static_cast<WebRtcTransport *>(data);
                gsize size = 0;
                const auto *first = static_cast<const std::uint8_t *>(bytes ? g_bytes_get_data(bytes, &size) : nullptr);
                if (!self->m_judged || size == 0 || size > kMaxChannelMessage)
                    return;
                {
                    const std::lock_guard lock(self->m_mutex);
                    if (!self->m_channelMessages.take(SystemClock().steady()))
                        return; // each costs the owner's thread an attempt to open it
                }
                self->tell([message = Bytes(first, first + size)](TransportEvents &events) mutable {
                    events.onChannelMessage(std::move(message));
                });
            }));
}

Result<void> WebRtcTransport::sendMessage(ByteSpan message)
{
    if (message.empty() || message.size() > kMaxChannelMessage)
        return Error(ErrorCode::TooLarge, "data channel message", static_cast<std::int64_t>(message.size()));
    GstPtr<GstWebRTCDataChannel> channel;
    {
        const std::lock_guard lock(m_mutex);
        channel = m_channel;
    }
    if (!m_judged || m_closed || !channel)
        return Error(ErrorCode::NotInState, "data channel");
    GstWebRTCDataChannelState state = GST_WEBRTC_DATA_CHANNEL_STATE_CONNECTING;
    guint64 backlog = 0;
    g_object_get(channel.get(), "ready-state", &state, "buffered-amount", &backlog, nullptr);
    if (state != GST_WEBRTC_DATA_CHANNEL_STATE_OPEN)
        return Error(ErrorCode::NotInState, "data channel");
    if (backlog > kMaxChannelBacklog)
        return Error(ErrorCode::TooLarge, "data channel backlog");
    const auto bytes = GstPtr<GBytes>::adopt(g_bytes_new(message.data(), message.size()));
    g_signal_emit_by_name(channel.get(), "send-data", bytes.get());
    return {};
}

} // namespace bedside::media
