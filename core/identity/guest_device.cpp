// SPDX-License-Identifier: Apache-2.0
#include "core/identity/guest_device.h"

#include "core/crypto/aead.h"
#include "core/crypto/random.h"

#include <algorithm>

namespace bedside::identity {

namespace {

constexpr std::uint8_t kVersion = 1;

Bytes associatedData(const InviteId &id)
{
    ByteWriter writer;
    writer.raw(asBytes("bedside guest device v1")).u8(0).raw(id.bytes);
    return std::move(writer).bytes();
}

} // namespace

GuestDevice GuestDevice::create(const PracticeId &practice, WallTime now)
{
    auto keys = DeviceKeys::generate();
    auto certificate = DeviceCertificate::forGuest(practice, keys, now);
    return {std::move(keys), certificate, 0};
}

Bytes GuestDevice::seal(const InviteKeys &invite, const InviteId &id) const
{
    const auto stored = keys.toSecret();
    const auto encoded = certificate.encode();
    Secret plain(1 + stored.size() + 8 + encoded.size());
    auto out = plain.revealMutable();
    const auto head = ByteWriter().u8(kVersion).u64(helloCounter).bytes();
    auto at = std::copy(head.begin(), head.end(), out.begin());
    at = std::copy(stored.reveal().begin(), stored.reveal().end(), at);
    std::copy(encoded.begin(), encoded.end(), at);
    auto sealed = crypto::randomBytes(crypto::kXChaCha20NonceSize);
    const auto body = crypto::xchacha20Poly1305Seal(invite.device, sealed, associatedData(id), plain.reveal());
    if (body.ok()) // sizes are ours: it cannot fail
        append(sealed, *body);
    return sealed;
}

Result<GuestDevice> GuestDevice::open(ByteSpan sealed, const InviteKeys &invite, const InviteId &id)
{
    ByteReader outer(sealed);
    TRY(const auto nonce, outer.take(crypto::kXChaCha20NonceSize));
    TRY(const auto plain, crypto::xchacha20Poly1305Open(invite.device, nonce, associatedData(id), outer.rest()));
    ByteReader reader(plain.reveal());
    TRY(const auto version, reader.u8());
    if (version != kVersion)
        return Error(ErrorCode::UnknownVersion, "guest device", version);
    TRY(const auto counter, reader.u64());
    TRY(const auto stored, reader.take(64));
    TRY(auto keys, DeviceKeys::fromSecret(Secret::copyOf(stored)));
    TRY(auto certificate, DeviceCertificate::parse(reader.rest()));
    if (certificate.signatureKey != keys.signing().publicKey())
        return Error(ErrorCode::BadKey, "guest device");
    return GuestDevice{std::move(keys), certificate, counter};
}

void GuestDevice::renewCertificate(WallTime now)
{
    certificate.notBefore = now - std::chrono::hours(1);
    certificate.notAfter = now + std::chrono::hours(24);
    certificate.sign(keys.signing());
}

} // namespace bedside::identity
