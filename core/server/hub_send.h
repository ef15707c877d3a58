// SPDX-License-Identifier: Apache-2.0
// Hub::send, for the sources of the hub only.
#pragma once

#include "core/base/log.h"
#include "core/server/hub.h"

namespace bedside::server {

template <class Message>
void Hub::send(ConnectionId to, const Message &message)
{
    auto frame = wire::makeFrame(message);
    if (!frame.ok())
        return logEvent(LogLevel::Error, "frame.too-large", {{"type", static_cast<int>(Message::kType)}});
    sendFrame(to, std::move(*frame));
}

} // namespace bedside::server
