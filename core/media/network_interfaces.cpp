// SPDX-License-Identifier: Apache-2.0
#include "core/media/network_interfaces.h"

#include "core/media/gst_ptr.h"

#include <gio/gio.h>
#include <nice/interfaces.h>

#include <algorithm>

namespace bedside::media {
namespace {

constexpr Milliseconds kSleep{5'000}; // between two looks

} // namespace

std::vector<std::string> localAddresses()
{
    std::vector<std::string> out;
    GList *addresses = nice_interfaces_get_local_ips(FALSE);
    for (const GList *item = addresses; item; item = item->next)
        out.emplace_back(static_cast<const char *>(item->data));
    g_list_free_full(addresses, g_free);
    std::sort(out.begin(), out.end());
    return out;
}

bool hasNetworkAddress() { return !localAddresses().empty(); }

bool NetworkWatch::changed(const std::vector<std::string> &addresses, WallTime wall, SteadyTime steady)
{
    // The steady clock stands still during sleep on some systems, and goes on during it on others.
    const auto gap = std::max<Milliseconds>(wall - std::exchange(m_wall, wall), steady - std::exchange(m_steady, steady));
    const bool first = !std::exchange(m_looked, true);
    m_slept = !first && (m_slept || gap > kSleep);
    if (addresses.empty())
        return false;
    const bool other = addresses != std::exchange(m_addresses, addresses);
    return std::exchange(m_slept, false) || (other && !first);
}

std::vector<std::string> addressesOf(const std::string &host)
{
    const auto resolver = GstPtr<GObject>::adopt(G_OBJECT(g_resolver_get_default()));
    GList *found = g_resolver_lookup_by_name(G_RESOLVER(resolver.get()), host.c_str(), nullptr, nullptr);
    std::vector<std::string> out;
    for (const GSocketFamily family : {G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6}) {
        for (const GList *one = found; one; one = one->next) {
            auto *address = static_cast<GInetAddress *>(one->data);
            if (g_inet_address_get_family(address) != family)
                continue;
            gchar *text = g_inet_address_to_string(address);
            out.emplace_back(text);
            g_free(text);
            break;
        }
    }
    g_resolver_free_addresses(found);
    return out;
}

} // namespace bedside::media
