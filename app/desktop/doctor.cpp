// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/doctor.h"

#include "app/desktop/support_report.h"
#include "core/client/network_check.h"
#include "core/client/profile_store.h"
#include "core/identity/invite_link.h"
#include "core/platform/qt_executor.h"

#include <QCoreApplication>
#include <cstdio>

namespace bedside::desktop {
namespace {

using client::NetworkLeg;
using client::NetworkStep;

enum Outcome { Works = 0, Fails = 1, BadLink = 2, NothingKnown = 3 };

struct Practice {
    std::string server;
    identity::PracticeTrust trust;
};

Result<Practice> practiceOf(const platform::ProfilePaths &paths, const std::string &link)
{
    if (!link.empty()) {
        TRY(const auto parsed, identity::InviteLink::parse(link));
        return Practice{parsed.server, identity::PracticeTrust::pinnedTo(parsed.fingerprint)};
    }
    TRY(auto pinned, client::ProfileStore::readPinned(paths));
    return Practice{pinned.server, std::move(pinned.trust)};
}

const char *nameOf(NetworkLeg leg)
{
    switch (leg) {
    case NetworkLeg::Https: return "server, HTTPS";
    case NetworkLeg::Socket: return "server, WebSocket";
    case NetworkLeg::RelayUdp: return "relay, UDP";
    case NetworkLeg::RelayTcp: return "relay, TCP";
    case NetworkLeg::RelayTls: return "relay, TLS";
    }
    return "";
}

const char *whatToAsk(NetworkLeg leg, ErrorCode code)
{
    const bool toServer = leg == NetworkLeg::Https || leg == NetworkLeg::Socket;
    switch (code) {
    case ErrorCode::ProxyRefused: return "The proxy did not let this through. Allow CONNECT to this host and port, or correct the name and password in https_proxy.";
    case ErrorCode::ServerCertificateChanged:
        return "Something shows another certificate. Take this host out of TLS inspection; if there is none, tell the practice.";
    case ErrorCode::ClockWrong: return "This computer's clock is wrong. Set its time and time zone.";
    case ErrorCode::Malformed: return "Something else answers there. Tell the practice, and look for a device that intercepts this port.";
    default: break;
    }
    if (leg == NetworkLeg::Socket)
        return "Let WebSocket connections through to this host and port, without inspection and without a limit on their length.";
    if (leg == NetworkLeg::RelayUdp)
        return "Let UDP out to this host and port, and its answers back in. Without it visits take the slower ways below.";
    return toServer ? "Let TCP out to this host and port, and let this computer look up the host's name." : "Let TCP out to this host and port.";
}

} // namespace

int runDoctor(const platform::ProfilePaths &paths, const std::string &link)
{
    auto practice = practiceOf(paths, link);
    const auto server = practice.ok() ? net::ServerAddress::parse(practice->server) : Result<net::ServerAddress>(practice.error());
    if (!server.ok()) {
        std::fputs(link.empty() ? "bedside: no practice is known in this profile: give an invitation's link\n" : "bedside: this is no invitation\n", stderr);
        return link.empty() ? NothingKnown : BadLink;
    }
    std::printf("proxy: %s\n", proxyText().c_str());
    std::fflush(stdout);

    const SystemClock clock;
    platform::QtExecutor executor;
    int failures = 0, relays = 0;
    client::NetworkCheck check(
        *server, practice->server, std::move(practice->trust), executor, clock,
        [&](const NetworkStep &step) {
            failures += step.error ? 1 : 0;
            relays += step.leg == NetworkLeg::Https || step.leg == NetworkLeg::Socket ? 0 : 1;
            const std::string took = step.error ? std::string(errorName(step.error->code())) : std::to_string(step.took.count()) + " ms";
            std::printf("%-7s %-18s %s  %s\n", step.error ? "failed" : "ok", nameOf(step.leg), step.target.c_str(), took.c_str());
            if (step.error)
                std::printf("        %s\n", whatToAsk(step.leg, step.error->code()));
            std::fflush(stdout);
        },
        [] { QCoreApplication::quit(); });
    check.start();
    QCoreApplication::exec();
    if (relays == 0 && failures == 0)
        std::puts("The practice has no relay: visits need a direct way between the two networks.");
    return failures == 0 ? Works : Fails;
}

} // namespace bedside::desktop
