// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/application.h"
#include "app/desktop/doctor.h"
#include "app/desktop/script_driver.h"
#include "app/desktop/support_report.h"
#include "core/base/json.h"
#include "core/crypto/self_test.h"
#include "core/platform/process.h"
#include "core/platform/profile_paths.h"
#include "core/platform/single_instance.h"

#include <CLI/CLI.hpp>
#include <QApplication>
#include <QIcon>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <iostream>

using namespace bedside;
using namespace bedside::desktop;

namespace {

enum ExitCode { Ok = 0, FailedAtWork = 1, BadUsage = 2, Environment = 3, SelfTestRefused = 4 };

struct Arguments {
    std::string link;
    std::filesystem::path profile;
    std::string script;
    std::filesystem::path report = ".";
    ApplicationOptions application;
    bool inspectable = false;
    bool doctor = false;
    std::filesystem::path supportBundle;
};

void describe(CLI::App &cli, Arguments &arguments)
{
    cli.set_version_flag("--version", "bedside " BEDSIDE_VERSION);
    cli.add_option("LINK", arguments.link, "An invitation: opens its waiting room");
    cli.add_option("--profile", arguments.profile, "Folder of the profile (default: the user's own)");
    cli.add_option("--language", arguments.application.language, "en or es")->check(CLI::IsMember({"en", "es"}));
    cli.add_option("--appearance", arguments.application.appearance, "system, light, dark or contrast")
        ->check(CLI::IsMember({"system", "light", "dark", "contrast"}));
    cli.add_flag("--doctor", arguments.doctor,
                 "Try what visits need of this network, tell it in lines and end; with a LINK, for its practice");
    cli.add_option("--support-bundle", arguments.supportBundle,
                   "Write a report for whoever helps into this new file (-: standard output), nothing of a patient in it, and end");
    cli.add_option("--script", arguments.script, "Perform the steps in this file, or from standard input (-)");
    cli.add_option("--report", arguments.report, "Folder for the script's pictures");
    cli.add_flag("--relay-only", arguments.application.relayOnly,
                 "Connect over the practice's relays or not at all: nobody in a visit learns this computer's address");
    cli.add_flag("--loopback", arguments.application.loopbackCandidates, "Offer 127.0.0.1 to peers: visits within one computer");
    cli.add_flag("--without-key-store", arguments.application.withoutKeyStore, "Open the profile by its passphrase alone");
    cli.add_option("--generated-variant", arguments.application.generatedVariant,
                   "Which picture and sound stand in for a missing camera and microphone");
    cli.add_flag("--inspectable", arguments.inspectable, "Let this user's other programs read the process's memory");
}

int complain(const char *what, const Error &error)
{
    const auto name = errorName(error.code());
    std::fprintf(stderr, "bedside: %s: %.*s (%s)\n", what, static_cast<int>(name.size()), name.data(), error.why());
    return Environment;
}

void printLine(const nlohmann::json &line)
{
    const std::string text = dumpJson(line) + '\n';
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
}

// False: the file can't be read or a line of it is no step.
bool readScript(const std::string &path, ScriptDriver &driver)
{
    std::ifstream file(path);
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (const auto taken = driver.take(line); !taken.ok()) {
            std::fprintf(stderr, "bedside: %s:%d: %s\n", path.c_str(), number, taken.error().why());
            return false;
        }
    }
    return file.eof();
}

std::unique_ptr<ScriptDriver> makeDriver(const Arguments &arguments, Application &application)
{
    const bool fromInput = arguments.script == "-";
    auto driver = std::make_unique<ScriptDriver>(application.window(), application.app(), application.facade(),
                                                 QDir(QString::fromStdU16String(arguments.report.u16string())), fromInput,
                                                 printLine);
    if (!fromInput && !readScript(arguments.script, *driver))
        return nullptr;
    auto *raw = driver.get();
    readStandardInput(
        *raw,
        [raw](const std::string &line) {
            if (const auto taken = raw->take(line); !taken.ok())
                printLine(nlohmann::json{{"ev", "refused"}, {"why", taken.error().why()}});
        },
        [raw] { raw->inputEnded(); });
    QObject::connect(raw, &ScriptDriver::finished, raw, [](int code) { QCoreApplication::exit(code); },
                     Qt::QueuedConnection);
    return driver;
}

int run(const Arguments &arguments, platform::SingleInstance &instance)
{
    auto created = Application::create(arguments.application);
    if (!created.ok())
        return complain("the window could not be opened", created.error());
    auto application = std::move(created).value();
    instance.setOnLink([&application](const QString &link) { application->openLink(link); });
    if (!arguments.link.empty())
        application->openLink(QString::fromStdString(arguments.link));
    std::unique_ptr<ScriptDriver> driver;
    if (!arguments.script.empty()) {
        driver = makeDriver(arguments, *application);
        if (!driver)
            return BadUsage;
        driver->start();
    }
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    Arguments arguments;
    CLI::App cli("Video visits that nobody else can watch.", "bedside");
    describe(cli, arguments);
    try {
        cli.parse(argc, argv);
    } catch (const CLI::ParseError &error) {
        return cli.exit(error) == 0 ? Ok : BadUsage;
    }
    if (!arguments.supportBundle.empty()) { // whatever is wrong: the report says it
        const QCoreApplication loop(argc, argv);
        return runSupportBundle(arguments.profile, arguments.supportBundle);
    }
    if (const auto tested = crypto::selfTest(); !tested.ok()) {
        complain("the encryption did not pass its self-test; install Bedside again", tested.error());
        return SelfTestRefused;
    }
    if (const auto guarded = platform::protectProcessMemory(arguments.inspectable); !guarded.ok())
        return complain("memory could not be protected", guarded.error());
    const auto paths = platform::profilePaths(arguments.profile);
    if (!paths.ok())
        return complain("the profile folder can't be used", paths.error());
    arguments.application.profile = paths->root;
    if (arguments.doctor) {
        const QCoreApplication loop(argc, argv);
        return runDoctor(*paths, arguments.link);
    }

    QApplication qt(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("bedside"));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Bedside"));
    QGuiApplication::setDesktopFileName(QStringLiteral("bedside"));
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/bedside/icons/bedside.svg")));
    auto instance = platform::SingleInstance::claim(paths->socket, QString::fromStdString(arguments.link));
    if (!instance.ok())
        return complain("another start of this profile can't be told from this one", instance.error());
    if ((*instance)->role() == platform::SingleInstance::Role::Second)
        return Ok;
    // A start for a script is not the program that should open links from now on.
    if (arguments.script.empty())
        if (const auto registered = platform::registerScheme(std::filesystem::path(QCoreApplication::applicationFilePath().toStdU16String()));
            !registered.ok())
            complain("bedside: links will not open by themselves", registered.error());
    return run(arguments, **instance);
}
