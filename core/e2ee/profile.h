// SPDX-License-Identifier: Apache-2.0
// Internal to core/e2ee: the profile of MLS that a visit keeps to: its two extensions, what a leaf must be able to do,
// and what may change from one epoch to the next. Pure; any thread.
#pragma once

#include "core/crypto/hash.h"
#include "core/e2ee/control.h"
#include "core/mls/group.h"

namespace bedside::e2ee::profile {

constexpr std::uint16_t kParamsExtension = 0xF0B1; // bedside_params, GroupContext
constexpr std::uint16_t kJoinExtension = 0xF0B2;   // bedside_join, GroupInfo
constexpr std::size_t kMaxMembers = 16;            // S = 4
constexpr std::size_t kMaxBindings = 256;

enum class Purpose : std::uint8_t { Visit = 1, Verification = 2 };

struct Binding { // a device that was admitted by an invite; nobody learns the invite's id from it
    crypto::Digest invite{};
    crypto::Digest device{};
    bool barred = false;
    friend bool operator==(const Binding &, const Binding &) = default;
};

struct Params {
    std::uint16_t protocolVersion = 1;
    std::uint16_t minimumVersion = 1;
    std::uint16_t sframeSuite = 5;
    std::uint8_t epochBits = 4;
    std::uint8_t leafBits = 4;
    Purpose purpose = Purpose::Visit;
    std::uint8_t pskMode = 0; // classical
    crypto::Digest policyHash{};
    // What follows may change within a group.
    LeafNumber hostLeaf = 0;
    bool locked = false;
    std::uint64_t grantNumber = 0;
    crypto::Digest grantHash{};
    std::vector<Binding> bindings; // ascending by invite and device, distinct
    friend bool operator==(const Params &, const Params &) = default;

    const Binding *find(const crypto::Digest &device) const;
    const Binding *ofInvite(const crypto::Digest &invite) const; // the one that is not barred, if there is one
    void bind(const crypto::Digest &invite, const crypto::Digest &device);
    void bar(const crypto::Digest &device);
};

crypto::Digest inviteHash(const InviteId &invite);

mls::Extension encodeParams(const Params &params);
Result<Params> decodeParams(ByteSpan data);
// required_capabilities {0xF0B1; basic} and bedside_params: the whole GroupContext extension list.
mls::Extensions groupContext(const Params &params);
// The reverse, checked: exactly those two (Downgraded), parameters that this program implements (UnknownVersion where
// an update is needed, Downgraded otherwise).
Result<Params> readGroupContext(const mls::Extensions &extensions);
// Only host leaf, lock, grant list (not to an older number) and bindings (not to fewer) may change. Downgraded.
Result<void> checkSuccession(const Params &before, const Params &after);

mls::Capabilities leafCapabilities();
// A leaf of ours lists both extensions and `basic`, this version and suite: UnsupportedExtension, UnsupportedSuite.
Result<void> checkKeyPackage(const mls::KeyPackage &package);

struct JoinCommitment {
    mls::KeyPackageRef newcomer{};
    crypto::Digest commitment{}; // SHA-256(n_h)
};
mls::Extension encodeJoin(const std::vector<JoinCommitment> &commitments); // of all newcomers of a commit
// The commitment for that newcomer: BadProposal where there is none.
Result<crypto::Digest> readJoin(const mls::Extensions &groupInfo, const mls::KeyPackageRef &newcomer);

} // namespace bedside::e2ee::profile
