// SPDX-License-Identifier: Apache-2.0
// A practice for tests: a real bedside-server process on loopback with a fresh data folder, set up through
// createPractice, and clients in this process that use it. Everything in temporary folders.
#pragma once

#include "core/client/client.h"
#include "core/client/practice_setup.h"
#include "core/platform/qt_executor.h"

#include <QProcess>
#include <QTemporaryDir>
#include <functional>

namespace bedside::test {

class ShiftedClock final : public Clock {
public:
    Milliseconds shift{0};
    WallTime now() const override { return m_system.now() + shift; }
    SteadyTime steady() const override { return m_system.steady(); }

private:
    SystemClock m_system;
};

// Steady time runs `speed` times as fast: 30 s of silence are over in 3. The wall clock is the computer's.
class FastClock final : public Clock {
public:
    explicit FastClock(int speed) : m_start(m_system.steady()), m_speed(speed) {}
    WallTime now() const override { return m_system.now(); }
    SteadyTime steady() const override { return m_start + (m_system.steady() - m_start) * m_speed; }

private:
    SystemClock m_system;
    SteadyTime m_start;
    int m_speed;
};

class ServerProcess {
public:
    // Starts and waits until it accepts. `port` 0: any. `settings`: a file for --config, or none.
    bool start(const QString &dataFolder, int port = 0, const QString &settings = {});
    void stop();                    // SIGTERM, and waits
    void kill();                    // SIGKILL, and waits
    ~ServerProcess() { stop(); }
    int port() const { return m_port; }
    std::string address() const { return "127.0.0.1:" + std::to_string(m_port); }

private:
    QProcess m_process;
    int m_port = 0;
};

inline constexpr char kLogin[] = "anna";
inline constexpr char kPassword[] = "correct horse battery";
inline constexpr char kPassphrase[] = "a passphrase for tests";

class Practice {
public:
    QTemporaryDir serverFolder, staffFolder, guestFolder;
    ServerProcess server;
    SystemClock clock;
    platform::QtExecutor executor;
    client::PracticeCreated created;

    // Starts the server and sets the practice up. False with a message on standard error.
    bool begin() { return server.start(serverFolder.path()) && setUp(server.address()); }
    // Likewise, with these lines of settings and the secret of its relays.
    bool beginWithRelays(const QByteArray &settings, const QByteArray &relaySecret);
    bool setUp(const std::string &address); // where clients find the server
    std::unique_ptr<client::Facade> makeStaff(bool media = false, const Clock *other = nullptr);
    std::unique_ptr<client::Facade> makeGuest(bool media = false, const Clock *other = nullptr);
    std::string nextCode();         // a recovery code that has not been used
    bool unlock(client::Facade &staff);
    bool signIn(client::Facade &staff);
    // A new appointment that starts now, with its invitation's app link. "" on failure.
    std::string invite(client::Facade &staff, const std::string &patient = "Ada Example");
    VisitId lastVisit;
    bool guestRelayOnly = false;    // of the guests that are made
    bool guestChecksNetwork = false; // likewise

private:
    std::size_t m_codesUsed = 0;
};

WallTime startOfToday();
// Runs the event loop until the condition holds; false when the time is up. QTest::qWaitFor sleeps 10 ms after each turn
// of the loop, which adds up where one exchange takes many turns.
bool runUntil(const std::function<bool()> &condition, int milliseconds);

} // namespace bedside::test
