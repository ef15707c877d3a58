// SPDX-License-Identifier: Apache-2.0
#include "core/server/tickets.h"

#include "core/crypto/random.h"
#include "core/wire/http.h"

namespace bedside::server {

Result<Bytes> Tickets::issue(Identity identity, SteadyTime now)
{
    if (m_entries.size() >= kMostOut)
        std::erase_if(m_entries, [&](const auto &item) { return item.second.expires <= now; });
    if (m_entries.size() >= kMostOut)
        return Error(ErrorCode::TooManyAttempts, "tickets", wire::limit::kTicketLife.count());
    Bytes ticket = crypto::randomBytes(wire::limit::kTokenBytes);
    m_entries.emplace(crypto::sha256(ticket), Entry{std::move(identity), now + wire::limit::kTicketLife});
    return ticket;
}

Result<Identity> Tickets::redeem(ByteSpan ticket, SteadyTime now)
{
    auto found = m_entries.find(crypto::sha256(ticket)); // by hash: the time of the look-up says nothing of the ticket
    if (found == m_entries.end())
        return Error(ErrorCode::SessionEnded, "ticket");
    Entry entry = std::move(found->second);
    m_entries.erase(found);
    if (entry.expires <= now)
        return Error(ErrorCode::SessionEnded, "ticket age");
    return std::move(entry.identity);
}

} // namespace bedside::server
