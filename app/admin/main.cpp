// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "core/crypto/self_test.h"
#include "core/platform/process.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>

using namespace bedside;
using namespace bedside::admin;

namespace {

struct Arguments {
    SetupOptions setup;
    ProfileOptions renew, import;
    AuditOptions audit;
    EraseOptions erase;
    std::filesystem::path data;
    int step = 0;
};

void describeSetup(CLI::App &app, Arguments &arguments)
{
    auto *setup = app.add_subcommand("setup", "Make the practice on a fresh server and the first administrator's profile here. "
                                              "Reads practiceName, personName, login, password, passphrase.");
    setup->add_option("--server", arguments.setup.server, "Address of the server, such as https://bedside.example:8443")->required();
    setup->add_option("--setup-file", arguments.setup.setupFile, "The one-time file that the server wrote into its data folder")
        ->required();
    setup->add_option("--profile", arguments.setup.profile, "Folder for the profile")->required();
    setup->add_option("--practice-name", arguments.setup.practiceName, "Name of the practice; only its own devices see it");
    setup->add_option("--person-name", arguments.setup.personName, "Your name as patients see it");
    setup->add_option("--login", arguments.setup.login, "Your name for signing in");
    setup->add_flag("--without-key-store", arguments.setup.withoutKeyStore,
                    "Protect the profile by a passphrase alone, for profiles that move between computers");
}

void describeRest(CLI::App &app, Arguments &arguments)
{
    auto *renew = app.add_subcommand("renew", "Sign a new grant list and server statement. Reads passphrase, password, code.");
    renew->add_option("--profile", arguments.renew.profile, "The administrator's profile")->required();

    auto *import = app.add_subcommand("import", "Make appointments from JSON lines. Reads passphrase, login, password, code first.");
    import->add_option("--profile", arguments.import.profile, "The profile to sign in with")->required();

    auto *totp = app.add_subcommand("totp", "Print the present code of an authenticator secret. Reads secret.");
    totp->add_option("--step", arguments.step, "-1 for the code before, 1 for the next")->check(CLI::Range(-1, 1));

    auto *audit = app.add_subcommand("audit", "The server's log");
    audit->require_subcommand(1);
    auto *verify = audit->add_subcommand("verify", "Recompute the log from its entries and print its size and root");
    verify->footer("Exit codes beside the usual ones: 10 entries are missing, 11 an entry was edited, 12 entries were\n"
                   "reordered, 13 the log was forked (rewritten), 14 it was rolled back, 15 its head is missing or not signed.");
    verify->add_option("--data", arguments.audit.data, "The server's data folder")->required();
    verify->add_option("--head", arguments.audit.head, "SIZE:ROOT printed earlier, which the log must still contain");

    auto *erase = audit->add_subcommand("erase", "Forget the addresses and device names of entries. The entries stay, and every proof holds. "
                                                 "It cannot be undone.");
    erase->add_option("--data", arguments.erase.data, "The server's data folder")->required();
    auto *which = erase->add_option_group("which entries")->require_option(1);
    which->add_option("--entry", arguments.erase.entry, "The index of one entry");
    which->add_option("--before", arguments.erase.before, "All from before this day, YYYY-MM-DD, UTC");
    erase->add_flag("--yes", arguments.erase.yes, "Do it; without this the entries are only counted");

    auto *dump = app.add_subcommand("server-dump", "Print every column of the server's database as JSON lines");
    dump->add_option("--data", arguments.data, "The server's data folder")->required();
}

int dispatch(const CLI::App &app, const Arguments &arguments)
{
    if (app.got_subcommand("setup"))
        return setUp(arguments.setup);
    if (app.got_subcommand("renew"))
        return renew(arguments.renew);
    if (app.got_subcommand("import"))
        return importAppointments(arguments.import);
    if (app.got_subcommand("totp"))
        return printTotp(arguments.step);
    if (app.got_subcommand("audit"))
        return app.get_subcommand("audit")->got_subcommand("erase") ? eraseFromAudit(arguments.erase) : verifyAudit(arguments.audit);
    return dumpServer(arguments.data);
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication qt(argc, argv);
    CLI::App app("bedside-admin: set-up and upkeep of a practice", "bedside-admin");
    app.set_version_flag("--version", "bedside-admin " BEDSIDE_VERSION);
    app.require_subcommand(1);
    app.footer("Secrets come from prompts, or as one JSON object on the first line of standard input.\n"
               "Exit codes: 0 ok, 1 failed at work, 2 bad usage, 3 environment, 4 self-test refused;\n"
               "10 to 15 say what is wrong with the log: see audit verify --help.");
    Arguments arguments;
    describeSetup(app, arguments);
    describeRest(app, arguments);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return app.exit(error) == 0 ? ExitOk : ExitUsage;
    }

    (void)platform::protectProcessMemory().ok(); // a system that cannot is no reason to refuse upkeep
    if (auto tested = crypto::selfTest(); !tested.ok())
        return report(tested.error());
    return dispatch(app, arguments);
}
