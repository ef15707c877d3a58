// SPDX-License-Identifier: Apache-2.0
#include "core/server/instances.h"

namespace bedside::server {

Result<void> Instances::open(const VisitId &visit, const InstanceId &instance, const AccountId &host, WallTime now)
{
    auto added = m_storage.database().run("INSERT INTO instances(visit, instance, host, opened_at) VALUES(?, ?, ?, ?)", visit,
                                          instance, host, now);
    if (!added.ok() && added.error().code() == ErrorCode::Conflict)
        return Error(ErrorCode::AlreadyExists, "instance");
    return added;
}

Result<std::optional<StoredInstance>> Instances::find(const VisitId &visit, const InstanceId &instance)
{
    StoredInstance found;
    {
        TRY(auto statement,
            m_storage.database().prepare("SELECT host, ended_at FROM instances WHERE visit = ? AND instance = ?"));
        TRY_OK(statement.bindAll(visit, instance));
        TRY(bool row, statement.step());
        if (!row)
            return std::optional<StoredInstance>();
        TRY(found.host, statement.id<AccountId>(0));
        found.ended = !statement.isNull(1);
    }
    TRY(auto statement,
        m_storage.database().prepare("SELECT seq, epoch, body FROM commits WHERE visit = ? AND instance = ? ORDER BY seq"));
    TRY_OK(statement.bindAll(visit, instance));
    for (;;) {
        TRY(bool row, statement.step());
        if (!row)
            return std::optional<StoredInstance>(std::move(found));
        StoredCommit commit;
        TRY(auto seq, statement.integer(0));
        TRY(auto epoch, statement.integer(1));
        TRY(commit.body, statement.blob(2));
        commit.seq = static_cast<std::uint64_t>(seq);
        commit.epoch = static_cast<std::uint64_t>(epoch);
        found.commits.push_back(std::move(commit));
    }
}

Result<void> Instances::addMember(const VisitId &visit, const InstanceId &instance, const InviteId &invite,
                                  const crypto::Digest &tokenHash, WallTime now)
{
    return m_storage.database().run("INSERT INTO members(token, visit, instance, invite, admitted_at) VALUES(?, ?, ?, ?, ?)",
                                    tokenHash, visit, instance, invite, now);
}

Result<std::optional<InviteId>> Instances::memberInvite(const VisitId &visit, const InstanceId &instance,
                                                        const crypto::Digest &tokenHash)
{
    TRY(auto statement,
        m_storage.database().prepare("SELECT invite FROM members WHERE token = ? AND visit = ? AND instance = ?"));
    TRY_OK(statement.bindAll(tokenHash, visit, instance));
    TRY(bool row, statement.step());
    if (!row)
        return std::optional<InviteId>();
    TRY(auto invite, statement.id<InviteId>(0));
    return std::optional<InviteId>(invite);
}

Result<void> Instances::removeMember(const crypto::Digest &tokenHash)
{
    return m_storage.database().run("DELETE FROM members WHERE token = ?", tokenHash);
}

Result<void> Instances::addCommit(const VisitId &visit, const InstanceId &instance, const StoredCommit &commit)
{
    const auto seq = static_cast<std::int64_t>(commit.seq);
    TRY_OK(m_storage.database().run("INSERT INTO commits(visit, instance, seq, epoch, body) VALUES(?, ?, ?, ?, ?)", visit,
                                    instance, seq, static_cast<std::int64_t>(commit.epoch), commit.body));
    return m_storage.database().run("DELETE FROM commits WHERE visit = ?1 AND instance = ?2 AND seq NOT IN (SELECT seq FROM "
                                    "commits WHERE visit = ?1 AND instance = ?2 ORDER BY seq DESC LIMIT ?3)",
                                    visit, instance, static_cast<std::int64_t>(kKeptCommits));
}

Result<void> Instances::end(const VisitId &visit, const InstanceId &instance, wire::EndOutcome outcome, WallTime now)
{
    TRY_OK(m_storage.database().run(
        "UPDATE instances SET ended_at = ?, outcome = ? WHERE visit = ? AND instance = ? AND ended_at IS NULL", now,
        wire::endOutcomeName(outcome), visit, instance));
    TRY_OK(m_storage.database().run("DELETE FROM members WHERE visit = ? AND instance = ?", visit, instance));
    return m_storage.database().run("DELETE FROM commits WHERE visit = ? AND instance = ?", visit, instance);
}

} // namespace bedside::server
