// SPDX-License-Identifier: Apache-2.0
// Seals each encoded frame once and hands the same bytes to every peer of its epoch. push() on one streaming thread at
// a time for each context; the list of peers is changed on the owner's thread and read as an immutable snapshot.
#pragma once

#include "core/media/transport.h"
#include "core/sframe/key_store.h"

namespace bedside::media {

class FanOut {
public:
    struct Target {
        std::shared_ptr<SendPort> port;
        std::uint64_t sinceEpoch = 0; // frames sealed under an earlier one are not for this peer
    };
    using Targets = std::vector<Target>;

    explicit FanOut(sframe::KeyStore &keys);

    void setTargets(Targets targets); // the owner's thread
    void push(Context context, ByteSpan frame, std::uint64_t capturedNs);
    std::uint64_t sealed(Context context) const; // frames
    std::uint64_t unsealed() const { return m_unsealed.load(std::memory_order_relaxed); } // dropped: no key to seal with

private:
    std::shared_ptr<const Targets> targets() const;

    std::array<sframe::Sealer, kContexts> m_sealers;
    std::array<std::atomic<std::uint64_t>, kContexts> m_sealed{};
    std::atomic<std::uint64_t> m_unsealed{0};
    mutable std::mutex m_mutex; // of the pointer only
    std::shared_ptr<const Targets> m_targets = std::make_shared<const Targets>();
};

} // namespace bedside::media
