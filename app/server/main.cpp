// SPDX-License-Identifier: Apache-2.0
// bedside-server: reads the settings, opens data folder and port, serves until SIGTERM.
#include "core/base/log.h"
#include "core/crypto/self_test.h"
#include "core/server/relay_credentials.h"
#include "core/server/server.h"
#include "core/store/atomic_file.h"

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <malloc.h>
#include <sys/resource.h>
#include <sys/stat.h>

using namespace bedside;

namespace {

enum Exit { kOk = 0, kFailed = 1, kUsage = 2, kEnvironment = 3, kSelfTest = 4 };

constexpr std::size_t kMostConfigBytes = 64 * 1024;
constexpr const char *kEpilogue = "Exit status: 0 ended cleanly, 1 failed while serving, 2 wrong usage or settings, "
                                  "3 the data folder or the port cannot be used, 4 a cryptographic self-test failed.";

struct Arguments {
    std::string config;
    std::string data;
    std::string listen;
    std::string capture;
};

// Everything that the process may not leave behind or run out of.
void prepareProcess()
{
    ::umask(0077);
    std::signal(SIGPIPE, SIG_IGN);
    const struct rlimit none{0, 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
    struct rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        (void)::setrlimit(RLIMIT_NOFILE, &files);
    }
    // Few arenas: memory freed by one thread is there for the next, and thousands of idle sockets stay small.
    (void)::mallopt(M_ARENA_MAX, 2);
}

Result<server::Config> readConfig(const Arguments &arguments)
{
    server::Config config;
    if (!arguments.config.empty()) {
        TRY(auto text, store::readSmallFile(arguments.config, kMostConfigBytes));
        TRY(config, server::parseConfig(asText(text)));
    }
    if (!arguments.data.empty())
        config.dataFolder = arguments.data;
    if (!arguments.listen.empty())
        TRY_OK(server::setListen(config, arguments.listen));
    config.captureFolder = arguments.capture;
    if (config.dataFolder.empty())
        return Error(ErrorCode::Malformed, "no data folder: use --data or `data =` in the settings");
    return config;
}

int complain(int status, const char *what, const Error &error)
{
    std::cerr << "bedside-server: " << what << ": " << errorName(error.code()) << " (" << error.why();
    if (error.detail() != 0)
        std::cerr << ", " << error.detail();
    std::cerr << ")\n";
    return status;
}

const char *whatToDo(ErrorCode code)
{
    switch (code) {
    case ErrorCode::StoreDamaged:
        return "the database is damaged or its key file is another one; nothing was changed: restore a backup of the data folder";
    case ErrorCode::StoreForeign: return "bedside.db in the data folder is not this server's; nothing was changed";
    case ErrorCode::StoreNewer: return "the database was written by a newer version: install that version";
    case ErrorCode::DiskFull: return "the disk is full";
    case ErrorCode::NotFound: return "the database is there and its key file bedside.key is not: restore it from the backup";
    default: return "cannot open the data folder or the port";
    }
}

int serve(const server::Config &config)
{
    const SystemClock clock;
    auto server = server::Server::create(config, clock);
    if (!server.ok())
        return complain(kEnvironment, whatToDo(server.error().code()), server.error());
    (*server)->network().stopOnSignals();
    std::cout << "ready " << (*server)->port() << std::endl;
    (*server)->run();
    return kOk;
}

} // namespace

int main(int argc, char **argv)
{
    CLI::App app("The server of a Bedside practice: orders messages and keeps ciphertext.", "bedside-server");
    Arguments arguments;
    app.set_version_flag("--version", "bedside-server " BEDSIDE_VERSION);
    app.add_option("--config", arguments.config, "Settings file");
    app.add_option("--data", arguments.data, "Data folder; made if it is missing");
    app.add_option("--listen", arguments.listen, "ADDRESS:PORT; port 0 lets the system pick one");
    app.add_option("--capture", arguments.capture, "Also write every HTTP body and socket payload into this folder");
    app.footer(kEpilogue);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? kOk : kUsage;
    }
    prepareProcess();
    if (auto tested = crypto::selfTest(); !tested.ok())
        return complain(kSelfTest, "the cryptographic self-test failed, so the server does not start", tested.error());
    auto config = readConfig(arguments);
    if (!config.ok())
        return complain(kUsage, "settings (the number is the line)", config.error());
    if (auto relays = server::RelayCredentials::load(*config); !relays.ok())
        return complain(kUsage, "the relays' secret or certificate cannot be used", relays.error());
    try {
        return serve(*config);
    } catch (const std::exception &) { // from Asio or the allocator: its text may name anything, so it is not shown
        logEvent(LogLevel::Error, "server.failed");
        return kFailed;
    }
}
