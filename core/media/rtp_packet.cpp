// SPDX-License-Identifier: Apache-2.0
#include "core/media/rtp_packet.h"

#include <algorithm>

namespace bedside::media {
namespace {

constexpr std::size_t kFixed = 12;

std::uint16_t u16(ByteSpan bytes, std::size_t at) { return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]); }

// What follows the header and its extension. Empty: nothing does, or it is beyond what is here.
ByteSpan payloadOf(ByteSpan head)
{
    if (!readRtpHeader(head))
        return {};
    std::size_t size = kFixed + 4u * (head[0] & 0xf);
    if (head[0] & 0x10) {
        if (head.size() < size + 4)
            return {};
        size += 4 + 4u * std::size_t{u16(head, size + 2)};
    }
    return head.subspan(std::min(size, head.size()));
}

} // namespace

std::optional<RtpHeader> readRtpHeader(ByteSpan head)
{
    if (head.size() < kFixed || head[0] >> 6 != 2)
        return {};
    return RtpHeader{head[1] & 0x7f, (head[1] & 0x80) != 0, u16(head, 2), std::uint32_t{u16(head, 8)} << 16 | u16(head, 10)};
}

std::optional<std::uint16_t> repeatedSequence(ByteSpan head)
{
    const ByteSpan payload = payloadOf(head);
    if (payload.size() < 2)
        return {};
    return u16(payload, 0);
}

bool beginsVp8KeyFrame(ByteSpan head)
{
    constexpr std::uint8_t kExtended = 0x80, kStart = 0x10, kPartition = 0x07; // first octet
    constexpr std::uint8_t kPictureId = 0x80, kTl0PicIdx = 0x40, kTidOrKeyIdx = 0x30; // second
    const ByteSpan payload = payloadOf(head);
    if (payload.size() < 2 || !(payload[0] & kStart) || (payload[0] & kPartition) != 0)
        return false;
    std::size_t at = 1;
    if (payload[0] & kExtended) {
        const std::uint8_t has = payload[at++];
        if (has & kPictureId)
            at += at < payload.size() && payload[at] & 0x80 ? 2 : 1;
        at += (has & kTl0PicIdx ? 1 : 0) + (has & kTidOrKeyIdx ? 1 : 0);
    }
    return at < payload.size() && (payload[at] & 1) == 0;
}

} // namespace bedside::media
