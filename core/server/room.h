// SPDX-License-Identifier: Apache-2.0
// One run of a visit as the server sees it: members, one rising number over commits and messages, and the recent frames
// for those who come back. Value; network thread.
#pragma once

#include "core/server/lobby.h"

#include <deque>
#include <functional>
#include <list>
#include <memory>

namespace bedside::server {

struct RoomKey {
    VisitId visit;
    InstanceId instance;
    friend auto operator<=>(const RoomKey &, const RoomKey &) = default;
};

struct Member {
    ConnectionId connection = 0;   // 0 while away
    std::optional<InviteId> invite; // none: staff
    AccountId account;             // staff
    crypto::Digest tokenHash{};    // guests
    bool isHost = false;
    std::uint64_t joinedSeq = 0;   // what came before is not for this member
};

struct KeptFrame {
    std::uint64_t seq = 0;
    const Member *sender = nullptr; // compared only; null where the sender is not known any more
    bool toSenderToo = false;
    Bytes frame;
};

class Room {
public:
    // The replay buffer: enough for a minute's absence of a large group; older frames are gone for good.
    static constexpr std::size_t kMostKeptFrames = 512;
    static constexpr std::size_t kMostKeptBytes = 1024 * 1024;
    static constexpr std::size_t kMostMembers = 64;
    static constexpr std::size_t kMostSteps = 256;

    explicit Room(RoomKey roomKey) : key(roomKey) {}

    const RoomKey key;
    bool open = false; // known to the storage and ready for messages
    AccountId host;
    WallTime plannedEnd{};
    std::uint64_t seq = 0;
    std::optional<std::uint64_t> lastEpoch; // of the newest commit
    std::list<Member> members;              // stable addresses
    std::optional<SteadyTime> emptySince;   // nobody has been seen in it since then

    Member *byConnection(ConnectionId connection);
    Member *byToken(const crypto::Digest &tokenHash);
    Member *hostMember();
    void keep(KeptFrame frame);
    std::vector<Bytes> missed(std::uint64_t lastSeq, const Member &by) const;
    void forgetSender(const Member &member);

    // Steps waiting for the one under way.
    std::deque<std::function<void(Room &, std::function<void()>)>> steps;
    bool busy = false;

private:
    std::deque<KeptFrame> m_kept;
    std::size_t m_keptBytes = 0;
};

} // namespace bedside::server
