// SPDX-License-Identifier: Apache-2.0
#include "tests/support/server_fixture.h"

#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "core/crypto/totp.h"
#include "core/wire/messages.h"
#include "tests/support/ends_with_its_test.h"

#include <QFile>
#include <QProcessEnvironment>
#include <csignal>

namespace bedside::test {

using nlohmann::json;

ServerProcess::ServerProcess() = default;
ServerProcess::~ServerProcess() { kill(); }

bool ServerProcess::start()
{
    const QString configFile = m_folder.path() + QStringLiteral("/server.conf");
    QFile file(configFile);
    if (!file.open(QIODevice::WriteOnly) || file.write("# of a test\n" + m_config) < 0)
        return false;
    file.close();
    m_process = std::make_unique<QProcess>();
    m_process->setStandardErrorFile(m_folder.path() + QStringLiteral("/log"), QIODevice::Append);
    endsWithItsTest(*m_process);
    m_process->start(QString::fromUtf8(qgetenv("BEDSIDE_SERVER_PROGRAM")),
                     QStringList{QStringLiteral("--config"), configFile, QStringLiteral("--data"), dataFolder(),
                                 QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(m_port)} +
                         m_extra);
    while (m_process->state() != QProcess::NotRunning && !m_process->canReadLine())
        if (!m_process->waitForReadyRead(20'000))
            break;
    const QByteArray line = m_process->readLine();
    if (!line.startsWith("ready "))
        return false;
    m_port = static_cast<std::uint16_t>(line.mid(6).trimmed().toInt());
    return m_port != 0;
}

void ServerProcess::kill()
{
    if (!m_process)
        return;
    m_process->kill();
    m_process->waitForFinished(10'000);
    m_process.reset();
}

int ServerProcess::stop()
{
    if (!m_process)
        return -1;
    m_process->terminate();
    const bool ended = m_process->waitForFinished(20'000);
    const int code = ended && m_process->exitStatus() == QProcess::NormalExit ? m_process->exitCode() : -1;
    m_process.reset();
    return code;
}

QByteArray ServerProcess::setupFile() const
{
    QFile file(dataFolder() + QStringLiteral("/setup.json"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray ServerProcess::errors() const
{
    QFile file(m_folder.path() + QStringLiteral("/log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool ServerProcess::leftNoComplaint() const
{
    const QByteArray text = errors();
    return !text.contains("Sanitizer") && !text.contains("runtime error");
}

qint64 ServerProcess::residentKib() const
{
    QFile file(QStringLiteral("/proc/%1/status").arg(pid()));
    if (!file.open(QIODevice::ReadOnly))
        return -1;
    for (const QByteArray &line : file.readAll().split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.mid(6).trimmed().split(' ').first().toLongLong();
    return -1;
}

TestPractice::TestPractice(ServerProcess &server) : m_server(server) {}

std::optional<Answer> TestPractice::call(const std::string &method, const std::string &path, const std::string &body,
                                         const std::string &token)
{
    auto client = TlsClient::connect(m_server.port());
    return client ? client->request(method, path, body, token) : std::nullopt;
}

json TestPractice::accountBody(const Person &person, wire::RoleSet roles)
{
    const SystemClock clock;
    auto keys = identity::DeviceKeys::generate();
    const auto certificate = issuingKey.certify(practice, person.account, person.device, roles, keys.signing().publicKey(),
                                                keys.agreement().publicKey(), clock.now());
    json names = json::array();
    for (auto role : wire::kAllRoles)
        if (roles.has(role))
            names.push_back(std::string(wire::roleName(role)));
    return {{"account",
             {{"accountId", person.account.text()},
              {"login", person.login},
              {"password", person.password},
              {"roles", names},
              {"sealedProfile", toBase64(asBytes("sealed profile"))}}},
            {"device", {{"deviceId", person.device.text()}, {"certificate", toBase64(certificate.encode())}}}};
}

json TestPractice::setupBody(const std::string &setupToken, const std::string &serverName,
                             const std::vector<std::string> &certificates)
{
    const SystemClock clock;
    const auto now = clock.now();
    if (practice.isNull())
        practice = crypto::randomId<PracticeId>();
    admin = {crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), "admin", "correct horse battery", {}, {}, {}};
    wire::RoleSet roles(wire::Role::Administrator);
    roles.add(wire::Role::Clinician);
    json body = accountBody(admin, roles);
    issuers = practiceKey.makeIssuerSet(practice, 1, {issuingKey.publicKey()}, now);
    grants = issuingKey.makeGrantList(*issuers, nullptr, {}, now);
    std::vector<crypto::Digest> pins;
    for (const auto &certificate : certificates)
        pins.push_back(crypto::sha256(*fromBase64(certificate)));
    statement = issuingKey.makeStatement(practice, nullptr, serverName, *fromBase64(certificates.at(0)),
                                         *fromBase64(certificates.at(1)), pins, now);
    body["setupToken"] = setupToken;
    body["practiceId"] = practice.text();
    body["practiceKey"] = toBase64(practiceKey.publicKey());
    body["issuers"] = toBase64(issuers->encode());
    body["grants"] = toBase64(grants->encode());
    body["statement"] = toBase64(statement->encode());
    return body;
}

bool TestPractice::setUp()
{
    const auto file = json::parse(m_server.setupFile().toStdString(), nullptr, false);
    if (!file.is_object())
        return false;
    const std::string token = file["setupToken"];
    auto begun = call("POST", "/v1/setup/begin", json{{"setupToken", token}}.dump());
    if (!begun || begun->status != 200)
        return false;
    const auto facts = begun->json();
    auto made = call("POST", "/v1/setup",
                     setupBody(token, facts["serverName"], facts["certificates"].get<std::vector<std::string>>()).dump());
    if (!made || made->status != 200)
        return false;
    admin.totpSecret = made->json()["totpSecret"];
    admin.recoveryCodes = made->json()["recoveryCodes"].get<std::vector<std::string>>();
    return signIn(admin);
}

std::optional<Person> TestPractice::add(const std::string &login, wire::RoleSet roles)
{
    Person person{crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(), login, "password of " + login, {}, {}, {}};
    auto made = call("POST", "/v1/accounts", accountBody(person, roles).dump(), admin.token);
    if (!made || made->status != 200)
        return std::nullopt;
    person.totpSecret = made->json()["totpSecret"];
    person.recoveryCodes = made->json()["recoveryCodes"].get<std::vector<std::string>>();
    if (!signIn(person))
        return std::nullopt;
    return person;
}

bool TestPractice::signIn(Person &person)
{
    const std::string code = person.recoveryCodes.back();
    person.recoveryCodes.pop_back();
    auto answer = call("POST", "/v1/sign-in",
                       json{{"login", person.login}, {"password", person.password}, {"code", code}, {"deviceId", person.device.text()}}.dump());
    if (!answer || answer->status != 200)
        return false;
    person.token = answer->json()["token"];
    return true;
}

Bytes TestPractice::ticketOf(const Person &person)
{
    auto answer = call("POST", "/v1/ticket", "{}", person.token);
    return answer && answer->status == 200 ? *fromBase64(answer->json()["ticket"].get<std::string>()) : Bytes();
}

std::optional<VisitId> TestPractice::appointment(const Person &person, const std::string &sealed)
{
    const SystemClock clock;
    const auto visit = crypto::randomId<VisitId>();
    auto answer = call("PUT", "/v1/appointments/" + visit.text(),
                       json{{"baseVersion", 0}, {"startsAt", toUnixMilliseconds(clock.now())}, {"minutes", 30}, {"state", "scheduled"}, {"sealed", sealed}}.dump(),
                       person.token);
    if (!answer || answer->status != 200)
        return std::nullopt;
    return visit;
}

std::optional<TestPractice::Invite> TestPractice::invite(const Person &person, const VisitId &visit)
{
    const SystemClock clock;
    Invite made{crypto::randomId<InviteId>(), crypto::randomBytes(32)};
    auto answer = call("POST", "/v1/invites",
                       json{{"inviteId", made.id.text()},
                            {"visitId", visit.text()},
                            {"tokenHash", toBase64(crypto::sha256(made.token))},
                            {"expiresAt", toUnixMilliseconds(clock.now() + std::chrono::hours(24))}}.dump(),
                       person.token);
    if (!answer || answer->status != 200)
        return std::nullopt;
    return made;
}

std::optional<Bytes> TestPractice::join(const Invite &invite)
{
    auto answer = call("POST", "/v1/join", json{{"inviteId", invite.id.text()}, {"token", toBase64(invite.token)}}.dump());
    if (!answer || answer->status != 200)
        return std::nullopt;
    return *fromBase64(answer->json()["ticket"].get<std::string>());
}

std::unique_ptr<TlsClient> TestPractice::socketWith(const Bytes &ticket, std::uint64_t *connection)
{
    auto client = TlsClient::connect(m_server.port());
    if (!client || !client->upgrade() || !client->sendFrame(*wire::makeFrame(wire::AuthRequest{ticket})))
        return nullptr;
    auto message = client->receiveFrame();
    if (!message)
        return nullptr;
    auto frame = wire::parseFrame(*message);
    if (!frame.ok() || frame->type != wire::FrameType::AuthOk)
        return nullptr;
    if (connection)
        *connection = wire::AuthOk::decode(frame->body)->connection;
    return client;
}

} // namespace bedside::test
