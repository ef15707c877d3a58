// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <nlohmann/json.hpp>
#include <set>

namespace bedside {
namespace {

// Builds nothing: only counts and refuses, so that the parse after it cannot be made to allocate without bound.
class LimitCheck final : public nlohmann::json_sax<Json> {
public:
    explicit LimitCheck(const JsonLimits &limits) : m_limits(limits) {}
    ErrorCode failure() const { return m_failure; }

    bool null() override { return count(); }
    bool boolean(bool) override { return count(); }
    bool number_integer(number_integer_t) override { return count(); }
    bool number_unsigned(number_unsigned_t) override { return count(); }
    bool number_float(number_float_t, const string_t &) override { return count(); }
    bool string(string_t &) override { return count(); }
    bool binary(binary_t &) override { return false; }
    bool start_object(std::size_t) override
    {
        m_keys.emplace_back();
        return count() && enter();
    }
    bool key(string_t &name) override
    {
        if (!m_keys.back().insert(name).second)
            return false;
        return count();
    }
    bool end_object() override
    {
        m_keys.pop_back();
        --m_depth;
        return true;
    }
    bool start_array(std::size_t) override { return count() && enter(); }
    bool end_array() override
    {
        --m_depth;
        return true;
    }
    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &) override { return false; }

private:
    bool count() { return ++m_values <= m_limits.values || tooLarge(); }
    bool enter() { return ++m_depth <= m_limits.depth || tooLarge(); }
    bool tooLarge()
    {
        m_failure = ErrorCode::TooLarge;
        return false;
    }

    const JsonLimits &m_limits;
    std::vector<std::set<std::string>> m_keys;
    std::size_t m_values = 0;
    std::size_t m_depth = 0;
    ErrorCode m_failure = ErrorCode::Malformed;
};

Result<const Json *> member(const Json &object, const char *key)
{
    if (!object.is_object())
        return Error(ErrorCode::Malformed, "not an object");
    const auto found = object.find(key);
    if (found == object.end())
        return Error(ErrorCode::Malformed, "member missing");
    return &*found;
}

} // namespace

Result<Json> parseJson(ByteSpan text, const JsonLimits &limits)
{
    if (text.size() > limits.bytes)
        return Error(ErrorCode::TooLarge, "json");
    LimitCheck check(limits);
    if (!Json::sax_parse(text.begin(), text.end(), &check))
        return Error(check.failure(), "json");
    Json value = Json::parse(text.begin(), text.end(), nullptr, false);
    if (value.is_discarded())
        return Error(ErrorCode::Malformed, "json");
    return value;
}

std::string dumpJson(const Json &value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Result<std::string> jsonString(const Json &object, const char *key, std::size_t limit)
{
    TRY(const Json *value, member(object, key));
    if (!value->is_string())
        return Error(ErrorCode::Malformed, "not a string");
    const auto &text = value->get_ref<const std::string &>();
    if (text.size() > limit)
        return Error(ErrorCode::TooLarge, "string");
    return text;
}

Result<std::int64_t> jsonInteger(const Json &object, const char *key, std::int64_t least, std::int64_t most)
{
    TRY(const Json *value, member(object, key));
    if (!value->is_number_integer())
        return Error(ErrorCode::Malformed, "not an integer");
    if (value->is_number_unsigned() && value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return Error(ErrorCode::TooLarge, "integer");
    const auto number = value->get<std::int64_t>();
    if (number < least || number > most)
        return Error(ErrorCode::TooLarge, "integer out of range");
    return number;
}

Result<bool> jsonBool(const Json &object, const char *key)
{
    TRY(const Json *value, member(object, key));
    if (!value->is_boolean())
        return Error(ErrorCode::Malformed, "not a boolean");
    return value->get<bool>();
}

Result<Bytes> jsonBase64(const Json &object, const char *key, std::size_t limit)
{
    TRY(auto text, jsonString(object, key, (limit + 2) / 3 * 4));
    TRY(auto bytes, fromBase64(text));
    if (bytes.size() > limit)
        return Error(ErrorCode::TooLarge, "base64");
    return bytes;
}

Result<const Json *> jsonArray(const Json &object, const char *key, std::size_t limit)
{
    TRY(const Json *value, member(object, key));
    if (!value->is_array())
        return Error(ErrorCode::Malformed, "not an array");
    if (value->size() > limit)
        return Error(ErrorCode::TooLarge, "array");
    return value;
}

Result<const Json *> jsonObject(const Json &object, const char *key)
{
    TRY(const Json *value, member(object, key));
    if (!value->is_object())
        return Error(ErrorCode::Malformed, "not an object");
    return value;
}

bool jsonHas(const Json &object, const char *key) { return object.is_object() && object.contains(key); }

} // namespace bedside
