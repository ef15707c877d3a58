// SPDX-License-Identifier: Apache-2.0
// Finds cameras, microphones and speakers and says when they come and go. Worker only.
#pragma once

#include "core/media/gst_ptr.h"
#include "core/media/local/devices.h"
#include "core/media/local/worker.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace bedside::media {

class DeviceMonitor {
public:
    DeviceMonitor(Worker &worker, std::function<void()> onChanged); // onChanged on the worker: list() has news
    ~DeviceMonitor();
    DeviceMonitor(const DeviceMonitor &) = delete;
    DeviceMonitor &operator=(const DeviceMonitor &) = delete;

    void start();       // may take a second: every provider of the system looks for its devices
    void restart();     // also finds a sound server that was not running before
    const DeviceList &list() const { return m_list; }
    GstPtr<GstDevice> find(DeviceKind kind, const std::string &id) const; // null when it is gone

private:
    struct Bus;
    static GstBusSyncReply onMessage(GstBus *bus, GstMessage *message, gpointer shared);
    void stop();
    void refresh();

    Worker &m_worker;
    std::function<void()> m_onChanged;
    std::shared_ptr<Bus> m_bus;
    GstPtr<GstDeviceMonitor> m_monitor;
    DeviceList m_list;
    bool m_listed = false;
    std::map<std::pair<DeviceKind, std::string>, GstPtr<GstDevice>> m_handles;
};

} // namespace bedside::media
