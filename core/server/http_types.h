// SPDX-License-Identifier: Apache-2.0
// One request and one answer, free of the HTTP library. Values.
#pragma once

#include "core/base/bytes.h"
#include "core/base/json.h"

#include <functional>
#include <string>

namespace bedside::server {

struct HttpRequest {
    std::string method;
    std::string path;          // without the query
    std::string query;
    std::string authorization; // of the header
    std::string address;       // of the peer, for throttling and the log
    Bytes body;
};

struct HttpResponse {
    int status = 200;
    std::string contentType = "application/json";
    std::string body;
    std::int64_t retryAfterSeconds = 0;
};

using Respond = std::function<void(HttpResponse)>;

HttpResponse jsonResponse(const Json &body);
HttpResponse errorResponse(const Error &error); // {"error": name, "detail": number}; no text of ours

// A number in "a=1&b=2"; the default where it is absent. Malformed: not a number in range.
Result<std::int64_t> queryInteger(std::string_view query, std::string_view key, std::int64_t otherwise, std::int64_t most);
std::string queryText(std::string_view query, std::string_view key);

} // namespace bedside::server
