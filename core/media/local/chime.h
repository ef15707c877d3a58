// SPDX-License-Identifier: Apache-2.0
// One short sound of the program's own, played through the system's default output beside any visit. Main thread; the
// device is opened on a worker of its own, so that ringing never waits. Without an output it is silent.
#pragma once

#include "core/base/bytes.h"

#include <memory>

namespace bedside::media {

class Pipeline;
class Worker;

class Chime {
public:
    // `wav`: 16-bit PCM, one channel, 24 kHz, with the usual 44 bytes of header.
    explicit Chime(Bytes wav);
    ~Chime();
    void ring(); // returns at once; a second ring starts the sound again

private:
    void play();

    Bytes m_wav;
    std::unique_ptr<Pipeline> m_pipeline; // on the worker
    std::unique_ptr<Worker> m_worker;
};

} // namespace bedside::media
