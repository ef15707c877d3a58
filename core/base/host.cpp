// SPDX-License-Identifier: Apache-2.0
#include "core/base/host.h"

namespace bedside {
namespace {

constexpr std::size_t kMaxHost = 253, kMaxLabel = 63; // RFC 1035 section 2.3.4, in text form
constexpr std::string_view kHexDigits = "0123456789abcdefABCDEF";
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

bool isLabel(std::string_view label) noexcept
{
    return !label.empty() && label.size() <= kMaxLabel && label.front() != '-' && label.back() != '-' &&
           label.find_first_not_of(kNameCharacters) == std::string_view::npos;
}

} // namespace

bool isHost(std::string_view text) noexcept
{
    if (text.empty() || text.size() > kMaxHost)
        return false;
    if (text.find(':') != std::string_view::npos) {
        for (const char c : text)
            if (c != ':' && c != '.' && kHexDigits.find(c) == std::string_view::npos)
                return false;
        return true;
    }
    while (true) {
        const auto dot = text.find('.');
        if (!isLabel(text.substr(0, dot)))
            return false;
        if (dot == std::string_view::npos)
            return true;
        text.remove_prefix(dot + 1);
    }
}

} // namespace bedside
