// SPDX-License-Identifier: Apache-2.0
// Small types shared by everything in core/mls: indices, registries of RFC 9420 section 17, extensions, limits.
#pragma once

#include "core/base/bytes.h"
#include "core/crypto/dh.h"
#include "core/crypto/sign.h"

#include <compare>
#include <optional>

namespace bedside::mls {

// A member's place in the tree; the number that the KID of SFrame carries.
struct LeafIndex {
    std::uint32_t value = 0;
    friend auto operator<=>(LeafIndex, LeafIndex) = default;
};

constexpr std::uint16_t kProtocolVersion = 1; // mls10
constexpr std::uint16_t kCipherSuite = 3;     // MLS_128_DHKEMX25519_CHACHA20POLY1305_SHA256_Ed25519

// Bounds that every parser enforces before it allocates.
constexpr std::size_t kMaxLeaves = 4096;
constexpr std::size_t kMaxMessageSize = 4 * 1024 * 1024; // a ratchet tree of 4,096 leaves of about 1 KiB
constexpr std::size_t kMaxExtensions = 64;
constexpr std::size_t kMaxProposals = 4096;
constexpr std::size_t kMaxVector = 1024 * 1024; // a single opaque field

namespace extension_type {
constexpr std::uint16_t kApplicationId = 1;
constexpr std::uint16_t kRatchetTree = 2;
constexpr std::uint16_t kRequiredCapabilities = 3;
constexpr std::uint16_t kExternalPub = 4;
constexpr std::uint16_t kExternalSenders = 5;
} // namespace extension_type

namespace proposal_type {
constexpr std::uint16_t kAdd = 1;
constexpr std::uint16_t kUpdate = 2;
constexpr std::uint16_t kRemove = 3;
constexpr std::uint16_t kPsk = 4;
constexpr std::uint16_t kReInit = 5;
constexpr std::uint16_t kExternalInit = 6;
constexpr std::uint16_t kGroupContextExtensions = 7;
} // namespace proposal_type

namespace credential_type {
constexpr std::uint16_t kBasic = 1;
constexpr std::uint16_t kX509 = 2;
} // namespace credential_type

struct Extension {
    std::uint16_t type = 0;
    Bytes data;
    friend bool operator==(const Extension &, const Extension &) = default;
};
using Extensions = std::vector<Extension>;

// The data of the extension of that type, or null.
const Bytes *findExtension(const Extensions &extensions, std::uint16_t type);

// RFC 9420 section 11.1; as the value of the GroupContext extension kRequiredCapabilities.
struct RequiredCapabilities {
    std::vector<std::uint16_t> extensions, proposals, credentials;

    Extension toExtension() const;
    static Result<RequiredCapabilities> parse(ByteSpan data);
};

} // namespace bedside::mls
