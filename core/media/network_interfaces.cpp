// SPDX-License-Identifier: Apache-2.0
#include "core/media/network_interfaces.h"

#include "core/media/gst_ptr.h"

#include <gio/gio.h>
#include <nice/interfaces.h>

#include <algorithm>
#include <memory>

namespace bedside::media {
namespace {

constexpr Milliseconds kSleep{5'000}; // between two looks
constexpr Milliseconds kCancelling{100};

std::vector<std::string> firstOfEachFamily(const GList *found)
{
    std::vector<std::string> out;
    for (const GSocketFamily family : {G_SOCKET_FAMILY_IPV4, G_SOCKET_FAMILY_IPV6}) {
        for (const GList *one = found; one; one = one->next) {
            auto *address = static_cast<GInetAddress *>(one->data);
            if (g_inet_address_get_family(address) != family)
                continue;
            gchar *text = g_inet_address_to_string(address);
            out.emplace_back(text);
            g_free(text);
            break;
        }
    }
    return out;
}

// Lookups under way in a main context of their own, so that one thread waits for all of them at once. What is given up is
// cancelled: GLib's resolver then answers at once, although its thread still waits for the name server.
class Lookups {
public:
    explicit Lookups(std::size_t count) : m_answers(std::make_shared<Answers>())
    {
        m_answers->all.resize(count, Error(ErrorCode::TimedOut, "name servers"));
        m_answers->open = count;
        g_main_context_push_thread_default(m_context.get());
    }
    ~Lookups() { g_main_context_pop_thread_default(m_context.get()); }
    Lookups(const Lookups &) = delete;
    Lookups &operator=(const Lookups &) = delete;

    void begin(const std::string &host, std::size_t index)
    {
        g_resolver_lookup_by_name_async(G_RESOLVER(m_resolver.get()), host.c_str(), m_cancellable.get(), &Lookups::onAnswer,
                                        new Place{m_answers, index});
    }
    std::vector<Result<std::vector<std::string>>> wait(Milliseconds patience)
    {
        turn(patience);
        const auto answers = m_answers->all;
        if (m_answers->open > 0) {
            g_cancellable_cancel(m_cancellable.get());
            turn(kCancelling);
        }
        return answers;
    }

private:
    struct Answers {
        std::vector<Result<std::vector<std::string>>> all;
        std::size_t open = 0;
    };
    struct Place {
        std::shared_ptr<Answers> answers;
        std::size_t index;
    };

    void turn(Milliseconds atMost)
    {
        bool over = false;
        GSource *deadline = g_timeout_source_new(static_cast<guint>(atMost.count()));
        g_source_set_callback(deadline, &Lookups::onDeadline, &over, nullptr);
        g_source_attach(deadline, m_context.get());
        while (m_answers->open > 0 && !over)
            g_main_context_iteration(m_context.get(), TRUE);
        g_source_destroy(deadline);
        g_source_unref(deadline);
    }
    static gboolean onDeadline(gpointer over)
    {
        *static_cast<bool *>(over) = true;
        return G_SOURCE_REMOVE;
    }
    static void onAnswer(GObject *resolver, GAsyncResult *result, gpointer data)
    {
        const std::unique_ptr<Place> place(static_cast<Place *>(data));
        GList *found = g_resolver_lookup_by_name_finish(G_RESOLVER(resolver), result, nullptr);
        auto addresses = firstOfEachFamily(found);
        g_resolver_free_addresses(found);
        auto &answer = place->answers->all[place->index];
        answer = addresses.empty() ? Result<std::vector<std::string>>(Error(ErrorCode::NotFound, "no address of that name"))
                                   : Result<std::vector<std::string>>(std::move(addresses));
        --place->answers->open;
    }

    std::shared_ptr<Answers> m_answers;
    GstPtr<GMainContext> m_context = GstPtr<GMainContext>::adopt(g_main_context_new());
    GstPtr<GObject> m_resolver = GstPtr<GObject>::adopt(G_OBJECT(g_resolver_get_default()));
    GstPtr<GCancellable> m_cancellable = GstPtr<GCancellable>::adopt(g_cancellable_new());
};

} // namespace

std::vector<std::string> localAddresses()
{
    std::vector<std::string> out;
    GList *addresses = nice_interfaces_get_local_ips(FALSE);
    for (const GList *item = addresses; item; item = item->next)
        out.emplace_back(static_cast<const char *>(item->data));
    g_list_free_full(addresses, g_free);
    std::sort(out.begin(), out.end());
    return out;
}

bool hasNetworkAddress() { return !localAddresses().empty(); }

bool NetworkWatch::changed(const std::vector<std::string> &addresses, WallTime wall, SteadyTime steady)
{
    // The steady clock stands still during sleep on some systems, and goes on during it on others.
    const auto gap = std::max<Milliseconds>(wall - std::exchange(m_wall, wall), steady - std::exchange(m_steady, steady));
    const bool first = !std::exchange(m_looked, true);
    m_slept = !first && (m_slept || gap > kSleep);
    if (addresses.empty())
        return false;
    const bool other = addresses != std::exchange(m_addresses, addresses);
    return std::exchange(m_slept, false) || (other && !first);
}

std::vector<Result<std::vector<std::string>>> addressesOf(const std::vector<std::string> &hosts, Milliseconds patience)
{
    Lookups lookups(hosts.size());
    for (std::size_t i = 0; i < hosts.size(); ++i)
        lookups.begin(hosts[i], i);
    return lookups.wait(patience);
}

} // namespace bedside::media
