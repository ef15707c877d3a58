// SPDX-License-Identifier: Apache-2.0
// The log of one practice in a store::Database: append-only, each append O(log n) and inside the caller's own
// transaction, so that an event is durable with what it describes. Owned by the database's thread.
#pragma once

#include "core/audit/event.h"
#include "core/audit/tree_head.h"

#include <memory>

namespace bedside::store {
class Database;
}

namespace bedside::audit {

// A step for the owner's store::migrate list: makes the log's tables.
Result<void> createTables(store::Database &database);
// A later step: makes the table of the tree head.
Result<void> createHeadTable(store::Database &database);

class Log {
public:
    // The tables must exist already. The database outlives the log.
    explicit Log(store::Database &database) : m_database(&database) {}

    // Call inside the transaction of what is being logged. Returns the entry's index.
    // TooLarge for an overlong field, Malformed for one that is not printable ASCII.
    Result<std::uint64_t> append(const Event &event);

    Result<std::uint64_t> size() const;
    Result<TreeHash> root() const;
    Result<TreeHash> rootAt(std::uint64_t size) const;        // of an earlier size
    Result<std::vector<Entry>> read(std::uint64_t from, std::size_t limit) const; // rising index; fewer at the end
    Result<std::vector<Entry>> readVisit(const VisitId &visit, std::size_t limit) const; // oldest first
    Result<Bytes> encoded(std::uint64_t index) const;         // the hashed bytes, for outside verification

    Result<Proof> inclusionProof(std::uint64_t index, std::uint64_t size) const;
    Result<Proof> consistencyProof(std::uint64_t oldSize, std::uint64_t newSize) const;

    // Signs what the log is now; call once at the end of a transaction that has appended `appended` entries. LogForked or
    // LogHeadInvalid where the log has not grown from its last head by these entries: what was changed outside of
    // append() is never signed.
    Result<void> signHead(const crypto::SigningKey &logKey, std::uint64_t appended);
    Result<std::optional<TreeHead>> head() const;             // the last one; none: never signed

    // Forgets the address and device of one entry; every proof still holds. The caller logs AuditErased.
    Result<void> erase(std::uint64_t index);

    // Recomputes everything from the entries and compares with the tree head. The first wrong index is the error's
    // detail: LogDropped, LogReordered, LogEdited; LogForked or LogRolledBack where tree and head differ, LogHeadInvalid
    // for a head that is missing or not signed (by a key of `pins`, where there are any).
    Result<void> verify(std::span<const crypto::Digest> pins = {}) const;
    // Is the log the one, or has it grown from the one, that had this root at this size? LogRolledBack, LogForked.
    Result<void> verifyContains(std::uint64_t size, const TreeHash &root) const;

private:
    store::Database *m_database;
};

} // namespace bedside::audit
