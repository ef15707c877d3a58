// SPDX-License-Identifier: Apache-2.0
// One WebSocket to the server that comes back by itself, at once where this computer's addresses have changed. Nothing is
// sent before the server's key has been checked against the pins; the first frame then is the one that the ticket source
// made over a pinned request. Main thread.
#pragma once

#include "core/base/clock.h"
#include "core/net/server_address.h"
#include "core/net/server_pins.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bedside::net {

enum class SocketState {
    Stopped,
    Connecting,
    Open,       // the first frame has been sent
    Waiting,    // lost or refused; another attempt follows after the back-off
};

class SignalingSocket {
public:
    // Gives the first frame for one attempt, later, or why there is none. Asked at every attempt. An error that
    // will not pass by itself (SessionEnded, LinkExpired, LinkSpent, LinkUnknown, Revoked, NotAuthorized,
    // SignInRefused, ServerCertificateChanged) stops the socket; any other is tried again.
    using TicketSource = std::function<void(std::function<void(Result<Bytes>)>)>;

    struct Listener {
        std::function<void(SocketState, std::optional<Error>)> onState;
        std::function<void()> onOpen;          // frames sent from within go out before queued ones
        std::function<void(ByteSpan)> onFrame; // one binary message; the bytes live for the call
    };

    using LocalAddresses = std::function<std::vector<std::string>()>; // of this computer; none given: the system's list

    SignalingSocket(ServerAddress address, std::string path, TicketSource tickets, Listener listener, LocalAddresses local = {});
    ~SignalingSocket();                        // closes at once, calls nobody
    SignalingSocket(const SignalingSocket &) = delete;
    SignalingSocket &operator=(const SignalingSocket &) = delete;

    void setPins(ServerPins pins);
    void start();
    void stop();                               // says goodbye; state Stopped
    SocketState state() const;

    // While not open, frames are kept and sent after the next onOpen: at most 256 of them and 1 MiB, then TooLarge.
    // Sent but unacknowledged bytes count likewise, so a server that does not read cannot fill our memory.
    Result<void> send(Bytes frame);

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

// The wait before attempt `n` (1 = the first repetition): 0.5 s doubled up to 30 s, times 0.5 to 1 by `random01`.
Milliseconds backOff(int attempt, double random01);

} // namespace bedside::net
