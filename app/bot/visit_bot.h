// SPDX-License-Identifier: Apache-2.0
// A participant without a screen: hosts one visit or joins one by a link, through the facade that the screens use, and
// tells what happens in JSON lines. Main thread.
#pragma once

#include "core/base/json.h"
#include "core/client/client.h"
#include "core/client/repeating_timer.h"

#include <functional>

namespace bedside::bot {

struct BotOptions {
    client::ClientOptions client;
    std::string link;               // join
    std::string patient = "Test visit"; // host: name of the appointment it makes
    int seconds = 20;               // to stay after the first picture (host: then it ends for all)
    int patience = 120;             // seconds to wait for anything to go on: then it fails
    std::vector<std::string> chat;  // said once the visit runs
};

class VisitBot {
public:
    // `finished` gets the exit code, once.
    VisitBot(BotOptions options, Executor &executor, const Clock &clock, std::function<void(int)> finished);

    void join();                    // a guest
    // A clinician; the secrets come as one JSON object: {"passphrase", "login", "password", "code"}.
    void host(const Json &secrets);

private:
    enum class Step { Start, Unlocking, SigningIn, Inviting, WaitingForGuest, Waiting, InVisit, Ending, Done };

    void onChange(client::Part part);
    void go();                      // looks where we are and takes the next step
    void goHost();
    void goGuest();
    void enterVisit();
    void leave();
    void report();
    void enter(Step step, const char *name);
    void fail(const char *what, const std::optional<Error> &error);
    void finish(int code);

    BotOptions m_options;
    Executor &m_executor;
    const Clock &m_clock;
    std::function<void(int)> m_finished;
    std::unique_ptr<client::Facade> m_facade;
    bool m_isHost = false;
    Step m_step = Step::Start;
    SteadyTime m_since{};
    std::optional<SteadyTime> m_firstPicture;
    std::string m_login, m_password, m_code;
    std::size_t m_chatHeard = 0;
    bool m_going = false;
    client::RepeatingTimer m_second;
};

} // namespace bedside::bot
