// SPDX-License-Identifier: Apache-2.0
#include "core/media/network_interfaces.h"

#include "core/media/gst_ptr.h"

#include <gio/gio.h>
#include <nice/interfaces.h>

namespace bedside::media {

bool hasNetworkAddress()
{
    GList *addresses = nice_interfaces_get_local_ips(FALSE);
    const bool any = addresses != nullptr;
    g_list_free_full(addresses, g_free);
    return any;
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
