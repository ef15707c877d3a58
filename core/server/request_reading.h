// SPDX-License-Identifier: Apache-2.0
// What the port reads and within which limits, apart from the connection that it is read from: connection.cpp feeds it
// from a socket. Pure; any thread.
#pragma once

#include "core/server/http_types.h"
#include "core/wire/frame.h"

#include <utility> // Asio 1.74 uses std::exchange without it

#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <optional>

namespace bedside::server {

using RequestParser = boost::beast::http::request_parser<boost::beast::http::vector_body<std::uint8_t>>;

void limitHead(RequestParser &parser);
// Once the head is there: what its path may have as a body. body_limit where the head announces more.
void limitBody(RequestParser &parser, boost::system::error_code &error);
HttpRequest toRequest(RequestParser::value_type &&message, const std::string &address);

HttpResponse plainError(int status, ErrorCode code);
// What a request that could not be read gets; nothing where the connection is simply gone or too slow.
std::optional<HttpResponse> answerTo(const boost::system::error_code &error);

// Of an upgraded connection, whatever it is made of.
template <class NextLayer>
void limitMessages(boost::beast::websocket::stream<NextLayer> &stream)
{
    stream.read_message_max(wire::kMaxFrameBytes);
    stream.auto_fragment(false);
}

} // namespace bedside::server
