// SPDX-License-Identifier: Apache-2.0
// The host that visit_kills_test kills: FOLDER CODE RUN SPEED [VISIT]. Signs in, admits whoever comes with a link that no
// other device has, and tells everyone in the visit its RUN, again and again. VISIT is looked for among the appointments.
// A line on standard input ends the visit, if there is one, and makes an appointment with its link. Says what it does, one
// line each, at once.
#include "core/crypto/self_test.h"
#include "tests/calls/practice_fixture.h"

#include <QCoreApplication>
#include <QSocketNotifier>
#include <QtTest>
#include <array>
#include <cstdio>
#include <set>

using namespace bedside;
using namespace bedside::client;

namespace {

constexpr int kWait = 30'000;
constexpr int kRounds = 60'000; // of 5 ms
constexpr int kRoundsToTryAgain = 200; // an admission that did not succeed
constexpr int kRoundsToSpeak = 50;

void say(const char *what, const std::string &which = "")
{
    std::printf("%s %s\n", what, which.c_str());
    std::fflush(stdout);
}

class Host {
public:
    Host(Facade &facade, const Clock &clock, std::string run) : m_facade(facade), m_clock(clock), m_run(std::move(run)) {}

    bool newVisit()
    {
        m_facade.endVisitForAll();
        if (!QTest::qWaitFor([&] { return isStage(VisitStage::Summary) || isStage(VisitStage::None); }, kWait))
            return false;
        m_facade.closeSummary(VisitOutcome::Completed);
        AppointmentDraft draft;
        draft.startsAt = m_clock.now();
        const std::string name = draft.patientName = "Ada " + std::to_string(toUnixMilliseconds(m_clock.now()));
        m_facade.saveAppointment(std::move(draft));
        for (const auto &appointment : m_facade.appointments()) {
            if (appointment.patientName != name)
                continue;
            say("visit", appointment.id.text());
            m_facade.makeInvitation(appointment.id);
        }
        if (!QTest::qWaitFor([&] { return m_facade.invitation().has_value(); }, kWait))
            return false;
        say("link", m_facade.invitation()->appLink);
        return true;
    }
    void turn(int round)
    {
        const auto lobby = m_facade.lobby();
        for (const auto &guest : lobby) {
            if (!guest.verified)
                continue;
            if (guest.linkInUseElsewhere) {
                if (m_refused.insert(guest.id).second)
                    say("in-use");
                continue;
            }
            const auto tried = m_tried.find(guest.id);
            if (tried != m_tried.end() && round - tried->second < kRoundsToTryAgain)
                continue;
            m_tried[guest.id] = round;
            say("admitting");
            m_facade.admit(guest.id);
        }
        if (round % kRoundsToSpeak == 0 && !m_facade.visit().tiles.empty())
            m_facade.sendChat(m_run);
    }

private:
    bool isStage(VisitStage stage) const { return m_facade.visit().stage == stage; }

    Facade &m_facade;
    const Clock &m_clock;
    std::string m_run;
    std::set<std::uint64_t> m_refused;
    std::map<std::uint64_t, int> m_tried; // the round
};

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc < 5 || !crypto::selfTest().ok())
        return 2;
    platform::QtExecutor executor;
    const test::FastClock clock(std::atoi(argv[4]));
    ClientOptions options;
    options.profile = argv[1];
    options.media = false;
    const auto facade = createClient(std::move(options), executor, clock);
    facade->unlock(test::kPassphrase);
    if (!QTest::qWaitFor([&] { return facade->session().state == AppState::SignedOut; }, kWait))
        return 1;
    facade->showDay(clock.now() - std::chrono::hours(12));
    const auto &day = facade->appointments();
    if (argc > 5 && std::any_of(day.begin(), day.end(), [&](const auto &one) { return one.id.text() == argv[5] && one.hasInvite; }))
        say("kept");
    facade->signIn(test::kLogin, test::kPassword, argv[2]);
    if (!QTest::qWaitFor([&] { return facade->session().online; }, kWait))
        return 1;
    say("online");
    Host host(*facade, clock, argv[3]);
    int asked = 0;
    QSocketNotifier notifier(fileno(stdin), QSocketNotifier::Read);
    QObject::connect(&notifier, &QSocketNotifier::activated, [&] {
        std::array<char, 64> line{};
        if (!std::fgets(line.data(), line.size(), stdin))
            std::exit(0);
        ++asked;
    });
    for (int round = 0; round < kRounds; ++round) {
        QTest::qWait(5);
        if (std::exchange(asked, 0) > 0 && !host.newVisit())
            return 1;
        host.turn(round);
    }
    return 0;
}
