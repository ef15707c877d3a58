// SPDX-License-Identifier: Apache-2.0
// What is read of RTP packets on their way: the header (RFC 3550 section 5.1), what a repair repeats (RFC 4588 section 4), and
// whether a VP8 key frame begins (RFC 7741 section 4.2; the first byte of a frame stays in the clear). Of a packet's first
// bytes, kRtpHead at most: what is beyond them does not count. Pure; any thread.
#pragma once

#include "core/base/bytes.h"

#include <optional>

namespace bedside::media {

constexpr std::size_t kRtpHead = 128; // a header with four extensions has 40, and a VP8 descriptor at most 6

struct RtpHeader {
    int payload = 0;
    bool marker = false;
    std::uint16_t sequence = 0;
    std::uint32_t ssrc = 0;
};

std::optional<RtpHeader> readRtpHeader(ByteSpan head);         // none: cut short, or another version
std::optional<std::uint16_t> repeatedSequence(ByteSpan head);  // of a packet of an RTX stream
bool beginsVp8KeyFrame(ByteSpan head);

} // namespace bedside::media
