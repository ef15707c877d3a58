// SPDX-License-Identifier: Apache-2.0
// What somebody keeps of a log that another keeps: the last tree head and the right edge of what has been read; and the
// check of every answer against both. Nothing of an answer that fails is kept. Value; any thread.
#pragma once

#include "core/audit/event.h"
#include "core/audit/tree_head.h"

#include <optional>

namespace bedside::audit {

// Errors of every check: LogHeadInvalid, LogRolledBack (smaller than the last head), LogForked (does not contain the
// log of the last head), LogDropped, LogReordered, LogEdited (entries that are not those of the head), and
// UnknownVersion for entries that hold and that only a newer version can read.
class Reader {
public:
    // `pins`: of the server statement. Without any, the first key seen is the one that counts from then on.
    Reader(const PracticeId &practice, std::vector<crypto::Digest> pins) : m_practice(practice), m_pins(std::move(pins)) {}

    const std::optional<TreeHead> &head() const noexcept { return m_head; }
    std::uint64_t headSize() const noexcept { return m_head ? m_head->size : 0; }
    std::uint64_t next() const noexcept { return m_edge.size(); } // the first entry that has not been read

    // Signed as this log's head must be? Keeps nothing. LogHeadInvalid.
    Result<void> verifyHead(const TreeHead &head) const;
    // `growth`: consistency proof from the last head.
    Result<void> acceptHead(const TreeHead &head, const Proof &growth);
    // Entries next(), next() + 1 ..., `limit` of them or all that there are; `rest`: consistency proof from behind the
    // last of them to the head.
    Result<std::vector<Entry>> acceptNext(const TreeHead &head, const Proof &growth, const std::vector<Bytes> &encoded,
                                          const Proof &rest, std::size_t limit);
    // Single entries by rising index, each with its inclusion proof. That none is missing cannot be seen here.
    Result<std::vector<Entry>> acceptSome(const TreeHead &head, const Proof &growth, const std::vector<Bytes> &encoded,
                                          const std::vector<Proof> &inclusion);

    Bytes encode() const;               // head and edge, for keeping
    Result<void> restore(ByteSpan kept); // what encode() gave: Truncated, TrailingBytes, TooLarge, Malformed

private:
    Result<void> checkGrowth(const TreeHead &head, const Proof &growth) const;

    PracticeId m_practice;
    std::vector<crypto::Digest> m_pins;
    std::optional<TreeHead> m_head;
    Frontier m_edge;
};

} // namespace bedside::audit
