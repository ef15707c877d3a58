// SPDX-License-Identifier: Apache-2.0
#include "core/server/http_types.h"

#include "core/wire/http.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace bedside::server {

HttpResponse jsonResponse(const Json &body)
{
    HttpResponse response;
    response.body = dumpJson(body);
    return response;
}

HttpResponse errorResponse(const Error &error)
{
    HttpResponse response;
    response.status = wire::httpStatus(error.code());
    // The numbers of storage and input errors are the machine's matter, not the caller's.
    const bool inner = response.status >= 500;
    response.body = dumpJson(Json{{"error", std::string(errorName(error.code()))}, {"detail", inner ? 0 : error.detail()}});
    if (error.code() == ErrorCode::TooManyAttempts)
        response.retryAfterSeconds = error.detail();
    return response;
}

std::string queryText(std::string_view query, std::string_view key)
{
    while (!query.empty()) {
        const auto end = query.find('&');
        const auto pair = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && pair.substr(0, equals) == key)
            return std::string(pair.substr(equals + 1));
    }
    return {};
}

Result<std::int64_t> queryInteger(std::string_view query, std::string_view key, std::int64_t otherwise, std::int64_t most)
{
    const std::string text = queryText(query, key);
    if (text.empty())
        return otherwise;
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failed != std::errc() || end != text.data() + text.size() || value < 0 || value > most)
        return Error(ErrorCode::Malformed, "query number");
    return value;
}

} // namespace bedside::server
