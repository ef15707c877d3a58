// SPDX-License-Identifier: Apache-2.0
// Role keys: 32-byte keys that open the sealed objects of `scheduling`, `clinical` and `hosting`; numbered, replaced on
// revocation, wrapped by HPKE to each entitled device and to the practice's recovery key, and signed by the device that
// wrapped them. Move-only; any thread.
#pragma once

#include "core/base/ids.h"
#include "core/identity/practice_trust.h"

#include <map>
#include <string_view>

namespace bedside::e2ee {

enum class KeyRole : std::uint8_t { Scheduling = 1, Clinical = 2, Hosting = 3 };
std::string_view keyRoleName(KeyRole role) noexcept; // "scheduling", "clinical", "hosting"
Result<KeyRole> keyRoleFrom(std::string_view name);
// Which role keys the holder of these roles gets.
std::vector<KeyRole> keyRolesFor(wire::RoleSet roles);

struct RoleKey {
    KeyRole role = KeyRole::Scheduling;
    std::uint32_t number = 1;
    Secret key; // 32 bytes

    static RoleKey generate(KeyRole role, std::uint32_t number);
    RoleKey clone() const;
};

// HPKE to a device's (or the recovery) X25519 key; practice, role and number are bound in. Anybody who knows that public
// key could do that, the server above all, and what is sealed from then on would be open to it: so `by` signs.
Result<Bytes> wrapRoleKey(const PracticeId &practice, const RoleKey &key, const crypto::DhPublicKey &to,
                          const identity::DeviceKeys &by, const identity::DeviceCertificate &certificate);
// BadMac, BadKey. Not from a device whose roles may write role keys: WrongPractice, BadSignature, Revoked, NotAuthorized.
Result<RoleKey> unwrapRoleKey(const PracticeId &practice, KeyRole role, std::uint32_t number, ByteSpan wrapped,
                              const crypto::DhKey &device, const identity::PracticeTrust &trust);

class RoleKeyRing {
public:
    void add(RoleKey key);
    const RoleKey *find(KeyRole role, std::uint32_t number) const;
    const RoleKey *newest(KeyRole role) const;
    bool empty() const noexcept { return m_keys.empty(); }
    void clear() noexcept { m_keys.clear(); } // on lock

private:
    std::map<std::pair<KeyRole, std::uint32_t>, RoleKey> m_keys;
};

} // namespace bedside::e2ee
