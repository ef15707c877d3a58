// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/device_error.h"

#include "core/base/ascii.h"

#include <algorithm>
#include <array>
#include <string>

namespace bedside::media {

namespace {

// v4l2src passes strerror() on in the debug text; pulsesrc and pipewiresrc put the server's words into the message.
// Some report EBUSY under other codes than RESOURCE_BUSY (streaming on, allocating buffers), so words count first.
constexpr std::array<std::string_view, 4> kBusyWords{"device or resource busy", "is busy", "already in use",
                                                     "being used by another"};
constexpr std::array<std::string_view, 8> kLostWords{"no such device", "no such file", "no such entity", "disconnected",
                                                     "connection terminated", "connection refused", "device was removed",
                                                     "was disconnected"};

template <std::size_t N>
bool hasAny(const std::string &text, const std::array<std::string_view, N> &words)
{
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string::npos; });
}

} // namespace

Error deviceError(const GError &error, std::string_view debug)
{
    const std::string text = asciiLower(error.message ? error.message : "") + '\n' + asciiLower(debug);
    const bool resource = error.domain == GST_RESOURCE_ERROR;
    if ((resource && error.code == GST_RESOURCE_ERROR_BUSY) || hasAny(text, kBusyWords))
        return Error(ErrorCode::DeviceBusy, "another program uses it", error.code);
    if ((resource && error.code == GST_RESOURCE_ERROR_NOT_FOUND) || hasAny(text, kLostWords))
        return Error(ErrorCode::DeviceLost, "it is gone", error.code);
    return Error(ErrorCode::PipelineFailed, "source or sink failed", error.code);
}

} // namespace bedside::media
