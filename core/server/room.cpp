// SPDX-License-Identifier: Apache-2.0
#include "core/server/room.h"

#include <algorithm>

namespace bedside::server {

Member *Room::byConnection(ConnectionId connection)
{
    for (auto &member : members)
        if (connection != 0 && member.connection == connection)
            return &member;
    return nullptr;
}

Member *Room::byToken(const crypto::Digest &tokenHash)
{
    for (auto &member : members)
        if (member.invite && member.tokenHash == tokenHash)
            return &member;
    return nullptr;
}

Member *Room::hostMember()
{
    for (auto &member : members)
        if (member.isHost)
            return &member;
    return nullptr;
}

void Room::keep(KeptFrame frame)
{
    m_keptBytes += frame.frame.size();
    m_kept.push_back(std::move(frame));
    while (m_kept.size() > kMostKeptFrames || (m_keptBytes > kMostKeptBytes && m_kept.size() > 1)) {
        m_keptBytes -= m_kept.front().frame.size();
        m_kept.pop_front();
    }
}

std::vector<Bytes> Room::missed(std::uint64_t lastSeq, const Member &by) const
{
    std::vector<Bytes> out;
    for (const auto &frame : m_kept)
        if (frame.seq > std::max(lastSeq, by.joinedSeq) && (frame.toSenderToo || frame.sender != &by))
            out.push_back(frame.frame);
    return out;
}

void Room::forgetSender(const Member &member)
{
    for (auto &frame : m_kept)
        if (frame.sender == &member)
            frame.sender = nullptr;
}

} // namespace bedside::server
