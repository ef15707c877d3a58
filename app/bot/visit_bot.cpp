// SPDX-License-Identifier: Apache-2.0
#include "app/bot/visit_bot.h"

#include "app/bot/json_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace bedside::bot {
namespace {

constexpr Milliseconds kLook{250};

void wipe(std::string &text)
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(text.data()), text.size()});
    text.clear();
}

Json countsOf(const client::DirectionCounts &counts)
{
    return {{"sealed", counts.sealed},     {"sent", counts.sent},       {"received", counts.received},
            {"opened", counts.opened},     {"refused", counts.refused}, {"decoded", counts.decoded}};
}

} // namespace

VisitBot::VisitBot(BotOptions options, Executor &executor, const Clock &clock, std::function<void(int)> finished)
    : m_options(std::move(options)), m_executor(executor), m_clock(clock), m_finished(std::move(finished)),
      m_facade(client::createClient(m_options.client, executor, clock)), m_second(executor, kLook, [this] { go(); })
{
    m_facade->setListener([this](client::Part part) { onChange(part); });
    m_since = m_clock.steady();
}

void VisitBot::join()
{
    m_second.start();
    m_facade->openLink(m_options.link);
    enter(Step::Waiting, "opening");
}

void VisitBot::host(const Json &secrets)
{
    m_isHost = true;
    auto passphrase = jsonString(secrets, "passphrase", 1024);
    auto login = jsonString(secrets, "login", 128);
    auto password = jsonString(secrets, "password", 256);
    auto code = jsonString(secrets, "code", 64);
    for (const auto *one : {&passphrase, &login, &password, &code}) {
        if (!one->ok())
            return fail("secrets", one->error());
    }
    m_login = *login;
    m_password = *password;
    m_code = *code;
    if (m_facade->session().state != client::AppState::Locked)
        return fail("profile", m_facade->session().failure);
    m_second.start();
    enter(Step::Unlocking, "unlocking");
    m_facade->unlock(std::move(passphrase).value());
}

void VisitBot::enter(Step step, const char *name)
{
    m_step = step;
    m_since = m_clock.steady();
    writeLine({{"ev", "step"}, {"t", wallMilliseconds()}, {"name", name}});
}

void VisitBot::onChange(client::Part part)
{
    if (part == client::Part::Level || m_going)
        return;
    // Later: the facade is inside a call of ours or its own.
    m_going = true;
    m_executor.post([this] {
        m_going = false;
        go();
    });
}

void VisitBot::go()
{
    if (m_step == Step::Done)
        return;
    if (m_step != Step::InVisit && m_clock.steady() - m_since > std::chrono::seconds(m_options.patience))
        return fail("patience", Error(ErrorCode::TimedOut, "nothing goes on"));
    m_isHost ? goHost() : goGuest();
}

void VisitBot::goHost()
{
    const client::Session &session = m_facade->session();
    if (session.failure && !session.busy)
        return fail("session", session.failure);
    if (m_facade->notice())
        return fail("command", m_facade->notice());
    switch (m_step) {
    case Step::Unlocking:
        if (session.state == client::AppState::SignedOut && !session.busy) {
            enter(Step::SigningIn, "signing in");
            m_facade->signIn(m_login, std::move(m_password), std::move(m_code));
        }
        return;
    case Step::SigningIn:
        if (session.online) {
            enter(Step::Inviting, "inviting");
            const WallTime now = m_clock.now();
            m_facade->showDay(now - std::chrono::hours(1));
            client::AppointmentDraft draft;
            draft.startsAt = now;
            draft.patientName = m_options.patient;
            m_facade->saveAppointment(std::move(draft));
            m_facade->makeInvitation(m_facade->appointments().back().id);
        }
        return;
    case Step::Inviting:
        if (m_facade->invitation()) {
            enter(Step::WaitingForGuest, "waiting for the guest");
            writeLine({{"ev", "invitation"}, {"link", m_facade->invitation()->appLink}});
            m_facade->openVisit(m_facade->invitation()->visit);
        }
        return;
    case Step::WaitingForGuest:
        for (const client::LobbyGuest &guest : m_facade->lobby()) {
            if (guest.verified && !guest.linkInUseElsewhere && guest.visit == m_facade->visit().id
                && m_facade->visit().stage == client::VisitStage::Active) {
                writeLine({{"ev", "admit"}, {"t", wallMilliseconds()}});
                m_facade->admit(guest.id);
                return enterVisit();
            }
        }
        return;
    case Step::InVisit:
    case Step::Ending:
        return leave();
    default:
        return;
    }
}

