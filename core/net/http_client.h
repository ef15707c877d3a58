// SPDX-License-Identifier: Apache-2.0
// HTTPS requests to one server over libcurl on the Qt loop. Owned by whoever talks to that server; main thread.
// A request is either pinned (ServerPins, set beforehand) or the one first-contact read, whose answer is believed
// only by the signatures in it. There is no third kind, and nothing turns verification off for the rest.
#pragma once

#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/base/secret.h"
#include "core/net/server_address.h"
#include "core/net/server_pins.h"

#include <functional>
#include <memory>

namespace bedside::net {

enum class Method { Get, Post, Put, Delete };

struct HttpRequest {
    Method method = Method::Get;
    std::string path;                        // begins with '/'
    std::string body;                        // JSON; wiped when the request is over
    bool octets = false;                     // the body is no JSON, nor is the answer, of which only the size is given
    const Secret *bearer = nullptr;          // copied for the length of the request
    std::size_t responseLimit = 1024 * 1024; // bytes: more is TooLarge, and the rest is not read
    Milliseconds timeout{15'000};            // for the whole exchange: TimedOut
};

class HttpClient {
public:
    using RequestId = std::uint64_t;
    // An empty body is a JSON null. Errors: ServerUnreachable, ServerCertificateChanged, TimedOut, ConnectionLost,
    // ProxyRefused, TooLarge, Malformed, any code that the server names in {"error": name, "detail": n}, and
    // ServerRefused with the HTTP status for an answer that names none.
    using Done = std::function<void(Result<Json>)>;

    static Result<std::unique_ptr<HttpClient>> create(ServerAddress address);
    ~HttpClient(); // cancels what is under way without calling back

    HttpClient(const HttpClient &) = delete;
    HttpClient &operator=(const HttpClient &) = delete;

    const ServerAddress &address() const;
    void setPins(ServerPins pins);           // for requests sent from now on; connections made before are not reused
    const ServerPins &pins() const;

    // Done is called later, never from within send(). Without pins: ServerCertificateChanged.
    RequestId send(HttpRequest request, Done done);
    // GET `path` with no credentials, no body and no verification of the server's certificate.
    RequestId firstContact(std::string path, Done done);
    void cancel(RequestId id);               // done is not called

private:
    class Impl;
    explicit HttpClient(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

// The error that a server's answer means; `status` is the HTTP status.
Error errorOfAnswer(int status, ByteSpan body);

} // namespace bedside::net
