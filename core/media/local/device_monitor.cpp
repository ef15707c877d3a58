// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/device_monitor.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace bedside::media {

// Shared with the providers' threads.
struct DeviceMonitor::Bus {
    Worker &worker;
    DeviceMonitor *monitor;             // worker only; null once it is gone
    std::atomic<bool> pending{false};   // many changes, one look
};

namespace {

struct Known {
    const char *deviceClass;
    DeviceKind kind;
};
constexpr std::array<Known, 3> kClasses{{{"Video/Source", DeviceKind::Camera},
                                         {"Audio/Source", DeviceKind::Microphone},
                                         {"Audio/Sink", DeviceKind::Speaker}}};

// What names a device across restarts, best first: by system and provider.
constexpr std::array<const char *, 7> kIdFields{"node.name",        "device.strid",       "device.id", "avf.unique_id",
                                                "device.bus_path", "v4l2.device.bus_info", "device.path"};

std::string field(const GstStructure *properties, const char *name)
{
    const char *value = properties ? gst_structure_get_string(properties, name) : nullptr;
    return value ? value : "";
}

// PulseAudio's devices keep their name in a property of the object, not among the published fields.
std::string internalName(GstDevice *device)
{
    if (!g_object_class_find_property(G_OBJECT_GET_CLASS(device), "internal-name"))
        return {};
    gchar *name = nullptr;
    g_object_get(device, "internal-name", &name, nullptr);
    return takeText(name);
}

std::string idOf(GstDevice *device, const GstStructure *properties, const std::string &name)
{
    if (const std::string internal = internalName(device); !internal.empty())
        return internal;
    for (const char *candidate : kIdFields) {
        if (const std::string value = field(properties, candidate); !value.empty())
            return value;
    }
    return name;
}

std::optional<DeviceKind> kindOf(GstDevice *device)
{
    for (const Known &known : kClasses) {
        if (gst_device_has_classes(device, known.deviceClass))
            return known.kind;
    }
    return std::nullopt;
}

// A loudspeaker's own sound is no microphone, and PulseAudio's "dummy output" is no speaker.
bool isReal(const GstStructure *properties, const std::string &id)
{
    return field(properties, "device.class") != "monitor" && id != "auto_null";
}

} // namespace

DeviceMonitor::DeviceMonitor(Worker &worker, std::function<void()> onChanged)
    : m_worker(worker), m_onChanged(std::move(onChanged)), m_bus(new Bus{worker, this})
{
}

DeviceMonitor::~DeviceMonitor()
{
    m_bus->monitor = nullptr;
    stop();
}

GstBusSyncReply DeviceMonitor::onMessage(GstBus *, GstMessage *message, gpointer shared)
{
    const auto dropped = GstPtr<GstMessage>::adopt(message); // whoever answers "drop" owns it
    const GstMessageType type = GST_MESSAGE_TYPE(message);
    const bool change = type == GST_MESSAGE_DEVICE_ADDED || type == GST_MESSAGE_DEVICE_REMOVED
                        || type == GST_MESSAGE_DEVICE_CHANGED;
    const std::shared_ptr<Bus> bus = *static_cast<std::shared_ptr<Bus> *>(shared);
    if (change && !bus->pending.exchange(true)) {
        bus->worker.post([bus] {
            bus->pending = false;
            if (bus->monitor)
                bus->monitor->refresh();
        });
    }
    return GST_BUS_DROP;
}

void DeviceMonitor::start()
{
    m_monitor = GstPtr<GstDeviceMonitor>::adopt(gst_device_monitor_new());
    for (const Known &known : kClasses)
        gst_device_monitor_add_filter(m_monitor.get(), known.deviceClass, nullptr);
    const auto bus = GstPtr<GstBus>::adopt(gst_device_monitor_get_bus(m_monitor.get()));
    gst_bus_set_sync_handler(bus.get(), &DeviceMonitor::onMessage, new std::shared_ptr<Bus>(m_bus),
                             [](gpointer shared) { delete static_cast<std::shared_ptr<Bus> *>(shared); });
    gst_device_monitor_start(m_monitor.get()); // fails where no provider works: then the list stays empty
    refresh();
}

void DeviceMonitor::stop()
{
    if (!m_monitor)
        return;
    gst_device_monitor_stop(m_monitor.get());
    const auto bus = GstPtr<GstBus>::adopt(gst_device_monitor_get_bus(m_monitor.get()));
    gst_bus_set_sync_handler(bus.get(), nullptr, nullptr, nullptr);
    m_monitor = nullptr;
}

void DeviceMonitor::restart()
{
    stop();
    start();
}

void DeviceMonitor::refresh()
{
    DeviceList list;
    std::map<std::pair<DeviceKind, std::string>, GstPtr<GstDevice>> handles;
    GList *found = m_monitor ? gst_device_monitor_get_devices(m_monitor.get()) : nullptr;
    for (GList *at = found; at; at = at->next) {
        auto device = GstPtr<GstDevice>::adopt(static_cast<GstDevice *>(at->data));
        const StructurePtr properties(gst_device_get_properties(device.get()));
        const std::string name = takeText(gst_device_get_display_name(device.get()));
        const auto kind = kindOf(device.get());
        std::string id = idOf(device.get(), properties.get(), name);
        if (!kind || !isReal(properties.get(), id))
            continue;
        while (handles.contains({*kind, id})) // two of a model without any name of their own
            id += '+';
        gboolean isDefault = FALSE;
        if (properties)
            gst_structure_get_boolean(properties.get(), "is-default", &isDefault);
        list.push_back({*kind, id, name, isDefault != FALSE, false});
        handles.emplace(std::pair(*kind, id), std::move(device));
    }
    g_list_free(found);

    std::sort(list.begin(), list.end(), [](const DeviceInfo &a, const DeviceInfo &b) {
        return std::tie(a.kind, a.name, a.id) < std::tie(b.kind, b.name, b.id);
    });
    m_handles = std::move(handles);
    const bool changed = list != m_list || !m_listed;
    m_list = std::move(list);
    m_listed = true; // an empty first list is news, too: there is no camera
    if (changed)
        m_onChanged();
}

GstPtr<GstDevice> DeviceMonitor::find(DeviceKind kind, const std::string &id) const
{
    const auto found = m_handles.find({kind, id});
    return found == m_handles.end() ? nullptr : found->second;
}

} // namespace bedside::media
