// SPDX-License-Identifier: Apache-2.0
// A small blocking HTTPS and WebSocket client for tests of the server: no library of the product between test and
// socket, so that it can also say what a well-behaved client never would. Every wait is bounded.
#pragma once

#include "core/base/bytes.h"

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace bedside::test {

struct Answer {
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;
    nlohmann::json json() const { return nlohmann::json::parse(body, nullptr, false); }
    std::string error() const;  // the "error" member, or ""
};

class TlsClient {
public:
    // Null: not reached within the time.
    static std::unique_ptr<TlsClient> connect(std::uint16_t port, int timeoutMs = 10'000);
    ~TlsClient();

    bool write(std::string_view bytes);
    // Bytes as they come; "" when nothing came in time or the peer has closed (then isClosed()).
    std::string read(int timeoutMs);
    bool isClosed() const { return m_closed; }
    bool closesWithin(int timeoutMs); // whatever else comes is dropped

    std::optional<Answer> request(const std::string &method, const std::string &path, const std::string &body = {},
                                  const std::string &token = {}, int timeoutMs = 20'000);
    std::optional<Answer> readAnswer(int timeoutMs);

    bool upgrade(const std::string &path = "/v1/socket");
    bool sendFrame(ByteSpan frame, bool binary = true);
    // The next binary message; none when the time is up or the socket was closed.
    std::optional<Bytes> receiveFrame(int timeoutMs = 10'000);
    int socket() const { return m_socket; }
    Bytes peerCertificate() const; // DER

private:
    TlsClient() = default;
    bool fill(std::size_t count, int timeoutMs);

    int m_socket = -1;
    void *m_context = nullptr;
    void *m_tls = nullptr;
    std::string m_buffer;
    bool m_closed = false;
};

} // namespace bedside::test
