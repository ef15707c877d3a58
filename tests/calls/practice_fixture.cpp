// SPDX-License-Identifier: Apache-2.0
#include "tests/calls/practice_fixture.h"

#include "core/base/json.h"
#include "tests/support/ends_with_its_test.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDeadlineTimer>
#include <QFile>
#include <QTimer>
#include <nlohmann/json.hpp>

namespace bedside::test {
namespace {

Secret secretOf(const char *text) { return Secret::copyOf(asBytes(text)); }

Result<std::pair<std::string, std::string>> readSetupFile(const QString &folder)
{
    QFile file(folder + QStringLiteral("/setup.json"));
    if (!file.open(QIODevice::ReadOnly))
        return Error(ErrorCode::NotFound, "setup.json");
    const QByteArray text = file.readAll();
    TRY(const Json json, parseJson(asBytes(std::string_view(text.constData(), static_cast<std::size_t>(text.size())))));
    TRY(auto token, jsonString(json, "setupToken", 256));
    TRY(auto fingerprint, jsonString(json, "certificateSha256", 64));
    return std::pair(std::move(token), std::move(fingerprint));
}

} // namespace

WallTime startOfToday()
{
    return fromUnixMilliseconds(QDateTime::currentDateTime().date().startOfDay().toMSecsSinceEpoch());
}

bool runUntil(const std::function<bool()> &condition, int milliseconds)
{
    QTimer wake; // the condition may come true without an event, by the clock
    wake.start(20);
    const QDeadlineTimer deadline(milliseconds);
    while (!condition()) {
        if (deadline.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

bool ServerProcess::start(const QString &dataFolder, int port, const QString &settings)
{
    QStringList arguments{QStringLiteral("--data"), dataFolder, QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(port)};
    if (!settings.isEmpty())
        arguments << QStringLiteral("--config") << settings;
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    endsWithItsTest(m_process);
    m_process.start(QStringLiteral(BEDSIDE_SERVER_PROGRAM), arguments);
    if (!m_process.waitForStarted(10'000))
        return false;
    QByteArray out;
    while (!out.contains('\n')) {
        if (!m_process.waitForReadyRead(20'000))
            return false;
        out += m_process.readAllStandardOutput();
    }
    const auto at = out.indexOf("ready ");
    m_port = at < 0 ? 0 : out.mid(at + 6).trimmed().toInt();
    return m_port > 0;
}

void ServerProcess::stop()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(10'000))
        kill();
}

void ServerProcess::kill()
{
    m_process.kill();
    m_process.waitForFinished(10'000);
}

bool Practice::beginWithRelays(const QByteArray &settings, const QByteArray &relaySecret)
{
    const auto write = [this](const QString &name, const QByteArray &content) {
        QFile out(serverFolder.filePath(name));
        return out.open(QIODevice::WriteOnly) && out.write(content) == content.size();
    };
    return write(QStringLiteral("relay.secret"), relaySecret + '\n') && write(QStringLiteral("settings"), settings)
           && server.start(serverFolder.path(), 0, serverFolder.filePath(QStringLiteral("settings"))) && setUp(server.address());
}

bool Practice::setUp(const std::string &address)
{
    const auto file = readSetupFile(serverFolder.path());
    if (!file.ok())
        return false;
    client::PracticeSetup setup;
    setup.server = address;
    setup.setupToken = file->first;
    setup.certificateSha256 = file->second;
    setup.profile = staffFolder.path().toStdString();
    setup.practiceName = "Example Practice";
    setup.personName = "Anna Clinician";
    setup.login = kLogin;
    setup.password = secretOf(kPassword);
    setup.passphrase = secretOf(kPassphrase);
    auto made = client::createPractice(std::move(setup), clock);
    if (!made.ok()) {
        qWarning("set-up: %s (%s)", errorName(made.error().code()).data(), made.error().why());
        return false;
    }
    created = std::move(made).value();
    return true;
}

std::unique_ptr<client::Facade> Practice::makeStaff(bool media, const Clock *other)
{
    client::ClientOptions options;
    options.profile = staffFolder.path().toStdString();
    options.loopbackCandidates = true;
    options.withoutSpeaker = true;
    options.generatedVariant = 1;
    options.media = media;
    return client::createClient(std::move(options), executor, other ? *other : clock);
}

std::unique_ptr<client::Facade> Practice::makeGuest(bool media, const Clock *other)
{
    client::ClientOptions options;
    options.profile = guestFolder.path().toStdString();
    options.loopbackCandidates = true;
    options.withoutSpeaker = true;
    options.generatedVariant = 2;
    options.relayOnly = guestRelayOnly;
    options.checksNetwork = guestChecksNetwork;
    options.media = media;
    return client::createClient(std::move(options), executor, other ? *other : clock);
}

std::string Practice::nextCode()
{
    return m_codesUsed < created.recoveryCodes.size() ? created.recoveryCodes[m_codesUsed++] : std::string();
}

bool Practice::unlock(client::Facade &staff)
{
    staff.unlock(kPassphrase);
    return runUntil([&] { return !staff.session().busy; }, 20'000)
           && staff.session().state == client::AppState::SignedOut;
}

bool Practice::signIn(client::Facade &staff)
{
    staff.signIn(kLogin, kPassword, nextCode());
    return runUntil([&] { return !staff.session().busy && staff.session().online; }, 20'000)
           && staff.session().state == client::AppState::SignedIn;
}

std::string Practice::invite(client::Facade &staff, const std::string &patient)
{
    staff.showDay(startOfToday());
    const std::size_t before = staff.appointments().size();
    client::AppointmentDraft draft;
    draft.startsAt = std::max(startOfToday(), clock.now() - std::chrono::minutes(1));
    draft.patientName = patient;
    draft.reason = "Follow-up on sleep";
    draft.contact = "ada@patients.example";
    staff.saveAppointment(draft);
    if (staff.appointments().size() != before + 1)
        return "";
    for (const auto &appointment : staff.appointments()) {
        if (appointment.patientName == patient)
            lastVisit = appointment.id;
    }
    staff.makeInvitation(lastVisit);
    if (!runUntil([&] { return staff.invitation() || staff.notice(); }, 20'000) || !staff.invitation())
        return "";
    return staff.invitation()->appLink;
}

} // namespace bedside::test
