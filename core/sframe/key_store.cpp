// SPDX-License-Identifier: Apache-2.0
#include "core/sframe/key_store.h"

#include "core/sframe/frame_key.h"
#include "core/sframe/replay_window.h"

#include <algorithm>

namespace bedside::sframe {

namespace {

constexpr std::uint32_t kEpochsAhead = 4; // residues that may belong to an epoch which we have not processed yet

KeyLimits lowered(KeyLimits limits)
{
    const KeyLimits most;
    return {std::min(limits.wantFrames, most.wantFrames), std::min(limits.wantBytes, most.wantBytes),
            std::min(limits.refuseFrames, most.refuseFrames)};
}

} // namespace

// One key with what belongs to it for as long as it lives: the counter of ours, the window of another's.
struct KeyStore::Key {
    FrameKey frameKey;
    std::uint64_t epoch;
    bool own;
    std::uint64_t counter = 0;
    std::uint64_t bytes = 0;
    ReplayWindow window{};
};

// The mutex is held for one frame, or for the swap of the pointer: nobody waits longer than that.
struct KeyStore::Slot {
    std::mutex mutex;
    std::unique_ptr<Key> key;
    bool barred = false; // an installed leaf whose role may not send this context
};

struct KeyStore::Installed {
    std::uint64_t epoch;
    std::uint32_t ownLeaf;
};

KeyStore::KeyStore(KidLayout layout, KeyLimits limits)
    : m_layout(layout), m_limits(lowered(limits)),
      m_slots(std::make_unique<Slot[]>(std::size_t{kContexts} * layout.leaves() * KidLayout::kResidues))
{
}

KeyStore::~KeyStore() = default;

KeyStore::Slot &KeyStore::slot(std::uint32_t context, std::uint32_t leaf, std::uint32_t residue) noexcept
{
    return m_slots[(std::size_t{context} * m_layout.leaves() + leaf) * KidLayout::kResidues + residue];
}

Result<void> KeyStore::installEpoch(const InstanceId &instance, std::uint64_t epoch, const Secret &baseKey,
                                    std::uint32_t ownLeaf, std::span<const LeafAccess> leaves)
{
    const std::lock_guard lock(m_control);
    if (baseKey.size() != 32)
        return Error(ErrorCode::BadKey, "sframe base key");
    if (const auto newest = m_newest.find(instance); newest != m_newest.end() && epoch <= newest->second)
        return Error(ErrorCode::RolledBack, "epoch installed before");
    const auto secret = extractSecret(baseKey);
    std::vector<std::pair<Slot *, std::unique_ptr<Key>>> keys; // none: barred
    for (const auto &access : leaves) {
        if (access.leaf >= m_layout.leaves())
            return Error(ErrorCode::TooLarge, "leaf", access.leaf);
        for (std::uint32_t context = 0; context < kContexts; ++context) {
            auto &place = slot(context, access.leaf, KidLayout::residue(epoch));
            if (!(access.contexts >> context & 1)) {
                keys.emplace_back(&place, nullptr);
                continue;
            }
            TRY(auto key, FrameKey::fromSecret(secret, m_layout.kid(Context(context), access.leaf, epoch)));
            keys.emplace_back(&place, std::make_unique<Key>(Key{std::move(key), epoch, access.leaf == ownLeaf}));
        }
    }
    if (!(m_instance == instance)) {
        wipeEverything();
        m_instance = instance;
    }
    wipeResidue(KidLayout::residue(epoch));
    for (auto &[place, key] : keys) {
        const std::lock_guard slotLock(place->mutex);
        place->barred = !key;
        place->key = std::move(key);
    }
    m_installed.push_back({epoch, ownLeaf});
    m_newest[instance] = epoch;
    m_newestEpoch.store(epoch + 1, std::memory_order_relaxed);
    return {};
}

Result<void> KeyStore::switchSender(const InstanceId &instance, std::uint64_t epoch)
{
    const std::lock_guard lock(m_control);
    const auto installed = std::find_if(m_installed.begin(), m_installed.end(),
                                        [&](const Installed &one) { return one.epoch == epoch; });
    if (!(m_instance == instance) || installed == m_installed.end())
        return Error(ErrorCode::KeyUnavailable, "epoch not installed");
    if (m_sending && *m_sending > epoch)
        return Error(ErrorCode::RolledBack, "sending epoch");
    for (std::uint32_t context = 0; context < kContexts; ++context)
        m_sender[context].store(&slot(context, installed->ownLeaf, KidLayout::residue(epoch)),
                                std::memory_order_release);
    if (m_sending != epoch)
        m_wantsNewEpoch.store(false, std::memory_order_relaxed);
    m_sending = epoch;
    return {};
}

void KeyStore::stopSending() noexcept
{
    const std::lock_guard lock(m_control);
    clearSenders();
}

void KeyStore::clearSenders() noexcept
{
    for (auto &sender : m_sender)
        sender.store(nullptr, std::memory_order_release);
    m_sending.reset();
}

void KeyStore::wipeResidue(std::uint32_t residue) noexcept
{
    if (m_sending && KidLayout::residue(*m_sending) == residue)
        clearSenders();
    for (std::uint32_t context = 0; context < kContexts; ++context) {
        for (std::uint32_t leaf = 0; leaf < m_layout.leaves(); ++leaf) {
            auto &place = slot(context, leaf, residue);
            std::unique_ptr<Key> gone; // wiped by its destructor, outside the lock
            const std::lock_guard slotLock(place.mutex);
            gone.swap(place.key);
            place.barred = false;
        }
    }
    std::erase_if(m_installed, [&](const Installed &one) { return KidLayout::residue(one.epoch) == residue; });
}

void KeyStore::wipeEpoch(const InstanceId &instance, std::uint64_t epoch) noexcept
{
    const std::lock_guard lock(m_control);
    const auto holds = std::any_of(m_installed.begin(), m_installed.end(),
                                   [&](const Installed &one) { return one.epoch == epoch; });
    if (m_instance == instance && holds)
        wipeResidue(KidLayout::residue(epoch));
}

void KeyStore::wipeAll() noexcept
{
    const std::lock_guard lock(m_control);
    wipeEverything();
}

void KeyStore::wipeEverything() noexcept
{
    clearSenders();
    for (std::uint32_t residue = 0; residue < KidLayout::kResidues; ++residue)
        wipeResidue(residue);
    m_newestEpoch.store(0, std::memory_order_relaxed);
    m_newerHint.store(0, std::memory_order_relaxed);
    m_wantsNewEpoch.store(false, std::memory_order_relaxed);
}

bool KeyStore::hasEpoch(const InstanceId &instance, std::uint64_t epoch) const
{
    const std::lock_guard lock(m_control);
    return m_instance == instance
           && std::any_of(m_installed.begin(), m_installed.end(),
                          [&](const Installed &one) { return one.epoch == epoch; });
}

std::optional<std::uint64_t> KeyStore::sendingEpoch() const
{
    const std::lock_guard lock(m_control);
    return m_sending;
}

std::optional<std::uint64_t> KeyStore::takeNewerEpochHint() noexcept
{
    const auto hint = m_newerHint.exchange(0, std::memory_order_relaxed);
    if (hint == 0 || hint <= m_newestEpoch.load(std::memory_order_relaxed))
        return std::nullopt;
    return hint - 1;
}

Result<SealedFrame> KeyStore::seal(Context context, ByteSpan clear, ByteSpan payload, MutableByteSpan out)
{
    if (static_cast<std::uint32_t>(context) >= kContexts)
        return Error(ErrorCode::NotAuthorized, "context");
    Slot *const place = m_sender[static_cast<std::size_t>(context)].load(std::memory_order_acquire);
    if (!place)
        return Error(ErrorCode::KeyUnavailable, "no sending epoch");
    if (out.size() < clear.size())
        return Error(ErrorCode::TooLarge, "frame");
    const std::lock_guard lock(place->mutex);
    if (place->barred)
        return Error(ErrorCode::NotAuthorized, "context");
    auto *const key = place->key.get();
    if (!key || !key->own) // wiped, or the place is another epoch's by now
        return Error(ErrorCode::KeyUnavailable, "sending epoch gone");
    if (key->counter >= m_limits.refuseFrames)
        return Error(ErrorCode::KeyExhausted, "sframe counter");
    const auto counter = key->counter++; // used up even where sealing fails
    key->bytes += clear.size() + payload.size();
    if (key->counter >= m_limits.wantFrames || key->bytes >= m_limits.wantBytes)
        m_wantsNewEpoch.store(true, std::memory_order_relaxed);
    TRY(const auto size, key->frameKey.encrypt(counter, clear, payload, out.subspan(clear.size())));
    std::copy(clear.begin(), clear.end(), out.begin());
    return SealedFrame{clear.size() + size, key->epoch, counter};
}

Error KeyStore::missing(std::uint32_t residue) noexcept
{
    const auto newest = m_newestEpoch.load(std::memory_order_relaxed);
    if (newest == 0)
        return Error(ErrorCode::KeyUnavailable, "no epoch yet");
    const auto ahead = (residue + KidLayout::kResidues - KidLayout::residue(newest - 1)) % KidLayout::kResidues;
    if (ahead == 0 || ahead > kEpochsAhead)
        return Error(ErrorCode::WrongEpoch, "no such key");
    auto known = m_newerHint.load(std::memory_order_relaxed);
    while (known < newest + ahead && !m_newerHint.compare_exchange_weak(known, newest + ahead))
        ;
    return Error(ErrorCode::KeyUnavailable, "newer epoch", static_cast<std::int64_t>(newest - 1 + ahead));
}

Result<OpenedFrame> KeyStore::open(std::uint32_t leaf, ByteSpan frame, std::size_t clearBytes, MutableByteSpan out)
{
    if (frame.size() < clearBytes)
        return Error(ErrorCode::Truncated, "frame");
    const auto clear = frame.first(clearBytes);
    const auto sealed = frame.subspan(clearBytes);
    TRY(const auto parsed, decodeHeader(sealed));
    const auto parts = m_layout.parts(parsed.header.kid);
    if (parts.leaf != leaf || leaf >= m_layout.leaves())
        return Error(ErrorCode::WrongSender, "leaf of the KID", parts.leaf);
    if (parts.context >= kContexts)
        return Error(ErrorCode::NotAuthorized, "context");
    if (out.size() < clearBytes)
        return Error(ErrorCode::TooLarge, "frame");
    auto &place = slot(static_cast<std::uint32_t>(parts.context), leaf, parts.residue);
    const std::lock_guard lock(place.mutex);
    if (place.barred)
        return Error(ErrorCode::NotAuthorized, "context");
    auto *const key = place.key.get();
    if (!key)
        return missing(parts.residue);
    if (key->own)
        return Error(ErrorCode::WrongSender, "our own frame");
    if (!key->window.wouldAccept(parsed.header.counter))
        return Error(ErrorCode::Replayed, "sframe counter");
    TRY(const auto size, key->frameKey.decrypt(parsed, sealed.first(parsed.size), clear, sealed.subspan(parsed.size),
                                               out.subspan(clearBytes)));
    key->window.accept(parsed.header.counter);
    std::copy(clear.begin(), clear.end(), out.begin());
    return OpenedFrame{parsed.header.kid, leaf,         static_cast<Context>(parts.context), key->epoch,
                       parsed.header.counter, clearBytes + size};
}

Result<SealedFrame> Sealer::seal(ByteSpan clear, ByteSpan payload, MutableByteSpan out) const
{
    return m_store->seal(m_context, clear, payload, out);
}

Result<OpenedFrame> Opener::open(ByteSpan frame, std::size_t clearBytes, MutableByteSpan out) const
{
    return m_store->open(m_leaf, frame, clearBytes, out);
}

} // namespace bedside::sframe