void VisitBot::goGuest()
{
    const client::GuestState &guest = m_facade->guest();
    switch (guest.stage) {
    case client::GuestStage::Failed:
    case client::GuestStage::Denied:
        return fail(guest.stage == client::GuestStage::Denied ? "denied" : "guest", guest.failure);
    case client::GuestStage::InVisit:
        if (m_step == Step::Waiting)
            enterVisit();
        return leave();
    case client::GuestStage::Ended:
        report();
        return finish(m_firstPicture ? 0 : 1);
    default:
        return;
    }
}

void VisitBot::enterVisit()
{
    enter(Step::InVisit, "in the visit");
    for (const std::string &text : m_options.chat)
        m_facade->sendChat(text);
}

// In the visit: hears what is said, and leaves or ends when the time is up.
void VisitBot::leave()
{
    const client::Visit &visit = m_facade->visit();
    for (; m_chatHeard < visit.chat.size(); ++m_chatHeard)
        writeLine({{"ev", "chat"}, {"own", visit.chat[m_chatHeard].own}, {"bytes", visit.chat[m_chatHeard].text.size()}});
    const bool live = std::any_of(visit.tiles.begin(), visit.tiles.end(),
                                  [](const client::Tile &tile) { return tile.state == client::TileState::Live; });
    if (live && !m_firstPicture) {
        m_firstPicture = m_clock.steady();
        writeLine({{"ev", "mark"}, {"name", "firstFrame"}, {"t", wallMilliseconds()}});
    }
    if (m_step == Step::Ending) {
        if (visit.stage == client::VisitStage::Summary) {
            m_facade->closeSummary(visit.summary.outcome);
            finish(m_firstPicture ? 0 : 1);
        }
        return;
    }
    const SteadyTime start = m_firstPicture ? *m_firstPicture : m_since + std::chrono::seconds(m_options.patience);
    if (m_clock.steady() - start < std::chrono::seconds(m_options.seconds))
        return;
    report();
    enter(Step::Ending, "ending");
    m_isHost ? m_facade->endVisitForAll() : m_facade->leaveVisit();
}

void VisitBot::report()
{
    const client::Measures measures = m_facade->measures();
    Json peers = Json::array();
    for (const client::PeerMeasures &peer : measures.peers)
        peers.push_back({{"leaf", peer.leaf},
                         {"video", countsOf(peer.video)},
                         {"audio", countsOf(peer.audio)},
                         {"audioSamples", peer.audioSamplesPlayed},
                         {"width", peer.pictureWidth},
                         {"height", peer.pictureHeight},
                         {"admittedAtMs", peer.admittedAtMs},
                         {"firstFrameAtMs", peer.firstFrameAtMs},
                         {"roundTripMs", peer.roundTripMs},
                         {"relayed", peer.relayed}});
    const client::SecurityView &security = m_facade->visit().security;
    writeLine({{"ev", "report"}, {"peers", peers}, {"epochs", measures.epochs}, {"encrypted", security.encrypted},
               {"mlsSuite", security.mlsSuite}, {"sframeSuite", security.sframeSuite}});
}

void VisitBot::fail(const char *what, const std::optional<Error> &error)
{
    writeLine({{"ev", "error"}, {"text", what}, {"error", error ? std::string(errorName(error->code())) : std::string()}});
    finish(error && error->code() == ErrorCode::InputOutput ? 3 : 1);
}

void VisitBot::finish(int code)
{
    if (m_step == Step::Done)
        return;
    m_step = Step::Done;
    wipe(m_password);
    wipe(m_code);
    m_second.stop();
    m_finished(code);
}

} // namespace bedside::bot
