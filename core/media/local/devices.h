// SPDX-License-Identifier: Apache-2.0
// Cameras, microphones and speakers as values. How they are found, opened and replaced is in device_monitor.h.
#pragma once

#include <string>
#include <vector>

namespace bedside::media {

enum class DeviceKind { Camera, Microphone, Speaker };

struct DeviceInfo {
    DeviceKind kind = DeviceKind::Camera;
    std::string id;           // the same after unplugging, replugging and restarting; names no person
    std::string name;         // as the system shows it; for the screen only, never for a log
    bool isDefault = false;   // the system's own choice of this kind
    bool inUse = false;       // open in this process now
    friend bool operator==(const DeviceInfo &, const DeviceInfo &) = default;
};

using DeviceList = std::vector<DeviceInfo>;

} // namespace bedside::media
