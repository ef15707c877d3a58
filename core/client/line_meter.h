// SPDX-License-Identifier: Apache-2.0
// What a visit's line was like, added up second by second: numbers alone, for a report to support. Main thread.
#pragma once

#include "core/client/facade.h"
#include "core/media/call.h"

namespace bedside::client {

class LineMeter {
public:
    void add(const std::vector<media::PeerMeasures> &peers, LineRung sent, WallTime now);
    void fail(const Error &error) { m_record.endedBy = error; }
    // Nothing where no second was measured.
    std::optional<LineRecord> record() const;

private:
    LineRecord m_record; // means are kept as sums
    int m_rated = 0;     // seconds with a known rate
    int m_timed = 0;     // seconds with a known round trip
};

} // namespace bedside::client
