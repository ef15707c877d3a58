// SPDX-License-Identifier: Apache-2.0
#include "core/audit/reader.h"

#include <algorithm>

namespace bedside::audit {
namespace {

Error at(ErrorCode code, const char *why, std::uint64_t place) { return Error(code, why, static_cast<std::int64_t>(place)); }

// Do the entries stand where they say, from `first` on? The one that should come next is there further down, or it is
// nowhere: that is the difference between another order and a gap.
Result<void> checkPlaces(const std::vector<Bytes> &encoded, std::uint64_t first)
{
    std::vector<std::uint64_t> places;
    for (const Bytes &entry : encoded) {
        const auto place = indexOf(entry);
        if (!place.ok() && place.error().code() == ErrorCode::UnknownVersion)
            return place.error();
        if (!place.ok())
            return at(ErrorCode::LogEdited, "entry", first + places.size());
        places.push_back(*place);
    }
    for (std::uint64_t i = 0; i < places.size(); ++i) {
        if (places[i] == first + i)
            continue;
        const bool isLater = std::find(places.begin() + static_cast<std::ptrdiff_t>(i), places.end(), first + i) != places.end();
        return at(isLater ? ErrorCode::LogReordered : ErrorCode::LogDropped, "entry", first + i);
    }
    return {};
}

// What the tree vouches for and cannot be read comes from a newer version, or from a server that never wrote an entry.
Result<std::vector<Entry>> decodeAll(const std::vector<Bytes> &encoded)
{
    std::vector<Entry> entries;
    for (const Bytes &bytes : encoded) {
        auto entry = decode(bytes);
        if (!entry.ok() && entry.error().code() == ErrorCode::UnknownType)
            return Error(ErrorCode::UnknownVersion, "audit event", entry.error().detail());
        if (!entry.ok())
            return Error(ErrorCode::LogEdited, "entry");
        entries.push_back(std::move(entry).value());
    }
    return entries;
}

} // namespace

Result<void> Reader::verifyHead(const TreeHead &head) const
{
    TRY_OK(head.verify(m_practice, m_pins));
    if (m_pins.empty() && m_head && head.key != m_head->key)
        return Error(ErrorCode::LogHeadInvalid, "another key than before");
    return {};
}

Result<void> Reader::checkGrowth(const TreeHead &head, const Proof &growth) const
{
    TRY_OK(verifyHead(head));
    if (!m_head)
        return {};
    if (head.size < m_head->size)
        return at(ErrorCode::LogRolledBack, "tree head", head.size);
    if (!verifyConsistency(m_head->size, m_head->root, head.size, head.root, growth).ok())
        return at(ErrorCode::LogForked, "tree head", m_head->size);
    return {};
}

Result<void> Reader::acceptHead(const TreeHead &head, const Proof &growth)
{
    TRY_OK(checkGrowth(head, growth));
    m_head = head;
    return {};
}

Result<std::vector<Entry>> Reader::acceptNext(const TreeHead &head, const Proof &growth, const std::vector<Bytes> &encoded,
                                              const Proof &rest, std::size_t limit)
{
    TRY_OK(checkGrowth(head, growth));
    if (head.size < next())
        return at(ErrorCode::LogRolledBack, "tree head", head.size);
    TRY_OK(checkPlaces(encoded, next()));
    const std::uint64_t expected = std::min<std::uint64_t>(head.size - next(), limit);
    if (encoded.size() < expected)
        return at(ErrorCode::LogDropped, "entries", next() + encoded.size());
    if (encoded.size() > expected)
        return at(ErrorCode::LogEdited, "entries beyond the head", head.size);
    Frontier edge = m_edge;
    for (const Bytes &entry : encoded)
        edge.append(leafHash(entry));
    if (!verifyConsistency(edge.size(), edge.root(), head.size, head.root, rest).ok())
        return at(ErrorCode::LogEdited, "entries", next());
    TRY(auto entries, decodeAll(encoded));
    m_head = head;
    m_edge = std::move(edge);
    return entries;
}

Result<std::vector<Entry>> Reader::acceptSome(const TreeHead &head, const Proof &growth, const std::vector<Bytes> &encoded,
                                              const std::vector<Proof> &inclusion)
{
    TRY_OK(checkGrowth(head, growth));
    if (encoded.size() != inclusion.size())
        return Error(ErrorCode::Malformed, "inclusion proofs");
    std::optional<std::uint64_t> last;
    for (std::size_t i = 0; i < encoded.size(); ++i) {
        const auto place = indexOf(encoded[i]);
        if (!place.ok())
            return place.error().code() == ErrorCode::UnknownVersion ? place.error() : Error(ErrorCode::LogEdited, "entry");
        if (last && *place <= *last)
            return at(ErrorCode::LogReordered, "entry", *place);
        if (!verifyInclusion(leafHash(encoded[i]), *place, head.size, inclusion[i], head.root).ok())
            return at(ErrorCode::LogEdited, "entry", *place);
        last = *place;
    }
    TRY(auto entries, decodeAll(encoded));
    m_head = head;
    return entries;
}

Bytes Reader::encode() const
{
    ByteWriter out;
    out.vector16(m_head ? m_head->encode() : Bytes()).raw(m_edge.encode());
    return std::move(out).bytes();
}

Result<void> Reader::restore(ByteSpan kept)
{
    ByteReader in(kept);
    std::optional<TreeHead> head;
    TRY(const auto bytes, in.vector16(TreeHead::kSize));
    if (!bytes.empty()) {
        TRY(head, TreeHead::decode(bytes));
        TRY_OK(head->verify(m_practice, {}));
    }
    TRY(auto edge, Frontier::decode(in.rest()));
    if (edge.size() > (head ? head->size : 0))
        return Error(ErrorCode::Malformed, "log reader");
    m_head = std::move(head);
    m_edge = std::move(edge);
    return {};
}

} // namespace bedside::audit
