// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/hello_name.h"

#include "core/crypto/aead.h"
#include "core/crypto/random.h"

namespace bedside::e2ee {

namespace {

constexpr std::size_t kStep = 64;

Bytes associatedData(const LobbyHello &hello)
{
    ByteWriter out;
    out.raw(asBytes("bedside hello name v1")).u8(0).u8(static_cast<std::uint8_t>(hello.kind));
    out.raw(hello.visit.bytes).raw(hello.invite.bytes).u64(hello.counter);
    return std::move(out).bytes();
}

} // namespace

Result<Bytes> sealName(const LobbyHello &hello, std::string_view name, const Secret &invHello)
{
    if (name.size() > LobbyHello::kMaxName)
        return Error(ErrorCode::TooLarge, "name");
    Secret padded((1 + name.size() + kStep - 1) / kStep * kStep);
    auto out = padded.revealMutable();
    out[0] = static_cast<std::uint8_t>(name.size());
    std::copy(name.begin(), name.end(), out.begin() + 1);
    auto sealed = crypto::randomBytes(crypto::kXChaCha20NonceSize);
    TRY(const auto body, crypto::xchacha20Poly1305Seal(invHello, sealed, associatedData(hello), padded.reveal()));
    append(sealed, body);
    return sealed;
}

Result<std::string> openName(const LobbyHello &hello, const Secret &invHello)
{
    ByteReader in(hello.sealedName);
    TRY(const auto nonce, in.take(crypto::kXChaCha20NonceSize));
    TRY(const auto plain, crypto::xchacha20Poly1305Open(invHello, nonce, associatedData(hello), in.rest()));
    ByteReader padded(plain.reveal());
    TRY(const auto length, padded.u8());
    TRY(const auto name, padded.take(length));
    for (const auto byte : padded.rest()) {
        if (byte != 0)
            return Error(ErrorCode::Malformed, "name padding");
    }
    return std::string(asText(name));
}

} // namespace bedside::e2ee
