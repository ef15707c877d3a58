// SPDX-License-Identifier: Apache-2.0
#include "core/server/request_reading.h"

#include "core/wire/http.h"

namespace bedside::server {

namespace http = boost::beast::http;
using boost::system::error_code;

namespace {

std::size_t bodyLimitOf(std::string_view target)
{
    using namespace wire::path;
    static_assert(wire::limit::kNetworkProbeBytes <= wire::limit::kAppointmentBodyBytes, "the port reads no larger body");
    if (target == kNetworkProbe)
        return wire::limit::kNetworkProbeBytes;
    const bool large = target.starts_with(kAppointments) || target == kTrust || target == kSetup;
    return large ? wire::limit::kAppointmentBodyBytes : wire::limit::kBodyBytes;
}

} // namespace

void limitHead(RequestParser &parser)
{
    parser.header_limit(wire::limit::kHeaderBytes);
    parser.body_limit(wire::limit::kAppointmentBodyBytes);
}

void limitBody(RequestParser &parser, error_code &error)
{
    const auto target = parser.get().target();
    const auto limit = bodyLimitOf({target.data(), target.size()});
    parser.body_limit(limit);
    if (parser.content_length() && *parser.content_length() > limit)
        error = http::error::body_limit;
}

HttpResponse plainError(int status, ErrorCode code)
{
    HttpResponse response = errorResponse(Error(code));
    response.status = status;
    return response;
}

std::optional<HttpResponse> answerTo(const error_code &error)
{
    if (error == http::error::body_limit)
        return plainError(413, ErrorCode::TooLarge);
    if (error == http::error::header_limit)
        return plainError(431, ErrorCode::TooLarge);
    if (error == http::error::end_of_stream || error == http::error::partial_message)
        return std::nullopt;
    if (error.category() == http::make_error_code(http::error::bad_method).category())
        return plainError(400, ErrorCode::Malformed);
    return std::nullopt;
}

HttpRequest toRequest(RequestParser::value_type &&message, const std::string &address)
{
    HttpRequest request;
    request.method = std::string(message.method_string());
    const std::string target(message.target());
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != std::string::npos)
        request.query = target.substr(mark + 1);
    request.authorization = std::string(message[http::field::authorization]);
    request.address = address;
    request.body = std::move(message.body());
    return request;
}

} // namespace bedside::server
