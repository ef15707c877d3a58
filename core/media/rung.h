// SPDX-License-Identifier: Apache-2.0
// The steps below a full picture that a visit goes down on a weak line, and up again.
#pragma once

namespace bedside::media {

enum class Rung { Video, LowVideo, Sound, Text };
enum class RungReason { None, Slow, Loss, Chosen }; // Chosen: by the person

struct RungChoice { // what of our own is sent at present, and why not more
    Rung rung = Rung::Video;
    RungReason reason = RungReason::None;
    friend bool operator==(const RungChoice &, const RungChoice &) = default;
};

} // namespace bedside::media
