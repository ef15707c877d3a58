// SPDX-License-Identifier: Apache-2.0
// Where encoded frames go, changeable while they flow. Streaming threads go through side by side; only set() waits.
#pragma once

#include "core/media/encoded_sink.h"

#include <mutex>
#include <shared_mutex>

namespace bedside::media {

class SinkGate {
public:
    // When it returns, no call into the previous sink is running and none will come.
    void set(EncodedSink *sink)
    {
        const std::unique_lock lock(m_mutex);
        m_sink = sink;
    }
    void pass(Context context, ByteSpan frame, bool keyFrame, std::uint64_t capturedNs)
    {
        const std::shared_lock lock(m_mutex);
        if (m_sink)
            m_sink->onEncoded(context, frame, keyFrame, capturedNs);
    }

private:
    std::shared_mutex m_mutex;
    EncodedSink *m_sink = nullptr;
};

} // namespace bedside::media
