// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/doctor.h"

#include "core/client/network_check.h"
#include "core/client/profile_store.h"
#include "core/identity/invite_link.h"
#include "core/platform/qt_executor.h"
#include "ui/models/formatters.h"

#include <QCoreApplication>
#include <cstdio>

namespace bedside::desktop {
namespace {

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

void print(const NetworkStep &step)
{
    const std::string took = step.error ? std::string(errorName(step.error->code())) : std::to_string(step.took.count()) + " ms";
    std::printf("%-7s %-18s %s  %s\n", step.error ? "failed" : "ok", qPrintable(ui::networkLegName(step.leg)), step.target.c_str(), took.c_str());
    if (step.error)
        std::printf("        %s\n", qPrintable(ui::networkAdvice(step)));
    std::fflush(stdout);
}

void printOutcome(const client::NetworkVerdict &verdict)
{
    for (const QString &figure : ui::networkFigures(verdict))
        std::printf("%s\n", qPrintable(figure));
    for (const QString &line : {ui::networkNote(verdict), ui::networkHeadline(verdict)}) {
        if (!line.isEmpty())
            std::printf("%s\n", qPrintable(line));
    }
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
    const SystemClock clock;
    platform::QtExecutor executor;
    std::size_t printed = 0;
    bool failed = false;
    client::NetworkCheck check(*server, practice->server, std::move(practice->trust), executor, clock,
                               [&](const client::NetworkVerdict &verdict) {
                                   for (; printed < verdict.steps.size(); ++printed) {
                                       print(verdict.steps[printed]);
                                       failed = failed || verdict.steps[printed].error;
                                   }
                                   if (verdict.running)
                                       return;
                                   printOutcome(verdict);
                                   QCoreApplication::quit();
                               });
    std::printf("%s\n", qPrintable(ui::networkProxy(check.verdict())));
    std::fflush(stdout);
    check.start();
    QCoreApplication::exec();
    return failed ? Fails : Works;
}

} // namespace bedside::desktop
