// SPDX-License-Identifier: Apache-2.0
#include "core/media/vp8_payloader.h"

#include "core/media/gst_ptr.h"
#include "core/media/repair_history.h"

#include <gst/rtp/gstrtpbasepayload.h>
#include <gst/rtp/gstrtpbuffer.h>

#include <algorithm>
#include <array>

namespace bedside::media {
namespace {

// RFC 7741 section 4.2: X|R|N|S|PID, then I|L|T|K, then a 15-bit PictureID with M set.
constexpr std::size_t kDescriptor = 4;
constexpr std::size_t kWorthAPair = 1'000; // bytes: shorter packets say too little
constexpr std::uint8_t kExtended = 0x80;
constexpr std::uint8_t kStart = 0x10;
constexpr std::uint8_t kHasPictureId = 0x80;
constexpr std::uint8_t kLongPictureId = 0x80;

struct Vp8Payloader {
    GstRTPBasePayload base;
    std::uint16_t pictureId;
};
struct Vp8PayloaderClass {
    GstRTPBasePayloadClass base;
};

std::array<std::uint8_t, kDescriptor> descriptor(bool first, std::uint16_t pictureId)
{
    return {static_cast<std::uint8_t>(kExtended | (first ? kStart : 0)), kHasPictureId,
            static_cast<std::uint8_t>(kLongPictureId | pictureId >> 8), static_cast<std::uint8_t>(pictureId & 0xff)};
}

// One packet: a fresh header and descriptor, and the piece of the frame by reference.
GstPtr<GstBuffer> packet(Vp8Payloader *self, GstBuffer *frame, std::size_t offset, std::size_t size)
{
    auto out = GstPtr<GstBuffer>::adopt(gst_rtp_base_payload_allocate_output_buffer(&self->base, kDescriptor, 0, 0));
    const bool last = offset + size == gst_buffer_get_size(frame);
    GstRTPBuffer rtp = GST_RTP_BUFFER_INIT;
    if (!gst_rtp_buffer_map(out.get(), GST_MAP_WRITE, &rtp))
        return nullptr;
    const auto bytes = descriptor(offset == 0, self->pictureId);
    std::copy(bytes.begin(), bytes.end(), static_cast<std::uint8_t *>(gst_rtp_buffer_get_payload(&rtp)));
    gst_rtp_buffer_set_marker(&rtp, last);
    gst_rtp_buffer_unmap(&rtp);
    gst_buffer_copy_into(out.get(), frame, GST_BUFFER_COPY_MEMORY, offset, size);
    GST_BUFFER_PTS(out.get()) = GST_BUFFER_PTS(frame);
    GST_BUFFER_DTS(out.get()) = GST_BUFFER_DTS(frame);
    setEpoch(out.get(), epochOf(frame));
    if (GST_BUFFER_FLAG_IS_SET(frame, GST_BUFFER_FLAG_DELTA_UNIT))
        GST_BUFFER_FLAG_SET(out.get(), GST_BUFFER_FLAG_DELTA_UNIT);
    if (last)
        GST_BUFFER_FLAG_SET(out.get(), GST_BUFFER_FLAG_MARKER);
    return out;
}

GstFlowReturn handleBuffer(GstRTPBasePayload *base, GstBuffer *buffer)
{
    auto *self = reinterpret_cast<Vp8Payloader *>(base);
    const auto frame = GstPtr<GstBuffer>::adopt(buffer);
    const std::size_t size = gst_buffer_get_size(buffer);
    const std::size_t room = gst_rtp_buffer_calc_payload_len(GST_RTP_BASE_PAYLOAD_MTU(base), 0, 0) - kDescriptor;
    if (size == 0)
        return GST_FLOW_OK;
    // One frame in four in two packets at least: how far apart they arrive tells whether the path could carry more.
    const bool pair = self->pictureId % 4 == 0 && size > kWorthAPair;
    const std::size_t packets = std::max<std::size_t>((size + room - 1) / room, pair ? 2 : 1);
    auto list = GstPtr<GstBufferList>::adopt(gst_buffer_list_new_sized(static_cast<guint>(packets)));
    for (std::size_t i = 0, offset = 0; i < packets; ++i) { // evenly: a short last packet is lost as easily as a long one
        const std::size_t piece = (size - offset) / (packets - i);
        auto out = packet(self, buffer, offset, piece);
        if (!out)
            return GST_FLOW_ERROR;
        gst_buffer_list_add(list.get(), out.release());
        offset += piece;
    }
    self->pictureId = static_cast<std::uint16_t>((self->pictureId + 1) & 0x7fff);
    return gst_rtp_base_payload_push_list(base, list.release());
}

gboolean setCaps(GstRTPBasePayload *base, GstCaps *)
{
    gst_rtp_base_payload_set_options(base, "video", TRUE, "VP8", 90000);
    return gst_rtp_base_payload_set_outcaps(base, nullptr);
}

void instanceInit(GTypeInstance *instance, gpointer)
{
    reinterpret_cast<Vp8Payloader *>(instance)->pictureId = static_cast<std::uint16_t>(g_random_int() & 0x7fff);
}

void classInit(gpointer type, gpointer)
{
    static GstStaticPadTemplate sink = GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS,
                                                               GST_STATIC_CAPS("video/x-vp8"));
    static GstStaticPadTemplate source = GST_STATIC_PAD_TEMPLATE(
        "src", GST_PAD_SRC, GST_PAD_ALWAYS,
        GST_STATIC_CAPS("application/x-rtp, media=(string)video, clock-rate=(int)90000, encoding-name=(string)VP8"));
    auto *element = static_cast<GstElementClass *>(type);
    gst_element_class_add_static_pad_template(element, &sink);
    gst_element_class_add_static_pad_template(element, &source);
    gst_element_class_set_static_metadata(element, "Payloader for sealed VP8", "Codec/Payloader/Network/RTP",
                                          "Splits encrypted VP8 frames into RTP packets", "Bedside");
    auto *payloader = static_cast<GstRTPBasePayloadClass *>(type);
    payloader->set_caps = setCaps;
    payloader->handle_buffer = handleBuffer;
}

GType payloaderType()
{
    static const GType type = g_type_register_static_simple(
        GST_TYPE_RTP_BASE_PAYLOAD, "BedsideVp8Payloader", sizeof(Vp8PayloaderClass), classInit, sizeof(Vp8Payloader),
        instanceInit, static_cast<GTypeFlags>(0));
    return type;
}

} // namespace

Result<void> registerVp8Payloader()
{
    if (!gst_element_register(nullptr, kVp8Payloader, GST_RANK_NONE, payloaderType()))
        return Error(ErrorCode::Internal, "registering the VP8 payloader");
    return {};
}

} // namespace bedside::media
