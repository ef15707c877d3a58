// SPDX-License-Identifier: Apache-2.0
// The pictures of a call in a window of their own size, drawn as the product's windows draw them: what drawing costs is
// a part of what a call costs. Main thread; a QGuiApplication runs.
#pragma once

#include "core/media/local/local_media.h"

#include <functional>
#include <memory>

namespace bedside::bot {

class ShownCall {
public:
    // `own` is drawn small in a corner, mirrored.
    ShownCall(media::PictureSize size, media::PictureSource &own);
    ~ShownCall();
    ShownCall(const ShownCall &) = delete;
    ShownCall &operator=(const ShownCall &) = delete;

    // Once. `drawn` is called for each of its pictures that has been drawn.
    void showOther(media::PictureSource &other, std::function<void()> drawn);

private:
    struct Window;
    std::unique_ptr<Window> m_window;
};

} // namespace bedside::bot
