// SPDX-License-Identifier: Apache-2.0
// What the port reads and within which limits, apart from the connection that it is read from: connection.cpp feeds it
// from a socket. Pure; any thread.
#pragma once

#include "core/server/asio.h"
#include "core/server/http_types.h"
#include "core/wire/frame.h"

#include <optional>

namespace bedside::server {

using RequestParser = http::request_parser<http::vector_body<std::uint8_t>>;

void limitHead(RequestParser &parser);
// Once the head is there: what its path may have as a body. body_limit where the head announces more.
void limitBody(RequestParser &parser, error_code &error);
HttpRequest toRequest(RequestParser::value_type &&message, const std::string &address);

HttpResponse plainError(int status, ErrorCode code);
// What a request that could not be read gets; nothing where the connection is simply gone or too slow.
std::optional<HttpResponse> answerTo(const error_code &error);

// Of an upgraded connection, whatever it is made of.
template <class NextLayer>
void limitMessages(websocket::stream<NextLayer> &stream)
{
    stream.read_message_max(wire::kMaxFrameBytes);
    stream.auto_fragment(false);
}

} // namespace bedside::server
