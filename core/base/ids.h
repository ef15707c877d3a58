// SPDX-License-Identifier: Apache-2.0
// Sixteen-byte identifiers, each its own type. They name nobody: safe in logs, URLs and the server's tables.
// Fresh ones come from crypto::randomId<T>().
#pragma once

#include "core/base/bytes.h"

#include <algorithm>
#include <compare>
#include <functional>

namespace bedside {

template <class Tag>
struct Id {
    static constexpr std::size_t kSize = 16;
    std::array<std::uint8_t, kSize> bytes{};

    static Result<Id> fromBytes(ByteSpan in)
    {
        if (in.size() != kSize)
            return Error(ErrorCode::Malformed, "id size");
        Id out;
        std::copy(in.begin(), in.end(), out.bytes.begin());
        return out;
    }
    static Result<Id> fromText(std::string_view text) // 22 characters of base64url
    {
        TRY(auto in, fromBase64Url(text));
        return fromBytes(in);
    }
    std::string text() const { return toBase64Url(bytes); }
    bool isNull() const
    {
        return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) { return b == 0; });
    }
    friend auto operator<=>(const Id &, const Id &) = default;
};

using PracticeId = Id<struct PracticeTag>;
using AccountId = Id<struct AccountTag>;
using DeviceId = Id<struct DeviceTag>;
using VisitId = Id<struct VisitTag>;       // an appointment and its visit share one id
using InviteId = Id<struct InviteTag>;
using InstanceId = Id<struct InstanceTag>; // one run of a visit's group: group_id = visit id || instance
using ObjectId = Id<struct ObjectTag>;

} // namespace bedside

template <class Tag>
struct std::hash<bedside::Id<Tag>> {
    std::size_t operator()(const bedside::Id<Tag> &id) const noexcept
    {
        return std::hash<std::string_view>{}(bedside::asText(id.bytes));
    }
};
