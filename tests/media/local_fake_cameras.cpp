// SPDX-License-Identifier: Apache-2.0
#include "tests/media/local_fake_cameras.h"

#include <gst/base/gstpushsrc.h>

#include <map>
#include <mutex>
#include <set>

namespace bedside::media::test {

namespace {

struct Registry {
    std::mutex mutex;
    std::set<std::string> busy;
    std::map<std::string, GWeakRef> elements;
    std::map<std::string, GstPtr<GstDevice>> devices;
};
Registry &registry()
{
    static Registry instance;
    return instance;
}

// ---- A source that refuses to start.
struct BusySource {
    GstPushSrc parent;
};
struct BusySourceClass {
    GstPushSrcClass parent;
};
G_DEFINE_TYPE(BusySource, busy_source, GST_TYPE_PUSH_SRC)

gboolean refuse(GstBaseSrc *source)
{
    GST_ELEMENT_ERROR(source, RESOURCE, BUSY, ("Device '/dev/video0' is busy"), ("fake"));
    return FALSE;
}
void busy_source_class_init(BusySourceClass *type)
{
    static GstStaticPadTemplate pad = GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
    gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(type), &pad);
    GST_BASE_SRC_CLASS(type)->start = refuse;
}
void busy_source_init(BusySource *source) { gst_base_src_set_live(GST_BASE_SRC(source), TRUE); }

// ---- A device.
struct FakeCamera {
    GstDevice parent;
};
struct FakeCameraClass {
    GstDeviceClass parent;
};
G_DEFINE_TYPE(FakeCamera, fake_camera, GST_TYPE_DEVICE)

GstElement *createElement(GstDevice *device, const gchar *name)
{
    const std::string id = takeText(gst_device_get_display_name(device));
    const std::lock_guard lock(registry().mutex);
    GstElement *element = nullptr;
    if (registry().busy.contains(id)) {
        element = GST_ELEMENT(g_object_new(busy_source_get_type(), nullptr));
    } else {
        element = gst_element_factory_make("videotestsrc", name);
        gst_util_set_object_arg(G_OBJECT(element), "is-live", "true");
        gst_util_set_object_arg(G_OBJECT(element), "pattern", "circular");
    }
    if (!registry().elements.contains(id))
        g_weak_ref_init(&registry().elements[id], nullptr);
    g_weak_ref_set(&registry().elements[id], element);
    return element;
}
void fake_camera_class_init(FakeCameraClass *type) { GST_DEVICE_CLASS(type)->create_element = createElement; }
void fake_camera_init(FakeCamera *) {}

// ---- Their provider.
struct FakeProvider {
    GstDeviceProvider parent;
};
struct FakeProviderClass {
    GstDeviceProviderClass parent;
};
G_DEFINE_TYPE(FakeProvider, fake_provider, GST_TYPE_DEVICE_PROVIDER)

gboolean startProvider(GstDeviceProvider *provider)
{
    const std::lock_guard lock(registry().mutex);
    for (const auto &[id, device] : registry().devices)
        gst_device_provider_device_add(provider, device.get());
    return TRUE;
}
void stopProvider(GstDeviceProvider *) {}
void fake_provider_class_init(FakeProviderClass *type)
{
    GST_DEVICE_PROVIDER_CLASS(type)->start = startProvider;
    GST_DEVICE_PROVIDER_CLASS(type)->stop = stopProvider;
    gst_device_provider_class_set_static_metadata(GST_DEVICE_PROVIDER_CLASS(type), "Fake cameras", "Source/Video",
                                                  "Cameras for tests", "Bedside");
}
void fake_provider_init(FakeProvider *) {}

GstPtr<GstElement> elementOf(const std::string &name)
{
    const std::lock_guard lock(registry().mutex);
    const auto found = registry().elements.find(name);
    return found == registry().elements.end()
               ? nullptr
               : GstPtr<GstElement>::adopt(static_cast<GstElement *>(g_weak_ref_get(&found->second)));
}

} // namespace

FakeCameras::FakeCameras()
{
    gst_device_provider_register(nullptr, "bedsidefakecameras", GST_RANK_PRIMARY, fake_provider_get_type());
    m_provider = GstPtr<GstDeviceProvider>::adopt(gst_device_provider_factory_get_by_name("bedsidefakecameras"));
}

FakeCameras::~FakeCameras()
{
    const std::lock_guard lock(registry().mutex);
    registry().devices.clear();
}

void FakeCameras::plug(const std::string &name, const char *caps)
{
    const auto offered = GstPtr<GstCaps>::adopt(gst_caps_from_string(caps));
    const StructurePtr properties(gst_structure_new("camera", "device.path", G_TYPE_STRING, ("fake:" + name).c_str(), nullptr));
    auto device = GstPtr<GstDevice>::adopt(GST_DEVICE(g_object_new(fake_camera_get_type(), "display-name", name.c_str(), "caps", offered.get(),
                                          "device-class", "Video/Source", "properties", properties.get(), nullptr)));
    {
        const std::lock_guard lock(registry().mutex);
        registry().devices[name] = device;
    }
    gst_device_provider_device_add(m_provider.get(), device.get());
}

void FakeCameras::unplug(const std::string &name)
{
    GstPtr<GstDevice> device;
    {
        const std::lock_guard lock(registry().mutex);
        device = registry().devices[name];
        registry().devices.erase(name);
    }
    gst_device_provider_device_remove(m_provider.get(), device.get());
}

void FakeCameras::setBusy(const std::string &name, bool busy)
{
    const std::lock_guard lock(registry().mutex);
    if (busy)
        registry().busy.insert(name);
    else
        registry().busy.erase(name);
}

bool FakeCameras::isOpen(const std::string &name)
{
    return static_cast<bool>(elementOf(name));
}

void FakeCameras::breakOff(const std::string &name)
{
    const auto element = elementOf(name);
    GST_ELEMENT_ERROR(element.get(), RESOURCE, READ, ("Could not read from resource."),
                      ("poll error 1: No such device (19)"));
}

} // namespace bedside::media::test
