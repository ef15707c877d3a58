// SPDX-License-Identifier: Apache-2.0
// The facade's NetworkVerdict: starts the check of this network and ends it. Owned by Client; main thread.
#pragma once

#include "core/client/common.h"
#include "core/client/network_check.h"

namespace bedside::client {

class NetworkDesk {
public:
    explicit NetworkDesk(Common &common) : m_common(common) {}

    // `server` as in links; nothing while a check is running.
    void check(const std::string &server, const identity::PracticeTrust &trust);
    void stop();   // one that is running; what was known before stays
    void forget(); // that, too
    bool isKnown() const { return m_known.has_value(); }

private:
    void show(NetworkVerdict verdict);

    Common &m_common;
    std::unique_ptr<NetworkCheck> m_check;
    std::optional<NetworkVerdict> m_known; // of the last check that came to its end
};

} // namespace bedside::client
