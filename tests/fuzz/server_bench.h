// SPDX-License-Identifier: Apache-2.0
// A server without its port: endpoints and hub on a real database, a practice in it, and people whose tokens are known.
// Made anew after so many inputs, so that what earlier ones have stored stays small.
#pragma once

#include "core/server/api.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/support/hub_surroundings.h"

namespace bedside::fuzz {

inline constexpr std::string_view kPassword = "correct horse battery";
inline constexpr std::string_view kSetupToken = "setup-token";
inline const AccountId kClinician{{1}};
inline const AccountId kDesk{{2}};
inline const DeviceId kDevice{{3}};
inline const VisitId kAppointment{{4}};
inline const InviteId kLink{{5}};
inline const Bytes kLinkToken(32, 6);
inline const InstanceId kRun{{7}};

enum class Stage { BeforeSetup, Practice };

class ServerBench final : public server::ApiListener {
public:
    // The one of this process at that stage.
    static ServerBench &at(Stage stage);

    void begin(); // a new input; now and then a new server
    // "Bearer clinician" and "Bearer desk" stand for their tokens, "recovery-code" in a body for one of the
    // clinician's.
    server::HttpResponse ask(server::HttpRequest request);
    server::Hub &hub() { return *m_parts->hub; }
    test::Sockets &sockets() { return m_parts->sockets; }
    void settle() { promise(m_parts->replies.settle(*m_parts->thread), "everything that is begun ends"); }
    void pass(Milliseconds time) { m_parts->clock.passed += time; }
    Milliseconds passed() const { return m_parts->clock.passed; }
    server::StaffIdentity staff(const AccountId &account) const;
    server::GuestIdentity guest() const;
    void forgetRuns();             // visits under way, in the database too
    void renew() { m_inputs = 0; } // at the next input

private:
    // In the order of their making: the threads end before what they work on and reply to.
    struct Parts {
        server::Config config;
        test::TestClock clock;
        test::Replies replies;
        test::Sockets sockets;
        std::unique_ptr<server::Storage> storage;
        std::unique_ptr<server::StorageThread> thread;
        std::unique_ptr<server::Hub> hub;
        std::unique_ptr<server::Api> api;
        std::string clinicianToken;
        std::string deskToken;
        std::string recoveryCode;
    };
    explicit ServerBench(Stage stage) : m_stage(stage) {}
    void make();

    void appointmentsChanged(const AccountId &owner) override { hub().appointmentsChanged(owner); }
    void trustChanged() override { hub().trustChanged(); }
    void logGrew() override { hub().logGrew(); }
    void sessionEnded(const crypto::Digest &session) override { hub().sessionEnded(session); }
    void practiceCreated() override { renew(); }
    server::Metrics metrics() override { return {}; }

    const Stage m_stage;
    int m_inputs = 0; // until the next renewal
    std::unique_ptr<Parts> m_parts;
};

} // namespace bedside::fuzz
