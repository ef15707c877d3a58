// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/find_devices.h"

#include "core/media/local/device_monitor.h"

namespace bedside::media {

DeviceList findDevices()
{
    DeviceList found;
    Worker worker;
    worker.postAndWait([&] {
        DeviceMonitor monitor(worker, [] {});
        monitor.start();
        found = monitor.list();
    });
    return found;
}

} // namespace bedside::media
