// SPDX-License-Identifier: Apache-2.0
// What a visit's runs leave behind so that a restart of the server does not end them: host, members' tokens, commits.
// Storage thread.
#pragma once

#include "core/crypto/hash.h"
#include "core/server/storage.h"
#include "core/wire/messages.h"

#include <vector>

namespace bedside::server {

struct StoredCommit {
    std::uint64_t seq = 0;
    std::uint64_t epoch = 0;
    Bytes body;
};

struct StoredInstance {
    AccountId host;
    bool ended = false;
    std::vector<StoredCommit> commits; // rising seq
};

class Instances {
public:
    static constexpr std::size_t kKeptCommits = 64; // per instance

    explicit Instances(Storage &storage) : m_storage(storage) {}

    // All but find() and memberInvite() inside a transaction.
    Result<void> open(const VisitId &visit, const InstanceId &instance, const AccountId &host, WallTime now);
    Result<std::optional<StoredInstance>> find(const VisitId &visit, const InstanceId &instance);
    Result<void> addMember(const VisitId &visit, const InstanceId &instance, const InviteId &invite,
                           const crypto::Digest &tokenHash, WallTime now);
    Result<std::optional<InviteId>> memberInvite(const VisitId &visit, const InstanceId &instance,
                                                 const crypto::Digest &tokenHash);
    Result<void> removeMember(const crypto::Digest &tokenHash);
    Result<void> addCommit(const VisitId &visit, const InstanceId &instance, const StoredCommit &commit);
    Result<void> end(const VisitId &visit, const InstanceId &instance, wire::EndOutcome outcome, WallTime now);

private:
    Storage &m_storage;
};

} // namespace bedside::server
