// SPDX-License-Identifier: Apache-2.0
// Cameras that are plugged in and out, busy or failing, offered to GStreamer's device monitor by a provider of our own:
// the product finds and opens them as it does real ones.
#pragma once

#include "core/media/gst_ptr.h"

#include <string>

namespace bedside::media::test {

class FakeCameras {
public:
    FakeCameras();                      // registers the provider; once in a process, after gst_init
    ~FakeCameras();
    void plug(const std::string &name, const char *caps = "video/x-raw,format=I420,width=1280,height=720,framerate=30/1");
    void unplug(const std::string &name);

    static void setBusy(const std::string &name, bool busy); // opening fails as v4l2src does when another program has it
    static bool isOpen(const std::string &name);             // an element of it exists: stopped, but leaked, counts
    static void breakOff(const std::string &name);           // the running element fails as when the cable is pulled

private:
    GstPtr<GstDeviceProvider> m_provider;
};

} // namespace bedside::media::test
