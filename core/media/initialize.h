// SPDX-License-Identifier: Apache-2.0
// What has to happen once in a process before anything else of core/media is used.
#pragma once

#include "core/base/error.h"

#include <string>

namespace bedside::media {

// Starts GStreamer, registers our own elements, checks that every element and every inner point of webrtcbin that we
// hang on exists (TransportTap), and lets the DTLS plugin make the RSA key that it wants on its first use. Takes 0.2 to
// 0.5 s, the first time on a machine several seconds (plugin scan): call it on a worker, from any thread, as often as
// wanted; the outcome of the first call is remembered. Unsupported: an element is missing or too old (logged by name).
Result<void> initialize();

// Of the libraries that this process runs with. libnice's is its plugin's, empty before initialize(). Any thread.
struct LibraryVersions {
    std::string gstreamer; // "GStreamer 1.22.0"
    std::string nice;
};
LibraryVersions libraryVersions();

} // namespace bedside::media
