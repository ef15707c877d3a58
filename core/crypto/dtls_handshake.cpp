// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/dtls_handshake.h"

#include <openssl/ssl.h>

#include <atomic>

namespace bedside::crypto {
namespace {

constexpr unsigned kFirst = 60'000; // microseconds; a round trip within a country and the work of a handshake
constexpr unsigned kQuick = 2;      // repeats at this pace, before the wait doubles
constexpr long kMtu = 1200;         // as of media packets

std::atomic<std::uint64_t> reached{0}, begun{0};

// OpenSSL hands back the wait before and keeps no count: the count is in the microseconds.
unsigned nextWait(SSL *, unsigned wait)
{
    if (wait == 0)
        return kFirst;
    return wait < kFirst + kQuick ? wait + 1 : 2 * wait;
}

void onInfo(const SSL *ssl, int what, int)
{
    if (what != SSL_CB_HANDSHAKE_START || !SSL_is_dtls(ssl))
        return;
    SSL *handshake = const_cast<SSL *>(ssl); // the one being run by the caller of this, on this thread
    DTLS_set_timer_cb(handshake, nextWait);
    SSL_set_options(handshake, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(handshake, kMtu);
    begun.fetch_add(1, std::memory_order_relaxed);
}

// The one way to an SSL object that somebody else makes: its context tells us of itself when it is made, and of each
// handshake that begins.
void onContext(void *context, void *, CRYPTO_EX_DATA *, int, long, void *)
{
    SSL_CTX_set_info_callback(static_cast<SSL_CTX *>(context), onInfo);
    reached.fetch_add(1, std::memory_order_relaxed);
}

} // namespace

void hastenDtlsHandshakes()
{
    static const int index = SSL_CTX_get_ex_new_index(0, nullptr, onContext, nullptr, nullptr);
    (void)index;
}

std::uint64_t hastenedDtlsContexts() { return reached.load(std::memory_order_relaxed); }
std::uint64_t hastenedDtlsHandshakes() { return begun.load(std::memory_order_relaxed); }

} // namespace bedside::crypto
