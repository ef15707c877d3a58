// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/local/devices.h"

namespace bedside::media {

// What is there at this moment, none in use. May take a second. Any thread; initialize() has succeeded.
DeviceList findDevices();

} // namespace bedside::media
