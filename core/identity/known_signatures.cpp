// SPDX-License-Identifier: Apache-2.0
#include "core/identity/known_signatures.h"

#include "core/crypto/hash.h"

#include <mutex>
#include <set>

namespace bedside::identity {
namespace {

constexpr std::size_t kMostKnown = 1024;

struct Known {
    std::mutex mutex;
    std::set<crypto::Digest> digests; // of what held; what did not is never remembered
};

Known &known()
{
    static Known one;
    return one;
}

crypto::Digest digestOf(const crypto::SignaturePublicKey &key, ByteSpan message, const crypto::Signature &signature)
{
    Bytes all(key.begin(), key.end()); // key and signature have fixed sizes: no two inputs read alike
    all.insert(all.end(), signature.begin(), signature.end());
    all.insert(all.end(), message.begin(), message.end());
    return crypto::sha256(all);
}

} // namespace

bool verifyKnownSignature(const crypto::SignaturePublicKey &key, ByteSpan message, const crypto::Signature &signature)
{
    const crypto::Digest digest = digestOf(key, message, signature);
    Known &memory = known();
    {
        const std::lock_guard lock(memory.mutex);
        if (memory.digests.contains(digest))
            return true;
    }
    if (!crypto::verifySignature(key, message, signature))
        return false;
    const std::lock_guard lock(memory.mutex);
    if (memory.digests.size() >= kMostKnown)
        memory.digests.clear();
    memory.digests.insert(digest);
    return true;
}

} // namespace bedside::identity
