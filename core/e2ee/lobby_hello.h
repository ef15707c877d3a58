// SPDX-License-Identifier: Apache-2.0
// LobbyHello: what a newcomer shows the host before any group secret exists: KeyPackage, sealed name, counter, the
// invite's MAC and the device key's signature. The server relays it and learns no name. Values; any thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/ids.h"
#include "core/identity/invite_link.h"
#include "core/identity/leaf_credential.h"
#include "core/mls/key_package.h"

#include <string>

namespace bedside::e2ee {

enum class HelloKind : std::uint8_t { Invite = 1, Staff = 2 };

struct LobbyHello {
    static constexpr std::uint8_t kVersion = 1;
    static constexpr std::size_t kMaxSize = 16 * 1024 - 128;
    static constexpr std::size_t kMaxName = 128; // bytes of UTF-8

    HelloKind kind = HelloKind::Invite;
    VisitId visit;
    InviteId invite;         // null for staff
    std::uint64_t counter = 0;
    Bytes keyPackage;        // an MLSMessage
    Bytes sealedName;        // nonce || XChaCha20-Poly1305, padded to 64 bytes; empty for staff
    crypto::Digest mac{};    // HMAC-SHA-256(inv_mac, everything before it); zero for staff
    crypto::Signature signature{}; // device key, label "bedside lobby hello v1", everything before it

    Bytes encode() const;
    static Result<LobbyHello> parse(ByteSpan bytes); // UnknownVersion: an update is needed

    Bytes macContent() const;
    Bytes signedFields() const;
};

crypto::Digest helloHash(ByteSpan helloBytes); // SHA-256, named by the WELCOME

// A hello that holds in every respect. Made only by verifyHello: admission takes nothing else.
class VerifiedHello {
public:
    HelloKind kind() const noexcept { return m_hello.kind; }
    const VisitId &visit() const noexcept { return m_hello.visit; }
    const InviteId &invite() const noexcept { return m_hello.invite; }
    std::uint64_t counter() const noexcept { return m_hello.counter; }
    const std::string &name() const noexcept { return m_name; } // opened with inv_hello; empty if none was given
    const identity::LeafCredential &credential() const noexcept { return m_credential; }
    const mls::KeyPackage &keyPackage() const noexcept { return m_keyPackage; }
    const crypto::Digest &hash() const noexcept { return m_hash; }
    wire::RoleSet roles() const noexcept { return m_roles; }
    crypto::Digest deviceHash() const { return identity::keyHash(m_credential.certificate.signatureKey); }

private:
    friend Result<VerifiedHello> verifyHello(ByteSpan, const VisitId &, const identity::InviteKeys *, const InviteId &,
                                             const identity::PracticeTrust &, WallTime);
    LobbyHello m_hello;
    std::string m_name;
    identity::LeafCredential m_credential;
    mls::KeyPackage m_keyPackage;
    crypto::Digest m_hash{};
    wire::RoleSet m_roles;
};

// Checks MAC, signatures, KeyPackage, credential, visit and invite, and opens the name. `keys` are the named invite's;
// null for a staff hello. Errors: UnknownVersion, WrongGroup (another visit or invite), BadMac, BadSignature, BadKey,
// BadLifetime, Expired, NotAuthorized, Revoked, WrongPractice, UnsupportedExtension ... Counter and binding are
// LobbyDesk's to check.
Result<VerifiedHello> verifyHello(ByteSpan hello, const VisitId &visit, const identity::InviteKeys *keys,
                                  const InviteId &invite, const identity::PracticeTrust &trust, WallTime now);

} // namespace bedside::e2ee
