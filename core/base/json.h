// SPDX-License-Identifier: Apache-2.0
// JSON from outside, read strictly: limits on size and depth, UTF-8 only, no duplicate keys, no comments, typed
// access that fails instead of converting. The full header of the JSON library is needed only where values are built.
#pragma once

#include "core/base/bytes.h"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace bedside {

using Json = nlohmann::json;

struct JsonLimits {
    std::size_t bytes = 64 * 1024;
    std::size_t depth = 8;
    std::size_t values = 20'000; // every scalar, key and container counts as one
};

Result<Json> parseJson(ByteSpan text, const JsonLimits &limits = {});
std::string dumpJson(const Json &value); // compact; invalid UTF-8 is replaced

// A member of an object. Missing or of another type: Malformed. Longer than `limit` bytes: TooLarge.
Result<std::string> jsonString(const Json &object, const char *key, std::size_t limit);
Result<std::int64_t> jsonInteger(const Json &object, const char *key, std::int64_t least, std::int64_t most);
Result<bool> jsonBool(const Json &object, const char *key);
Result<Bytes> jsonBase64(const Json &object, const char *key, std::size_t limit); // limit in decoded bytes
Result<const Json *> jsonArray(const Json &object, const char *key, std::size_t limit);
Result<const Json *> jsonObject(const Json &object, const char *key);
bool jsonHas(const Json &object, const char *key);

template <class IdType>
Result<IdType> jsonId(const Json &object, const char *key)
{
    TRY(auto text, jsonString(object, key, 32));
    return IdType::fromText(text);
}

} // namespace bedside
