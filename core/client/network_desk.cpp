// SPDX-License-Identifier: Apache-2.0
#include "core/client/network_desk.h"

namespace bedside::client {

void NetworkDesk::check(const std::string &server, const identity::PracticeTrust &trust)
{
    const auto address = net::ServerAddress::parse(server);
    if (m_common.view.network.running || !address.ok())
        return;
    m_check = std::make_unique<NetworkCheck>(*address, server, trust, m_common.executor, m_common.clock,
                                             [this](const NetworkVerdict &verdict) { show(verdict); });
    m_check->start();
}

void NetworkDesk::show(NetworkVerdict verdict)
{
    if (!verdict.running) {
        m_known = verdict;
        m_check.reset();
    }
    m_common.view.network = std::move(verdict);
    m_common.changed(Part::Network);
}

void NetworkDesk::stop()
{
    m_check.reset();
    if (!m_common.view.network.running)
        return;
    m_common.view.network = m_known.value_or(NetworkVerdict());
    m_common.changed(Part::Network);
}

void NetworkDesk::forget()
{
    m_check.reset();
    m_known.reset();
    m_common.view.network = {};
    m_common.changed(Part::Network);
}

} // namespace bedside::client
