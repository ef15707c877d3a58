// SPDX-License-Identifier: Apache-2.0
// bedside-bot: a participant without a screen.
#include "app/bot/json_lines.h"
#include "app/bot/line_protocol.h"
#include "app/bot/visit_bot.h"
#include "core/crypto/self_test.h"
#include "core/platform/key_store.h"
#include "core/platform/process.h"
#include "core/platform/profile_paths.h"
#include "core/platform/qt_executor.h"

#include <CLI/CLI.hpp>
#include <QGuiApplication>
#include <cstdio>
#include <nlohmann/json.hpp>

using namespace bedside;

namespace {

enum ExitCode { Ok = 0, FailedAtWork = 1, BadUsage = 2, Environment = 3, SelfTestRefused = 4 };

struct Arguments {
    bool lineProtocol = false;
    std::string trace;
    bool draw = false;
    bool withoutKeyStore = false;
    bot::BotOptions bot;
};

void describe(CLI::App &cli, Arguments &arguments)
{
    cli.set_version_flag("--version", "bedside-bot " BEDSIDE_VERSION);
    cli.footer("Exit status: 0 ended as planned, 1 failed at work, 2 wrong usage, 3 the profile or a device cannot be used, "
               "4 a cryptographic self-test failed.");
    cli.add_flag("--line-protocol", arguments.lineProtocol,
                 "A call without a visit: commands on standard input and events on standard output, one JSON object a line");
    cli.add_option("--trace", arguments.trace, "With --line-protocol: a file for the path's numbers, ten times a second");
    cli.add_flag("--draw", arguments.draw, "With --line-protocol: draw both pictures in a window, as the desktop program does");
    cli.add_option("--profile", arguments.bot.client.profile, "Folder of the profile (default: the user's own)");
    cli.add_flag("--without-key-store", arguments.withoutKeyStore, "Open the profile by its passphrase alone");
    cli.add_flag("--relay-only", arguments.bot.client.relayOnly, "Connect over the practice's relays or not at all");
    cli.add_flag("--loopback", arguments.bot.client.loopbackCandidates, "Offer 127.0.0.1 to peers: visits within one computer");
    cli.add_option("--video", arguments.bot.client.generatedVideo, "A .y4m file to send instead of the camera");
    cli.add_option("--audio", arguments.bot.client.generatedAudio, "A .wav file (48 kHz) to send instead of the microphone");
    cli.add_option("--seconds", arguments.bot.seconds, "How long to stay after the first picture")->check(CLI::Range(0, 86'400));
    cli.add_option("--patience", arguments.bot.patience, "Seconds after which waiting fails")->check(CLI::Range(1, 86'400));
    cli.add_option("--chat", arguments.bot.chat, "Text to send once the visit runs; may be given again");
    auto *join = cli.add_subcommand("join", "Open an invitation's link as a guest");
    join->add_option("LINK", arguments.bot.link, "The link")->required();
    auto *host = cli.add_subcommand("host", "Make an appointment, print its link, admit whoever comes with it. "
                                            "Reads one line: {\"passphrase\", \"login\", \"password\", \"code\"}");
    host->add_option("--patient", arguments.bot.patient, "Name in the appointment");
    cli.require_subcommand(0, 1);
}

int runLineProtocol(QCoreApplication &app, bool onlyLoopback, const std::string &trace, bool draw, Executor &executor, const Clock &clock)
{
    media::CallOptions options;
    options.onlyLoopback = onlyLoopback;
    bot::LineProtocol protocol(executor, clock, options, trace, draw, [&](int code) { app.exit(code); });
    bot::readLines(executor, [&](Json line) { protocol.onLine(line); }, [&](Result<void> end) { protocol.onEnd(end); });
    return app.exec();
}

int runVisit(QCoreApplication &app, Arguments &arguments, bool host, Executor &executor, const Clock &clock)
{
    // The key store separates profiles by their canonical folder.
    auto paths = platform::profilePaths(arguments.bot.client.profile);
    if (!paths.ok()) {
        std::fprintf(stderr, "bedside-bot: the profile folder cannot be used\n");
        return Environment;
    }
    std::unique_ptr<platform::KeyStore> keyStore;
    if (!arguments.withoutKeyStore) {
        auto made = platform::KeyStore::create(platform::serviceName(QString::fromStdString(paths->root.string())));
        keyStore = made.ok() ? std::move(made).value() : nullptr;
    }
    arguments.bot.client.keySlot = keyStore.get();
    arguments.bot.client.withoutSpeaker = true;
    bot::VisitBot visit(std::move(arguments.bot), executor, clock, [&](int code) { app.exit(code); });
    if (!host) {
        executor.post([&] { visit.join(); });
        return app.exec();
    }
    bool begun = false;
    bot::readLines(executor,
                   [&](Json line) {
                       if (!std::exchange(begun, true))
                           visit.host(line);
                   },
                   [&](Result<void>) {
                       if (!begun)
                           app.exit(BadUsage);
                   });
    return app.exec();
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App cli("A Bedside participant without a screen, for tests, load and measurements.", "bedside-bot");
    Arguments arguments;
    describe(cli, arguments);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? Ok : BadUsage;
    }
    const bool host = cli.got_subcommand("host");
    const bool join = cli.got_subcommand("join");
    if (static_cast<int>(host) + static_cast<int>(join) + static_cast<int>(arguments.lineProtocol) != 1) {
        std::fprintf(stderr, "bedside-bot: choose one of --line-protocol, host and join (see --help)\n");
        return BadUsage;
    }
    if (!crypto::selfTest().ok()) {
        std::fprintf(stderr, "bedside-bot: a cryptographic self-test failed; refusing to start\n");
        return SelfTestRefused;
    }
    (void)platform::protectProcessMemory().ok(); // where the system offers it
    const std::unique_ptr<QCoreApplication> app(arguments.draw ? new QGuiApplication(argc, argv) : new QCoreApplication(argc, argv));
    // Never destroyed: the reader of standard input may still post to it while the process ends.
    static auto &executor = *new platform::QtExecutor;
    static SystemClock clock;
    return arguments.lineProtocol ? runLineProtocol(*app, arguments.bot.client.loopbackCandidates, arguments.trace, arguments.draw, executor, clock)
                                  : runVisit(*app, arguments, host, executor, clock);
}
