// SPDX-License-Identifier: Apache-2.0
#include "core/audit/log.h"

#include "core/store/database.h"

#include <algorithm>
#include <bit>

namespace bedside::audit {
namespace {

// A subtree of 2^level leaves, the `position`th of its level from the left; every complete one is stored.
struct Node {
    int level;
    std::uint64_t position;
};

std::int64_t sql(std::uint64_t value) { return static_cast<std::int64_t>(value); }

Error tampered(std::uint64_t index) { return Error(ErrorCode::LogEdited, "audit entry", sql(index)); }

bool isPrintable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

Result<TreeHash> hashColumn(const store::Statement &row, int column)
{
    TRY(auto bytes, row.blobView(column));
    if (bytes.size() != 32)
        return Error(ErrorCode::StoreDamaged, "audit hash size");
    TreeHash hash;
    std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

Result<TreeHash> storedNode(store::Database &database, Node node)
{
    TRY(auto statement, database.prepare("SELECT hash FROM audit_node WHERE level = ? AND position = ?"));
    TRY_OK(statement.bindAll(node.level, sql(node.position)));
    TRY(bool found, statement.step());
    if (!found)
        return Error(ErrorCode::StoreDamaged, "audit node missing", sql(node.position));
    return hashColumn(statement, 0);
}

Result<void> storeNode(store::Database &database, Node node, const TreeHash &hash)
{
    return database.run("INSERT INTO audit_node (level, position, hash) VALUES (?, ?, ?)", node.level, sql(node.position), hash);
}

// MTH(D[from:to]) of RFC 6962 section 2.1. `from` is a multiple of the largest power of two below to - from.
Result<TreeHash> rangeHash(store::Database &database, std::uint64_t from, std::uint64_t to)
{
    const std::uint64_t count = to - from;
    if (count == 0)
        return emptyRoot();
    if (std::has_single_bit(count)) {
        const int level = std::countr_zero(count);
        return storedNode(database, {level, from >> level});
    }
    const std::uint64_t split = std::bit_floor(count);
    TRY(auto left, rangeHash(database, from, from + split));
    TRY(auto right, rangeHash(database, from + split, to));
    return nodeHash(left, right);
}

// The largest power of two smaller than `count`.
std::uint64_t splitPoint(std::uint64_t count) { return std::bit_floor(count - 1); }

// PATH(m, D[from:to]) of RFC 6962 section 2.1.1.
Result<void> inclusionPath(store::Database &database, std::uint64_t index, std::uint64_t from, std::uint64_t to, Proof &proof)
{
    if (to - from <= 1)
        return {};
    const std::uint64_t middle = from + splitPoint(to - from);
    const bool left = index < middle;
    TRY_OK(inclusionPath(database, index, left ? from : middle, left ? middle : to, proof));
    TRY(auto sibling, left ? rangeHash(database, middle, to) : rangeHash(database, from, middle));
    proof.push_back(sibling);
    return {};
}

// SUBPROOF(m, D[from:to], whole) of RFC 6962 section 2.1.2; m counts from `from`.
Result<void> consistencyPath(store::Database &database, std::uint64_t m, std::uint64_t from, std::uint64_t to, bool whole,
                             Proof &proof)
{
    const std::uint64_t count = to - from;
    if (m == count) {
        if (!whole) {
            TRY(auto hash, rangeHash(database, from, to));
            proof.push_back(hash);
        }
        return {};
    }
    const std::uint64_t k = splitPoint(count);
    if (m <= k) {
        TRY_OK(consistencyPath(database, m, from, from + k, whole, proof));
        TRY(auto right, rangeHash(database, from + k, to));
        proof.push_back(right);
    } else {
        TRY_OK(consistencyPath(database, m - k, from + k, to, false, proof));
        TRY(auto left, rangeHash(database, from, from + k));
        proof.push_back(left);
    }
    return {};
}

// A row of audit_entry as `SELECT id, encoded, visit, address, address_salt, device, device_salt`.
#define BEDSIDE_AUDIT_COLUMNS "id, encoded, visit, address, address_salt, device, device_salt"

Result<void> readErasable(const store::Statement &row, int column, std::string_view label, std::uint64_t index,
                          std::optional<Erasable> &erasable)
{
    if (row.isNull(column))
        return row.isNull(column + 1) ? Result<void>{} : Result<void>{tampered(index)};
    if (!erasable)
        return tampered(index);
    TRY(erasable->value, row.text(column));
    TRY(erasable->salt, hashColumn(row, column + 1));
    return erasable->holds(label) ? Result<void>{} : Result<void>{tampered(index)};
}

// At `index` stands an entry of another place: is the right one elsewhere, or nowhere? Always an error.
Result<void> misplaced(store::Database &database, std::uint64_t index)
{
    TRY(auto row, database.prepare("SELECT encoded FROM audit_entry"));
    for (;;) {
        TRY(bool more, row.step());
        if (!more)
            return Error(ErrorCode::LogDropped, "audit entry", sql(index));
        TRY(auto encoded, row.blobView(0));
        if (const auto place = indexOf(encoded); place.ok() && *place == index)
            return Error(ErrorCode::LogReordered, "audit entry", sql(index));
    }
}

// The place that the row's entry claims is `index`?
Result<void> checkPlace(store::Database &database, const store::Statement &row, std::uint64_t index)
{
    TRY(auto encoded, row.blobView(1));
    const auto place = indexOf(encoded);
    if (!place.ok())
        return tampered(index);
    return *place == index ? Result<void>{} : misplaced(database, index);
}

// The entry of a row, everything in the row compared with the encoding; `leaf` gets its hash.
Result<Entry> readRow(store::Database &database, const store::Statement &row, TreeHash &leaf)
{
    TRY(auto id, row.integer(0));
    const auto index = static_cast<std::uint64_t>(id);
    TRY_OK(checkPlace(database, row, index));
    TRY(auto encoded, row.blobView(1));
    leaf = leafHash(encoded);
    auto decoded = decode(encoded);
    if (!decoded)
        return tampered(index);
    Entry entry = std::move(decoded).value();

    if (row.isNull(2) != !entry.visit)
        return tampered(index);
    if (entry.visit) {
        TRY(auto visit, row.id<VisitId>(2));
        if (visit != *entry.visit)
            return tampered(index);
    }
    TRY_OK(readErasable(row, 3, kAddressLabel, index, entry.address));
    TRY_OK(readErasable(row, 5, kDeviceLabel, index, entry.device));
    return entry;
}

Result<void> checkFields(const Event &event)
{
    if (eventName(event.type).empty())
        return Error(ErrorCode::UnknownType, "audit event");
    if (event.detail.size() > kMaxDetail || event.address.size() > kMaxErasable || event.device.size() > kMaxErasable)
        return Error(ErrorCode::TooLarge, "audit field");
    if (!isPrintable(event.detail) || !isPrintable(event.address) || !isPrintable(event.device))
        return Error(ErrorCode::Malformed, "audit field");
    return {};
}

Result<void> insertEntry(store::Database &database, const Entry &entry, const Bytes &encoded)
{
    const auto value = [](const std::optional<Erasable> &e) { return e ? e->value : std::nullopt; };
    const auto salt = [](const std::optional<Erasable> &e) {
        return e ? std::optional<std::array<std::uint8_t, 32>>(e->salt) : std::nullopt;
    };
    return database.run("INSERT INTO audit_entry (" BEDSIDE_AUDIT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?)", sql(entry.index),
                        encoded, entry.visit, value(entry.address), salt(entry.address), value(entry.device),
                        salt(entry.device));
}

// The tree that the entries make against the head that was signed; `atHead`: the tree's root at the head's size.
Result<void> checkHead(const std::optional<TreeHead> &head, std::span<const crypto::Digest> pins, const Frontier &tree,
                       const std::optional<TreeHash> &atHead)
{
    if (!head)
        return tree.size() == 0 ? Result<void>{} : Result<void>{Error(ErrorCode::LogHeadInvalid, "no tree head")};
    TRY_OK(head->verify(head->practice, pins));
    if (!atHead)
        return Error(ErrorCode::LogDropped, "audit entry", sql(tree.size()));
    if (!equalBytes(*atHead, head->root))
        return Error(ErrorCode::LogForked, "audit root", sql(head->size));
    if (head->size < tree.size()) // an old head was put back
        return Error(ErrorCode::LogRolledBack, "tree head", sql(head->size));
    return {};
}

Result<std::int64_t> countOf(store::Database &database, const char *query)
{
    TRY(auto statement, database.prepare(query));
    TRY(bool found, statement.step());
    if (!found)
        return Error(ErrorCode::StoreDamaged, "audit count");
    return statement.integer(0);
}

} // namespace

Result<void> createTables(store::Database &database)
{
    // retention and hold: the class of section 164.316(b)(2) (1 = six years) and the legal-hold flag of every stored object.
    return database.execute(R"sql(
        CREATE TABLE audit_entry (
            id INTEGER PRIMARY KEY,
            encoded BLOB NOT NULL,
            visit BLOB,
            address TEXT, address_salt BLOB,
            device TEXT, device_salt BLOB,
            retention INTEGER NOT NULL DEFAULT 1,
            hold INTEGER NOT NULL DEFAULT 0);
        CREATE INDEX audit_entry_visit ON audit_entry (visit, id) WHERE visit IS NOT NULL;
        CREATE TABLE audit_node (
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            hash BLOB NOT NULL,
            PRIMARY KEY (level, position)) WITHOUT ROWID;
    )sql");
}

Result<void> createHeadTable(store::Database &database)
{
    return database.execute("CREATE TABLE audit_head (one INTEGER PRIMARY KEY CHECK (one = 1), head BLOB NOT NULL);");
}

Result<std::uint64_t> Log::append(const Event &event)
{
    TRY_OK(checkFields(event));
    TRY(auto index, size());

    Entry entry{index, event.at, event.type, event.practice, event.actor, event.visit, event.detail, {}, {}};
    if (!event.address.empty())
        entry.address = Erasable::commit(kAddressLabel, event.address);
    if (!event.device.empty())
        entry.device = Erasable::commit(kDeviceLabel, event.device);
    const Bytes encoded = encode(entry);
    TRY_OK(insertEntry(*m_database, entry, encoded));

    TreeHash hash = leafHash(encoded);
    Node node{0, index};
    TRY_OK(storeNode(*m_database, node, hash));
    while ((node.position & 1) != 0) { // a right child completes its parent
        TRY(auto left, storedNode(*m_database, {node.level, node.position - 1}));
        hash = nodeHash(left, hash);
        node = {node.level + 1, node.position >> 1};
        TRY_OK(storeNode(*m_database, node, hash));
    }
    return index;
}

Result<std::uint64_t> Log::size() const
{
    TRY(auto count, countOf(*m_database, "SELECT coalesce(max(id), -1) + 1 FROM audit_entry"));
    if (count < 0)
        return Error(ErrorCode::StoreDamaged, "audit size");
    return static_cast<std::uint64_t>(count);
}

Result<TreeHash> Log::root() const
{
    TRY(auto count, size());
    return rangeHash(*m_database, 0, count);
}

Result<TreeHash> Log::rootAt(std::uint64_t wanted) const
{
    TRY(auto count, size());
    if (wanted > count)
        return Error(ErrorCode::NotFound, "audit size");
    return rangeHash(*m_database, 0, wanted);
}

Result<std::vector<Entry>> Log::read(std::uint64_t from, std::size_t limit) const
{
    TRY(auto row, m_database->prepare("SELECT " BEDSIDE_AUDIT_COLUMNS " FROM audit_entry WHERE id >= ? ORDER BY id LIMIT ?"));
    TRY_OK(row.bindAll(sql(from), sql(limit)));
    std::vector<Entry> entries;
    for (;;) {
        TRY(bool more, row.step());
        if (!more)
            return entries;
        TreeHash leaf;
        TRY(auto entry, readRow(*m_database, row, leaf));
        entries.push_back(std::move(entry));
    }
}

Result<std::vector<Entry>> Log::readVisit(const VisitId &visit, std::size_t limit) const
{
    TRY(auto row, m_database->prepare("SELECT " BEDSIDE_AUDIT_COLUMNS " FROM audit_entry WHERE visit = ? ORDER BY id LIMIT ?"));
    TRY_OK(row.bindAll(visit, sql(limit)));
    std::vector<Entry> entries;
    for (;;) {
        TRY(bool more, row.step());
        if (!more)
            return entries;
        TreeHash leaf;
        TRY(auto entry, readRow(*m_database, row, leaf));
        entries.push_back(std::move(entry));
    }
}

Result<Bytes> Log::encoded(std::uint64_t index) const
{
    TRY(auto row, m_database->prepare("SELECT encoded FROM audit_entry WHERE id = ?"));
    TRY_OK(row.bindAll(sql(index)));
    TRY(bool found, row.step());
    if (!found)
        return Error(ErrorCode::NotFound, "audit entry");
    return row.blob(0);
}

Result<Proof> Log::inclusionProof(std::uint64_t index, std::uint64_t wanted) const
{
    TRY(auto count, size());
    if (index >= wanted || wanted > count)
        return Error(ErrorCode::NotFound, "audit entry");
    Proof proof;
    TRY_OK(inclusionPath(*m_database, index, 0, wanted, proof));
    return proof;
}

Result<Proof> Log::consistencyProof(std::uint64_t oldSize, std::uint64_t newSize) const
{
    TRY(auto count, size());
    if (oldSize > newSize || newSize > count)
        return Error(ErrorCode::NotFound, "audit size");
    Proof proof;
    if (oldSize > 0 && oldSize < newSize)
        TRY_OK(consistencyPath(*m_database, oldSize, 0, newSize, true, proof));
    return proof;
}

Result<void> Log::erase(std::uint64_t index)
{
    TRY_OK(m_database->run("UPDATE audit_entry SET address = NULL, address_salt = NULL, device = NULL, device_salt = NULL "
                           "WHERE id = ? AND hold = 0", sql(index)));
    return m_database->changes() == 1 ? Result<void>{} : Result<void>{Error(ErrorCode::NotFound, "audit entry")};
}

Result<std::optional<TreeHead>> Log::head() const
{
    TRY(auto row, m_database->prepare("SELECT head FROM audit_head"));
    TRY(bool found, row.step());
    if (!found)
        return std::optional<TreeHead>{};
    TRY(auto encoded, row.blobView(0));
    auto head = TreeHead::decode(encoded);
    if (!head.ok())
        return Error(ErrorCode::LogHeadInvalid, "tree head");
    return std::optional<TreeHead>(*head);
}

Result<void> Log::signHead(const crypto::SigningKey &logKey, std::uint64_t appended)
{
    TRY(auto count, size());
    TRY(auto before, head());
    if (count == 0)
        return {};
    if (before) {
        TRY_OK(before->verify(before->practice, {}));
        if (before->size + appended != count)
            return Error(ErrorCode::LogForked, "grown outside", sql(before->size));
        TRY_OK(verifyContains(before->size, before->root));
    } else if (appended != count) {
        return Error(ErrorCode::LogHeadInvalid, "no tree head");
    }
    TRY(auto newest, read(count - 1, 1));
    if (newest.size() != 1)
        return Error(ErrorCode::LogDropped, "audit entry", sql(count - 1));
    TreeHead next;
    next.practice = newest.front().practice;
    next.size = count;
    next.at = newest.front().at;
    TRY(next.root, root());
    next.sign(logKey);
    return m_database->run("INSERT OR REPLACE INTO audit_head (one, head) VALUES (1, ?)", next.encode());
}

Result<void> Log::verifyContains(std::uint64_t wanted, const TreeHash &expected) const
{
    TRY(auto count, size());
    if (wanted > count)
        return Error(ErrorCode::LogRolledBack, "audit size", sql(count));
    TRY(auto found, rootAt(wanted));
    return equalBytes(found, expected) ? Result<void>{} : Result<void>{Error(ErrorCode::LogForked, "audit root", sql(wanted))};
}

Result<void> Log::verify(std::span<const crypto::Digest> pins) const
{
    // This statement stays open, and with it the state of the database that all the others read: a server may be running.
    TRY(auto stored, m_database->prepare("SELECT count(*) FROM audit_node"));
    TRY_OK(stored.step());
    TRY(auto row, m_database->prepare("SELECT " BEDSIDE_AUDIT_COLUMNS " FROM audit_entry ORDER BY id"));
    std::vector<TreeHash> open; // the complete subtree waiting at each level, valid where the counter's bit is set
    std::uint64_t index = 0;
    std::int64_t nodes = 0;
    Frontier edge;
    std::optional<TreeHash> atHead;
    TRY(const auto signedHead, head());
    for (;; ++index) {
        if (signedHead && signedHead->size == index)
            atHead = edge.root();
        TRY(bool more, row.step());
        if (!more)
            break;
        TRY(const auto id, row.integer(0));
        TRY_OK(id == sql(index) ? Result<void>{} : checkPlace(*m_database, row, index));
        TreeHash hash;
        TRY(auto entry, readRow(*m_database, row, hash));
        edge.append(hash);
        Node node{0, index};
        for (;; node = {node.level + 1, node.position >> 1}, ++nodes) {
            const auto kept = storedNode(*m_database, node);
            if (!kept.ok() && kept.error().code() != ErrorCode::StoreDamaged)
                return kept.error();
            if (!kept.ok() || !equalBytes(*kept, hash))
                return tampered(index);
            if (open.size() <= static_cast<std::size_t>(node.level))
                open.resize(static_cast<std::size_t>(node.level) + 1);
            auto &waiting = open[static_cast<std::size_t>(node.level)];
            if ((node.position & 1) == 0) {
                waiting = hash;
                break;
            }
            hash = nodeHash(waiting, hash);
        }
        ++nodes;
    }
    TRY_OK(checkHead(signedHead, pins, edge, atHead));
    TRY(const auto count, stored.integer(0));
    return count == nodes ? Result<void>{} : Result<void>{tampered(index)};
}

} // namespace bedside::audit
