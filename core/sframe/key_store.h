// SPDX-License-Identifier: Apache-2.0
// KeyStore: every SFrame key of this process, by (instance, epoch, KID), with the counters and replay windows that
// belong to them. The main thread installs, switches and wipes; streaming threads seal and open through Sealer and
// Opener. Made once per visit client; outlives every Sealer and Opener made from it.
#pragma once

#include "core/base/ids.h"
#include "core/base/secret.h"
#include "core/sframe/header.h"
#include "core/sframe/kid.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace bedside::sframe {

class KeyStore;

constexpr std::size_t kMaxOverhead = kMaxHeaderSize + 16; // bytes that sealing adds, at most; 17 to 21 in a visit

// A leaf of the epoch and what its role may send: a frame of another context is refused with NotAuthorized.
struct LeafAccess {
    std::uint32_t leaf = 0;
    std::uint8_t contexts = kAllContexts; // contextBit()s
};

// When a sending key asks for a new epoch, and when it refuses. Tests lower them; nothing raises them.
struct KeyLimits {
    std::uint64_t wantFrames = 1ull << 24;
    std::uint64_t wantBytes = 1ull << 36;
    std::uint64_t refuseFrames = 1ull << 32;
};

struct SealedFrame {
    std::size_t size = 0;     // bytes written to `out`
    std::uint64_t epoch = 0;  // the frame may go only to leaves of this epoch
    std::uint64_t counter = 0;
};

struct OpenedFrame {
    std::uint64_t kid = 0;
    std::uint32_t leaf = 0;
    Context context = Context::Microphone;
    std::uint64_t epoch = 0;
    std::uint64_t counter = 0;
    std::size_t size = 0;     // bytes written to `out`: clear bytes, then plaintext
};

// Seals the frames of one context of ours, once per frame, before they fan out to the peers. Copyable; one streaming
// thread at a time calls it. It never waits for more than the swap of a pointer.
class Sealer {
public:
    // Writes clear || header || ciphertext || tag. `out` needs clear + payload + kMaxOverhead bytes and must not overlap
    // the inputs. No allocation. KeyUnavailable: no epoch to send under (yet, or any more): drop the frame, never send
    // it in clear. KeyExhausted: 2^32 frames under this key. TooLarge: `out` too short or over 64 clear bytes.
    Result<SealedFrame> seal(ByteSpan clear, ByteSpan payload, MutableByteSpan out) const;

private:
    friend class KeyStore;
    Sealer(KeyStore &store, Context context) : m_store(&store), m_context(context) {}
    KeyStore *m_store;
    Context m_context;
};

// Opens the frames that came over the connection of one leaf. Copyable; from any streaming thread.
class Opener {
public:
    // `frame` = clear || header || ciphertext || tag, `clearBytes` of it in clear. Writes clear || plaintext to `out`,
    // which needs frame.size() bytes and must not overlap `frame`. On an error nothing of the frame may be used.
    //   KeyUnavailable  a key that may still come (no epoch yet, or one of the next 4): hold the frame, bounded
    //   WrongEpoch      a key that is gone or was never ours: drop
    //   WrongSender     the KID names another leaf than this connection's: drop and count
    //   NotAuthorized   a context that this leaf's role may not send: drop and count
    //   Replayed, BadMac, Truncated, NonMinimal, TooLarge: drop and count
    Result<OpenedFrame> open(ByteSpan frame, std::size_t clearBytes, MutableByteSpan out) const;

private:
    friend class KeyStore;
    Opener(KeyStore &store, std::uint32_t leaf) : m_store(&store), m_leaf(leaf) {}
    KeyStore *m_store;
    std::uint32_t m_leaf;
};

class KeyStore {
public:
    explicit KeyStore(KidLayout layout = {}, KeyLimits limits = {});
    ~KeyStore();
    KeyStore(const KeyStore &) = delete;
    KeyStore &operator=(const KeyStore &) = delete;

    // ---- The main thread ----

    // Derives a key per (context, leaf) of the roster, our own included, and wipes whatever still holds the same
    // residue. Receiving starts at once, sending only with switchSender. Another instance than the last wipes that one
    // first. RolledBack: an epoch not above the newest one that this instance ever had, so that no counter restarts.
    // TooLarge: a leaf outside the layout. BadKey: not 32 bytes.
    Result<void> installEpoch(const InstanceId &instance, std::uint64_t epoch, const Secret &baseKey,
                              std::uint32_t ownLeaf, std::span<const LeafAccess> leaves);
    // From the next frame on, sealers use this epoch. KeyUnavailable: not installed. RolledBack: older than the present.
    Result<void> switchSender(const InstanceId &instance, std::uint64_t epoch);
    void stopSending() noexcept;                                  // sealers answer KeyUnavailable from here on
    void wipeEpoch(const InstanceId &instance, std::uint64_t epoch) noexcept; // its keys are gone when this returns
    void wipeAll() noexcept;                                      // visit ended, left or failed

    bool hasEpoch(const InstanceId &instance, std::uint64_t epoch) const;
    std::optional<std::uint64_t> sendingEpoch() const;
    // A sending key has passed 2^24 frames or 2^36 bytes: ask the group for a new epoch.
    bool wantsNewEpoch() const noexcept { return m_wantsNewEpoch.load(std::memory_order_relaxed); }
    // The newest epoch that arrived frames pointed at without our having its key (newest + 1 to + 4), since the last
    // call. Not authenticated: a reason to ask, nothing more.
    std::optional<std::uint64_t> takeNewerEpochHint() noexcept;

    // ---- Any thread ----

    Sealer sealer(Context context) noexcept { return Sealer(*this, context); }
    Opener opener(std::uint32_t leaf) noexcept { return Opener(*this, leaf); }

private:
    friend class Sealer;
    friend class Opener;
    struct Key;
    struct Slot;
    struct Installed;

    Result<SealedFrame> seal(Context context, ByteSpan clear, ByteSpan payload, MutableByteSpan out);
    Result<OpenedFrame> open(std::uint32_t leaf, ByteSpan frame, std::size_t clearBytes, MutableByteSpan out);
    Slot &slot(std::uint32_t context, std::uint32_t leaf, std::uint32_t residue) noexcept;
    Error missing(std::uint32_t residue) noexcept;
    void wipeResidue(std::uint32_t residue) noexcept; // this and the next two: m_control is held
    void wipeEverything() noexcept;
    void clearSenders() noexcept;

    const KidLayout m_layout;
    const KeyLimits m_limits;
    std::unique_ptr<Slot[]> m_slots; // contexts x leaves x residues; never moves while the store lives

    mutable std::mutex m_control;    // what follows, main thread's calls only
    std::vector<Installed> m_installed;
    std::map<InstanceId, std::uint64_t> m_newest; // newest epoch ever installed, by instance: kept until we die
    InstanceId m_instance;
    std::optional<std::uint64_t> m_sending;

    std::array<std::atomic<Slot *>, kContexts> m_sender{};
    std::atomic<std::uint64_t> m_newestEpoch{0}; // epoch + 1; 0: none
    std::atomic<std::uint64_t> m_newerHint{0};   // epoch + 1; 0: none
    std::atomic<bool> m_wantsNewEpoch{false};
};

} // namespace bedside::sframe
