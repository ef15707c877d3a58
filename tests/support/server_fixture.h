// SPDX-License-Identifier: Apache-2.0
// A real bedside-server process on loopback with a data folder of its own, and a practice in it made through the API by
// people whose keys the test holds.
#pragma once

#include "core/identity/device_keys.h"
#include "core/identity/practice_keys.h"
#include "tests/support/tls_client.h"

#include <QProcess>
#include <QTemporaryDir>

namespace bedside::test {

class ServerProcess {
public:
    ServerProcess();
    ~ServerProcess();

    void setConfig(const QByteArray &lines) { m_config = lines; } // beside data and listen
    void setArguments(const QStringList &arguments) { m_extra = arguments; }
    bool start();           // the same port again after the first time
    void kill();            // SIGKILL
    int stop();             // SIGTERM; the exit code
    std::uint16_t port() const { return m_port; }
    qint64 pid() const { return m_process ? m_process->processId() : 0; }
    QString dataFolder() const { return m_folder.path() + QStringLiteral("/data"); }
    QByteArray setupFile() const;
    qint64 residentKib() const;
    QByteArray errors() const;
    bool leftNoComplaint() const; // of a sanitizer, where it was built with one
    bool isRunning() const { return m_process && m_process->state() == QProcess::Running; }

private:
    QTemporaryDir m_folder;
    QByteArray m_config;
    QStringList m_extra;
    std::unique_ptr<QProcess> m_process;
    std::uint16_t m_port = 0;
};

struct Person {
    AccountId account;
    DeviceId device;
    std::string login;
    std::string password;
    std::string totpSecret;
    std::vector<std::string> recoveryCodes;
    std::string token;
};

class TestPractice {
public:
    explicit TestPractice(ServerProcess &server);

    PracticeId practice;
    Person admin; // administrator and clinician, signed in

    bool setUp();                                   // the founder, and signs in
    std::optional<Person> add(const std::string &login, wire::RoleSet roles); // signed in with a recovery code
    std::optional<Answer> call(const std::string &method, const std::string &path, const std::string &body = {},
                               const std::string &token = {});
    bool signIn(Person &person);                    // with a recovery code, which is used up
    nlohmann::json setupBody(const std::string &setupToken, const std::string &serverName,
                             const std::vector<std::string> &certificates);
    nlohmann::json accountBody(const Person &person, wire::RoleSet roles);
    Bytes ticketOf(const Person &person);

    // An appointment of `person`; its id, or null.
    std::optional<VisitId> appointment(const Person &person, const std::string &sealed = "c2VhbGVk");
    struct Invite {
        InviteId id;
        Bytes token;
    };
    std::optional<Invite> invite(const Person &person, const VisitId &visit);
    std::optional<Bytes> join(const Invite &invite); // the ticket

    // An authenticated socket; null if refused. AuthOk has been read.
    std::unique_ptr<TlsClient> socketWith(const Bytes &ticket, std::uint64_t *connection = nullptr);

    identity::PracticeKey practiceKey = identity::PracticeKey::generate();
    identity::IssuingKey issuingKey = identity::IssuingKey::generate();
    std::optional<identity::IssuerSet> issuers;
    std::optional<identity::GrantList> grants;
    std::optional<identity::ServerStatement> statement;

private:
    ServerProcess &m_server;
};

} // namespace bedside::test
