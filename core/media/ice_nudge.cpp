// SPDX-License-Identifier: Apache-2.0
#include "core/media/ice_nudge.h"

#include "core/crypto/random.h"

#include <nice/agent.h>
#include <stun/usages/ice.h>

#include <array>
#include <cstring>

namespace bedside::media {
namespace {

constexpr std::size_t kAtOnce = 3; // 140 bytes each
constexpr std::uint32_t kPriority = 110u << 24 | 65'535u << 8 | 255u; // as of a peer-reflexive candidate

struct Aim {
    GSocket *from = nullptr;
    const NiceAddress *to = nullptr;
};

std::vector<Aim> aims(const GPtrArray *sockets, const GSList *candidates)
{
    std::vector<Aim> out;
    for (const GSList *item = candidates; item; item = item->next) {
        const auto *candidate = static_cast<const NiceCandidate *>(item->data);
        if (candidate->transport != NICE_CANDIDATE_TRANSPORT_UDP)
            continue;
        const auto family = nice_address_ip_version(&candidate->addr) == 4 ? G_SOCKET_FAMILY_IPV4 : G_SOCKET_FAMILY_IPV6;
        for (guint i = 0; sockets && i < sockets->len; ++i) {
            auto *from = static_cast<GSocket *>(g_ptr_array_index(sockets, i));
            if (g_socket_get_socket_type(from) == G_SOCKET_TYPE_DATAGRAM && g_socket_get_family(from) == family)
                out.push_back({from, &candidate->addr});
        }
    }
    return out;
}

std::size_t makeCheck(std::span<std::uint8_t> out, const std::string &name, const std::string &password, bool controlling)
{
    static constexpr std::uint16_t kKnown[] = {STUN_ATTRIBUTE_USERNAME, STUN_ATTRIBUTE_MESSAGE_INTEGRITY, STUN_ATTRIBUTE_PRIORITY, 0};
    StunAgent agent; // keeps the numbers of what it asked, which nobody here needs
    stun_agent_init(&agent, kKnown, STUN_COMPATIBILITY_RFC5389,
                    static_cast<StunAgentUsageFlags>(STUN_AGENT_USAGE_SHORT_TERM_CREDENTIALS | STUN_AGENT_USAGE_USE_FINGERPRINT));
    std::array<std::uint8_t, 8> random;
    crypto::randomBytes(random);
    std::uint64_t tie = 0;
    for (const std::uint8_t byte : random)
        tie = tie << 8 | byte;
    StunMessage message;
    return stun_usage_ice_conncheck_create(&agent, &message, out.data(), out.size(), asBytes(name).data(), name.size(),
                                           asBytes(password).data(), password.size(), false, controlling, kPriority, tie, nullptr,
                                           STUN_USAGE_ICE_COMPATIBILITY_RFC5245);
}

} // namespace

void IceNudge::send()
{
    auto *agent = reinterpret_cast<NiceAgent *>(m_agent.get());
    gchar *name = nullptr, *password = nullptr;
    if (!nice_agent_get_local_credentials(agent, kIceStream, &name, &password))
        return;
    if (password)
        wipeMemory(MutableByteSpan(reinterpret_cast<std::uint8_t *>(password), std::strlen(password)));
    g_free(password);
    const std::string own = takeText(name);
    if (own.empty())
        return; // its description has not been made yet
    const std::string both = m_remote.name + ':' + own;
    GPtrArray *sockets = nice_agent_get_sockets(agent, kIceStream, kIceComponent);
    GSList *candidates = nice_agent_get_remote_candidates(agent, kIceStream, kIceComponent);
    const auto all = aims(sockets, candidates);
    for (std::size_t i = 0; i < std::min(kAtOnce, all.size()); ++i) {
        const Aim &aim = all[m_next++ % all.size()];
        std::array<std::uint8_t, 512> check;
        sockaddr_storage address{};
        nice_address_copy_to_sockaddr(aim.to, reinterpret_cast<sockaddr *>(&address));
        const auto to = GstPtr<GSocketAddress>::adopt(g_socket_address_new_from_native(&address, sizeof address));
        if (const std::size_t size = makeCheck(check, both, m_remote.password, m_controlling); size > 0 && to)
            g_socket_send_to(aim.from, to.get(), reinterpret_cast<const gchar *>(check.data()), size, nullptr, nullptr);
    }
    g_slist_free_full(candidates, reinterpret_cast<GDestroyNotify>(&nice_candidate_free));
    if (sockets)
        g_ptr_array_unref(sockets);
}

} // namespace bedside::media
