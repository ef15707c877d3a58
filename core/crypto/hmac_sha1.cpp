// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/hmac_sha1.h"

#include <openssl/evp.h>

#include <cstdlib>

namespace bedside::crypto {

std::array<std::uint8_t, 20> hmacSha1(ByteSpan key, ByteSpan data)
{
    std::array<std::uint8_t, 20> mac{};
    std::size_t macSize = 0;
    if (EVP_Q_mac(nullptr, "HMAC", nullptr, "SHA1", nullptr, key.data(), key.size(), data.data(), data.size(),
                  mac.data(), mac.size(), &macSize) == nullptr ||
        macSize != mac.size())
        std::abort(); // out of memory, or an OpenSSL without SHA-1: selfTest() has refused to start by then
    return mac;
}

} // namespace bedside::crypto
