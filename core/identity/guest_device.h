// SPDX-License-Identifier: Apache-2.0
// GuestDevice: a guest's keys for one visit and the hello counter beside them. On disk only sealed under the link's
// secret, so that opening the link again after a crash is recognised as the same device. Move-only; any thread.
#pragma once

#include "core/identity/invite_link.h"

namespace bedside::identity {

struct GuestDevice {
    DeviceKeys keys;
    DeviceCertificate certificate;
    std::uint64_t helloCounter = 0; // the last one used; written before a hello goes out

    static GuestDevice create(const PracticeId &practice, WallTime now);
    Bytes seal(const InviteKeys &invite, const InviteId &id) const;
    // BadMac: another link's, or altered.
    static Result<GuestDevice> open(ByteSpan sealed, const InviteKeys &invite, const InviteId &id);
    // A certificate of a day's lifetime is renewed for the same keys when it runs out.
    void renewCertificate(WallTime now);
};

} // namespace bedside::identity
