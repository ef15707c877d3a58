// SPDX-License-Identifier: Apache-2.0
#include "core/media/network_interfaces.h"

#include "core/media/gst_ptr.h"

#include <nice/interfaces.h>

namespace bedside::media {

bool hasNetworkAddress()
{
    GList *addresses = nice_interfaces_get_local_ips(FALSE);
    const bool any = addresses != nullptr;
    g_list_free_full(addresses, g_free);
    return any;
}

} // namespace bedside::media
