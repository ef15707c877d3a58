// SPDX-License-Identifier: Apache-2.0
// Secret: the only type that holds key material. Move-only; kept in pages that are locked against swapping and
// left out of core dumps where the system allows it; wiped when it dies. No conversion to any string or Bytes,
// no stream operator, no comparison (crypto::constantTimeEqual is the one way to compare).
#pragma once

#include "core/base/bytes.h"

namespace bedside {

class Secret {
public:
    Secret() noexcept = default;                 // empty
    explicit Secret(std::size_t size);           // zero-filled
    static Secret copyOf(ByteSpan bytes);        // the caller still has to wipe `bytes`
    ~Secret();

    Secret(Secret &&other) noexcept;
    Secret &operator=(Secret &&other) noexcept;
    Secret(const Secret &) = delete;
    Secret &operator=(const Secret &) = delete;

    Secret clone() const;
    void wipe() noexcept;                        // zeroes and empties
    std::size_t size() const noexcept { return m_size; }
    bool empty() const noexcept { return m_size == 0; }

    // The bytes, for the call in hand only; never store the span.
    ByteSpan reveal() const noexcept { return {m_bytes, m_size}; }
    MutableByteSpan revealMutable() noexcept { return {m_bytes, m_size}; }

private:
    std::uint8_t *m_bytes = nullptr;
    std::size_t m_size = 0;
};

// Overwrites memory in a way that the compiler keeps.
void wipeMemory(MutableByteSpan bytes) noexcept;

// How the pages behind all Secrets are kept: said on screen and in --doctor when `unlocked` is not 0.
struct SecretMemory {
    std::size_t lockedBytes = 0;
    std::size_t unlockedBytes = 0;
};
SecretMemory secretMemory() noexcept;

} // namespace bedside
