// SPDX-License-Identifier: Apache-2.0
// The proxy that the environment names for a server, by the rules that curl has for HTTPS, so that the WebSocket goes the way
// of the requests: https_proxy, HTTPS_PROXY, all_proxy, ALL_PROXY; hosts in no_proxy or NO_PROXY go without. Any thread.
#pragma once

#include <QNetworkProxy>
#include <optional>
#include <string>

namespace bedside::net {

// Nothing where the environment names none, or one that Qt can't use: then the system's settings decide.
std::optional<QNetworkProxy> environmentProxy(const std::string &host);

} // namespace bedside::net
