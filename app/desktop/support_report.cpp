// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/support_report.h"

#include "app/desktop/facade_report.h"
#include "core/base/log.h"
#include "core/client/client.h"
#include "core/client/network_grade.h"
#include "core/crypto/self_test.h"
#include "core/media/initialize.h"
#include "core/media/local/find_devices.h"
#include "core/net/proxy.h"
#include "core/net/server_address.h"
#include "core/platform/qt_executor.h"
#include "core/store/atomic_file.h"
#include "core/store/database.h"

#include <QDateTime>
#include <QGuiApplication>
#include <QLocale>
#include <QScreen>
#include <QSysInfo>
#include <QThread>
#include <cstdio>

namespace bedside::desktop {

using namespace client;

namespace {

enum Outcome { Written = 0, NotWritten = 1, Exists = 2 };

std::string textOf(const QString &text) { return text.toStdString(); }

// Code, our own words and a number: as in the log.
std::string textOf(const Error &error) { return LogField("", error).value(); }
std::string textOf(const std::optional<Error> &error) { return error ? textOf(*error) : "none"; }
std::string textOf(const Result<void> &outcome) { return outcome.ok() ? "ok" : textOf(outcome.error()); }
std::string textOf(WallTime time)
{
    return textOf(QDateTime::fromMSecsSinceEpoch(toUnixMilliseconds(time), Qt::UTC).toString(Qt::ISODate));
}
std::string yesOrNo(bool yes) { return yes ? "yes" : "no"; }
std::string yesOrNo(const std::optional<bool> &yes) { return yes ? yesOrNo(*yes) : "not known yet"; }
std::string rounded(double number) { return std::to_string(static_cast<long long>(number + 0.5)); }

class Lines {
public:
    void title(const std::string &words) { m_text += '\n' + words + '\n'; }
    void add(std::string name, const std::string &value)
    {
        name.resize(std::max<std::size_t>(name.size() + 1, 20), ' ');
        m_text += "  " + name + (value.empty() ? "unknown" : value) + '\n';
    }
    void plain(const std::string &words) { m_text += words + '\n'; }
    std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

void addProgram(Lines &out, const ComputerFacts &computer, const RunFacts &run)
{
    out.title("Program");
    out.add("version", BEDSIDE_VERSION);
    out.add("build", BEDSIDE_BUILD_TYPE " " + textOf(QSysInfo::buildAbi()));
    out.add("started as", run.window ? "window" : "command: the log of a window that is open stands in that window's own report");
    out.add("language", run.language);
    out.add("appearance", run.appearance + ", text " + std::to_string(run.textPercent) + " %");
    out.add("encryption test", textOf(computer.selfTest));
    out.add("Qt", std::string(qVersion()) + ", built with " QT_VERSION_STR);
    out.add("GStreamer", computer.gstreamer);
    out.add("libnice", computer.nice);
    out.add("media start", textOf(computer.media));
    out.add("SQLCipher", computer.sqlcipher);
    out.add("libsodium", computer.sodium);
    out.add("OpenSSL", computer.openssl);
}

const char *kindName(DeviceKind kind)
{
    switch (kind) {
    case DeviceKind::Camera: return "cameras";
    case DeviceKind::Microphone: return "microphones";
    case DeviceKind::Speaker: return "speakers";
    }
    return "";
}

void addComputer(Lines &out, const Facade &facade, const ComputerFacts &computer)
{
    out.title("Computer");
    out.add("system", textOf(QSysInfo::prettyProductName()));
    out.add("kernel", textOf(QSysInfo::kernelType() + QLatin1Char(' ') + QSysInfo::kernelVersion()));
    out.add("processor", textOf(QSysInfo::currentCpuArchitecture()) + ", " + std::to_string(QThread::idealThreadCount()) + " threads");
    out.add("locale", textOf(QLocale::system().name()));
    const auto *gui = qobject_cast<QGuiApplication *>(QCoreApplication::instance());
    out.add("window system", gui ? textOf(QGuiApplication::platformName()) : "none asked");
    for (const QScreen *screen : gui ? QGuiApplication::screens() : QList<QScreen *>())
        out.add("screen", std::to_string(screen->size().width()) + " x " + std::to_string(screen->size().height()) + ", scale "
                              + textOf(QString::number(screen->devicePixelRatio())) + ", " + rounded(screen->logicalDotsPerInch()) + " dpi");
    auto devices = computer.devices;
    if (!devices) {
        devices.emplace();
        for (const Device &device : facade.localMedia().devices)
            ++(*devices)[device.kind];
    }
    for (const DeviceKind kind : {DeviceKind::Camera, DeviceKind::Microphone, DeviceKind::Speaker})
        out.add(kindName(kind), std::to_string((*devices)[kind]));
}

void addState(Lines &out, const Facade &facade)
{
    const Session &session = facade.session();
    out.title("State");
    out.add("program", nameOf(session.state));
    const bool hasProfile = !session.serverName.empty() || session.state == AppState::Unusable;
    out.add("key store", hasProfile ? nameOf(session.keyStoreMode) : "no practice is set up on this computer");
    out.add("guest", nameOf(facade.guest().stage));
    out.add("visit", nameOf(facade.visit().stage));
    out.add("clock", std::to_string(session.clockOffsetSeconds) + " s behind the server's");
    out.title("Last errors");
    out.add("practice", textOf(session.failure));
    out.add("link", textOf(facade.guest().failure));
    out.add("last command", textOf(facade.notice()));
    out.add("visit", textOf(facade.visit().warning));
    out.add("visit ended by", textOf(facade.visit().summary.endedBy));
    out.add("camera", textOf(facade.localMedia().cameraProblem));
    out.add("microphone", textOf(facade.localMedia().microphoneProblem));
}

void addCheck(Lines &out, const NetworkVerdict &check)
{
    out.add("checked", check.grade == NetworkGrade::Unknown ? "no" : std::string(client::nameOf(check.grade)));
    for (const NetworkStep &step : check.steps)
        out.add("  " + std::string(client::nameOf(step.leg)),
                step.target + ", " + (step.error ? textOf(*step.error) : std::to_string(step.took.count()) + " ms"));
    const auto figure = [&](const char *name, const auto &value) {
        if (value)
            out.add(name, rounded(double(*value)));
    };
    figure("  down (kbit/s)", check.downKbps);
    figure("  up (kbit/s)", check.upKbps);
    figure("  loss (%)", check.lossPercent);
    figure("  delay (ms)", check.delayMs);
    figure("  jitter (ms)", check.jitterMs);
}

void addNetwork(Lines &out, const Facade &facade)
{
    const AddressHiding hiding = facade.addressHiding();
    out.title("Network");
    if (const std::string &own = facade.session().serverName; !own.empty())
        out.add("server", own);
    if (const std::string &asked = facade.guest().serverName; !asked.empty())
        out.add("link's server", asked);
    out.add("connected", yesOrNo(facade.session().online || facade.guest().serverReached));
    out.add("proxy", proxyText());
    out.add("practice has relays", yesOrNo(hiding.hasRelay));
    addCheck(out, facade.network());
    out.add("relays only", hiding.byPractice ? "by the practice" : hiding.chosen ? "by this person" : "no");
}

std::string countsText(const DirectionCounts &counts)
{
    return std::to_string(counts.sent) + " sent, " + std::to_string(counts.received) + " received, " + std::to_string(counts.opened)
           + " opened, " + std::to_string(counts.refused) + " refused, " + std::to_string(counts.decoded) + " decoded";
}

void addVisit(Lines &out, const LineRecord &record)
{
    out.add("until", textOf(record.until) + ", " + std::to_string(record.seconds) + " s, others: " + std::to_string(record.peers)
                         + (record.relayed ? ", over a relay" : ", direct"));
    out.add("  rate (kbit/s)", "line " + rounded(double(record.meanRate) / 1000) + ", at least " + rounded(double(record.leastRate) / 1000)
                                   + "; arrived " + rounded(double(record.arrivedRate) / 1000));
    out.add("  loss (%)", rounded(100 * record.meanLoss) + ", at most " + rounded(100 * record.mostLoss));
    out.add("  round trip (ms)", rounded(record.meanRoundTripMs) + ", at most " + rounded(record.mostRoundTripMs));
    std::string sent;
    for (std::size_t i = 0; i < record.secondsOn.size(); ++i)
        sent += (i == 0 ? "" : ", ") + std::string(nameOf(static_cast<LineRung>(i))) + ' ' + std::to_string(record.secondsOn[i]);
    out.add("  sent (s)", sent);
    out.add("  picture frames", countsText(record.video));
    out.add("  sound frames", countsText(record.audio));
    out.add("  ended by", textOf(record.endedBy));
}

} // namespace

std::string proxyText()
{
    std::string text = net::withoutCredentials(net::proxySetting());
    if (text.empty())
        return "none";
    if (const auto at = text.rfind("://"); at != std::string::npos)
        text.erase(0, at + 3);
    const auto proxy = net::ServerAddress::parse(text.substr(0, text.find('/')));
    return proxy.ok() ? proxy->text() : "set, but no address"; // a mistyped one may be a name and password
}

ComputerFacts gatherComputerFacts(bool lookForDevices)
{
    ComputerFacts facts;
    facts.selfTest = crypto::selfTest();
    facts.media = media::initialize();
    facts.sqlcipher = store::sqlcipherVersion();
    facts.sodium = crypto::sodiumVersion();
    facts.openssl = crypto::opensslVersion();
    auto versions = media::libraryVersions();
    facts.gstreamer = std::move(versions.gstreamer);
    facts.nice = std::move(versions.nice);
    if (!lookForDevices || !facts.media.ok())
        return facts;
    facts.devices.emplace();
    for (const media::DeviceInfo &device : media::findDevices())
        ++(*facts.devices)[static_cast<DeviceKind>(device.kind)];
    return facts;
}

std::string supportReport(const Facade &facade, const ComputerFacts &computer, const RunFacts &run, WallTime now)
{
    Lines out;
    out.plain("Bedside: report for support, " + textOf(now));
    out.plain("No names of people, practices, visits or devices, no links, messages, passwords or keys are in it.");
    addProgram(out, computer, run);
    addComputer(out, facade, computer);
    addState(out, facade);
    addNetwork(out, facade);
    const auto records = facade.lineRecords();
    out.title("Visits of this run: " + std::to_string(records.size()));
    for (const LineRecord &record : records)
        addVisit(out, record);
    const auto log = keptLogLines();
    out.title("Technical log of this run, its newest " + std::to_string(log.size()) + " lines");
    for (const std::string &line : log)
        out.plain(line);
    return out.take();
}

Result<void> saveReport(const std::filesystem::path &file, std::string_view text)
{
    return store::writeFileAtomically(file, asBytes(text));
}

int runSupportBundle(const std::filesystem::path &profile, const std::filesystem::path &file)
{
    std::error_code ignored;
    const bool toOutput = file == "-";
    if (!toOutput && std::filesystem::exists(file, ignored)) {
        std::fprintf(stderr, "bedside: %s is there already: choose another name, or remove it\n", file.string().c_str());
        return Exists;
    }
    const SystemClock clock;
    platform::QtExecutor executor;
    ClientOptions options;
    options.profile = profile;
    options.media = false;
    const auto facade = createClient(std::move(options), executor, clock); // nothing is unlocked or asked of a server
    RunFacts run{textOf(QLocale::system().name()), "none", 100, false};
    const std::string text = supportReport(*facade, gatherComputerFacts(true), run, clock.now());
    if (toOutput) {
        const bool whole = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
        return whole ? Written : NotWritten;
    }
    if (const auto saved = saveReport(file, text); !saved.ok()) {
        std::fprintf(stderr, "bedside: %s was not written: %s\n", file.string().c_str(), textOf(saved.error()).c_str());
        return NotWritten;
    }
    return Written;
}

} // namespace bedside::desktop
