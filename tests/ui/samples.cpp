// SPDX-License-Identifier: Apache-2.0
#include "tests/ui/samples.h"

#include <cmath>
#include <map>

#include <QDate>
#include <QDateTime>

namespace bedside::tests {

using namespace client;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

Appointment appointment(std::uint8_t number, int hour, int minute, const char *name, const char *reason)
{
    Appointment a;
    a.id = visitId(number);
    a.startsAt = fromUnixMilliseconds(QDateTime(QDate(2026, 11, 23), QTime(hour, minute)).toMSecsSinceEpoch());
    a.patientName = name;
    a.reason = reason;
    a.contact = "+1 555 0142";
    return a;
}

void signedIn(FakeFacade &f)
{
    f.theSession.state = AppState::SignedIn;
    f.theSession.practiceName = "Riverside Family Practice";
    f.theSession.personName = "Dr Mei Lin";
    f.theSession.login = "mlin";
    f.theSession.serverName = "visits.riverside.example";
    f.theSession.online = true;
    f.theAppointments = {
        appointment(1, 9, 0, "Rosa Delgado", "Follow-up after the new tablets"),
        appointment(2, 9, 45, "Walter Nakamura", "Blood pressure, questions about the last letter"),
        appointment(3, 10, 30, "Amina Yusuf", "First visit"),
        appointment(4, 11, 15, "Jean-Baptiste Oyelaran-Fitzgerald", "Sleep"),
        appointment(5, 14, 0, "Ingrid Sørensen", "Results"),
    };
    f.theAppointments[0].phase = VisitPhase::Ended;
    f.theAppointments[1].hasInvite = true;
    f.theAppointments[2].hasInvite = true;
    f.theAppointments[4].pendingUpload = true;
}

void someoneWaits(FakeFacade &f)
{
    signedIn(f);
    f.theAppointments[1].phase = VisitPhase::Waiting;
    f.theAppointments[1].waitingSince = sampleNow() - minutes(4);
    f.theLobby = {{7, visitId(2), "Walter Nakamura", true, false, sampleNow() - minutes(4)}};
}

void devices(FakeFacade &f, Pictures &p)
{
    f.theMedia.devices = {{DeviceKind::Camera, "c1", "Integrated Camera", true},
                          {DeviceKind::Microphone, "m1", "Built-in microphone", true},
                          {DeviceKind::Microphone, "m2", "USB headset", false},
                          {DeviceKind::Speaker, "s1", "Built-in speakers", true}};
    f.theMedia.microphoneLevel = 0.35;
    f.theMedia.microphoneHeard = true;
    f.theMedia.selfView = &p.self;
}

NetworkVerdict networkThatCarriesAVisit()
{
    const auto step = [](NetworkLeg leg, const char *target, int took) { return NetworkStep{leg, target, {}, Milliseconds(took)}; };
    NetworkVerdict verdict;
    verdict.percent = 100;
    verdict.grade = NetworkGrade::Good;
    verdict.steps = {step(NetworkLeg::Https, "visits.riverside.example:443", 61), step(NetworkLeg::Socket, "visits.riverside.example:443", 48),
                     step(NetworkLeg::RelayUdp, "relay.riverside.example:3478", 24), step(NetworkLeg::RelayTcp, "relay.riverside.example:3478", 51),
                     step(NetworkLeg::RelayTls, "relay.riverside.example:443", 77)};
    verdict.downKbps = 48'200;
    verdict.upKbps = 9'640;
    verdict.lossPercent = 0;
    verdict.delayMs = 24;
    verdict.jitterMs = 3;
    return verdict;
}

NetworkVerdict networkThatIsSlow()
{
    NetworkVerdict verdict = networkThatCarriesAVisit();
    verdict.grade = NetworkGrade::Slow;
    verdict.upKbps = 310;
    verdict.lossPercent = 7;
    verdict.delayMs = 180;
    return verdict;
}

NetworkVerdict networkThatBlocks()
{
    NetworkVerdict verdict = networkThatCarriesAVisit();
    verdict.grade = NetworkGrade::Blocked;
    for (std::size_t i = 2; i < verdict.steps.size(); ++i)
        verdict.steps[i].error = Error(ErrorCode::TimedOut);
    verdict.steps.back().error = Error(ErrorCode::ServerCertificateChanged);
    verdict.lossPercent.reset();
    verdict.jitterMs.reset();
    verdict.proxy = "http://proxy.hospital.example:3128";
    return verdict;
}

void waiting(FakeFacade &f, Pictures &p)
{
    f.theSession = {};
    f.theSession.state = AppState::Guest;
    f.theGuest = {GuestStage::Waiting, "Dr Lin", "visits.riverside.example", 1, 5, true, sampleNow() + minutes(12), {}};
    f.theNetwork = networkThatCarriesAVisit();
    devices(f, p);
}

LogEntry entry(std::uint64_t index, int secondsAgo, const char *event, const char *actor, const char *detail = "")
{
    return {index, sampleNow() - seconds(secondsAgo), event, actor, visitId(2), detail};
}

void log(std::vector<LogEntry> &out)
{
    out = {entry(11, 20, "visit.ended", "Dr Mei Lin", "completed"), entry(10, 800, "safety-code.compared", "Dr Mei Lin", "same"),
           entry(9, 1289, "network.checked", "guest", "relay-udp"), entry(8, 1289, "network.checked", "guest", "slow"),
           entry(7, 1290, "visit.joined", "guest"),                 entry(6, 1292, "visit.admitted", "Dr Mei Lin"),
           entry(5, 1293, "visit.opened", "Dr Mei Lin"),            entry(4, 1500, "lobby.arrived", "guest"),
           entry(3, 5400, "invite.created", "Dr Mei Lin"),          entry(2, 5420, "appointment.created", "Dr Mei Lin"),
           entry(1, 5500, "session.signed-in", "Dr Mei Lin")};
}

Tile patientTile(Pictures &p)
{
    Tile tile;
    tile.leaf = 1;
    tile.name = "Walter Nakamura";
    tile.role = "guest";
    tile.state = TileState::Live;
    tile.speaking = true;
    tile.picture = &p.other;
    return tile;
}

void hostVisit(FakeFacade &f, Pictures &p)
{
    signedIn(f);
    devices(f, p);
    f.theVisit.id = visitId(2);
    f.theVisit.stage = VisitStage::Active;
    f.theVisit.isHost = true;
    f.theVisit.startedAt = sampleNow() - seconds(247);
    f.theVisit.tiles = {patientTile(p)};
    f.theVisit.chat = {{"Can you hear me well?", "Dr Mei Lin", true, true, sampleNow() - seconds(200)},
                       {"Yes, very well. I have the letter here with me, shall I read it to you?", "Walter Nakamura", false, false,
                        sampleNow() - seconds(180)},
                       {"Yes, go on.", "Dr Mei Lin", true, false, sampleNow() - seconds(3)},
                       {"And the second page as well.", "Dr Mei Lin", true, false, sampleNow() - seconds(2), true}};
    auto &s = f.theVisit.security;
    s.encrypted = true;
    s.epoch = 2;
    s.mlsSuite = "MLS 1.0, X25519, ChaCha20-Poly1305, Ed25519";
    s.sframeSuite = "SFrame, AES-256-GCM";
    s.peers = s.verifiedPeers = 1;
    s.codes = {{1, "48213 90577", false, false}};
}

void guestVisit(FakeFacade &f, Pictures &p)
{
    hostVisit(f, p);
    waiting(f, p);
    f.theGuest.stage = GuestStage::InVisit;
    f.theVisit.isHost = false;
    f.theVisit.tiles[0].name = "Dr Mei Lin";
    f.theVisit.tiles[0].role = "clinician";
    f.theVisit.tiles[0].speaking = false;
}

void summary(FakeFacade &f, Pictures &p)
{
    hostVisit(f, p);
    f.theVisit.stage = VisitStage::Summary;
    f.theVisit.tiles.clear();
    f.theVisit.summary.startedAt = sampleNow() - minutes(22);
    f.theVisit.summary.endedAt = sampleNow();
    f.theVisit.summary.people = {"Dr Mei Lin", "Walter Nakamura"};
    log(f.theVisit.summary.log);
    f.theVisit.summary.log.resize(8);
}

void invitation(FakeFacade &f)
{
    signedIn(f);
    f.theInvitation = Invitation{visitId(2),
                                 "bedside://visits.riverside.example/join/b7Jx0mWq#AQx4T0o1p2kMZr8vYbC3dEfGhJ",
                                 "https://visits.riverside.example/j/b7Jx0mWqQ2e4#AQx4T0o1p2kMZr8vYbC3dEfGhJkLmNpQrStUvWxYz0123456789",
                                 "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
                                 "Your video visit",
                                 sampleNow() + std::chrono::hours(26)};
}

using Arrange = void (*)(FakeFacade &, Pictures &);

const std::map<std::string, Arrange> &table()
{
    static const std::map<std::string, Arrange> all = {
        {"welcome", [](FakeFacade &, Pictures &) {}},
        {"unlock", [](FakeFacade &f, Pictures &) {
             signedIn(f);
             f.theSession.state = AppState::Locked;
         }},
        {"sign-in", [](FakeFacade &f, Pictures &) {
             signedIn(f);
             f.theSession.state = AppState::SignedOut;
             f.theSession.online = false;
         }},
        {"sign-in-refused", [](FakeFacade &f, Pictures &) {
             signedIn(f);
             f.theSession.state = AppState::SignedOut;
             f.theSession.failure = Error(ErrorCode::SignInRefused);
             f.theSession.clockOffsetSeconds = 600;
         }},
        {"today", [](FakeFacade &f, Pictures &) { signedIn(f); }},
        {"today-waiting", [](FakeFacade &f, Pictures &) { someoneWaits(f); }},
        {"today-empty", [](FakeFacade &f, Pictures &) {
             signedIn(f);
             f.theAppointments.clear();
             f.theSession.online = false;
         }},
        {"invite", [](FakeFacade &f, Pictures &) { invitation(f); }},
        {"log", [](FakeFacade &f, Pictures &) {
             signedIn(f);
             log(f.theLog);
         }},
        {"settings", [](FakeFacade &f, Pictures &p) {
             signedIn(f);
             devices(f, p);
         }},
        {"settings-hidden", [](FakeFacade &f, Pictures &p) {
             signedIn(f);
             devices(f, p);
             f.theAddressHiding = {true, false, false};
         }},
        {"waiting", [](FakeFacade &f, Pictures &p) { waiting(f, p); }},
        {"waiting-hidden", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theAddressHiding = {true, false, true};
         }},
        {"waiting-hidden-in-vain", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theAddressHiding = {true, false, false};
         }},
        {"waiting-relays-only", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theAddressHiding = {false, true, true};
         }},
        {"settings-network", [](FakeFacade &f, Pictures &p) {
             signedIn(f);
             devices(f, p);
             f.theNetwork = networkThatCarriesAVisit();
         }},
        {"waiting-checking", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theNetwork = {};
             f.theNetwork.running = true;
             f.theNetwork.percent = 37;
             f.theNetwork.steps = {networkThatCarriesAVisit().steps[0]};
         }},
        {"waiting-slow", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theNetwork = networkThatIsSlow();
         }},
        {"waiting-very-slow", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theNetwork = networkThatIsSlow();
             f.theNetwork.upKbps = 41;
             f.theNetwork.soundAtRisk = true;
         }},
        {"waiting-blocked", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theNetwork = networkThatBlocks();
         }},
        {"waiting-no-devices", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theMedia.devices.clear();
             f.theMedia.generatedPicture = f.theMedia.generatedSound = true;
             f.theGuest.place = 3;
             f.theMedia.microphoneHeard = false;
         }},
        {"waiting-busy", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theMedia.cameraProblem = Error(ErrorCode::DeviceBusy);
             f.theMedia.generatedPicture = true;
             f.theMedia.microphoneHeard = false;
             f.theMedia.microphoneLevel = 0;
         }},
        {"waiting-unreachable", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theGuest = {};
             f.theGuest.stage = GuestStage::Connecting;
             f.theGuest.failure = Error(ErrorCode::ServerUnreachable);
             f.theNetwork = {};
             f.theNotice = Error(ErrorCode::LinkIncomplete);
         }},
        {"waiting-at-work", [](FakeFacade &f, Pictures &p) {
             waiting(f, p);
             f.theSession.practiceName = "Riverside Family Practice";
         }},
        {"visit", [](FakeFacade &f, Pictures &p) { hostVisit(f, p); }},
        {"visit-guest", [](FakeFacade &f, Pictures &p) { guestVisit(f, p); }},
        {"visit-alone", [](FakeFacade &f, Pictures &p) {
             hostVisit(f, p);
             f.theVisit.tiles.clear();
             f.theVisit.security = {};
         }},
        {"visit-key", [](FakeFacade &f, Pictures &p) {
             guestVisit(f, p);
             f.theVisit.tiles[0].state = TileState::WaitingForKey;
             f.theVisit.security.encrypted = false;
             f.theMedia.generatedPicture = f.theMedia.generatedSound = true;
             f.theVisit.warning = Error(ErrorCode::ConnectionLost);
         }},
        {"visit-still", [](FakeFacade &f, Pictures &p) {
             guestVisit(f, p);
             f.theVisit.tiles[0].state = TileState::PictureStopped;
         }},
        {"visit-sound-only", [](FakeFacade &f, Pictures &p) {
             guestVisit(f, p);
             f.theVisit.line = {client::LineRung::SoundOnly, client::LineReason::Slow, client::LineRung::Picture};
         }},
        {"visit-text-only", [](FakeFacade &f, Pictures &p) {
             hostVisit(f, p);
             f.theVisit.tiles[0].state = TileState::WeakLine;
             f.theVisit.tiles[0].cameraOn = false;
             f.theVisit.line = {client::LineRung::TextOnly, client::LineReason::Lossy, client::LineRung::Picture};
         }},
        {"visit-small-picture", [](FakeFacade &f, Pictures &p) {
             hostVisit(f, p);
             f.theVisit.line = {client::LineRung::SmallPicture, client::LineReason::Slow, client::LineRung::SmallPicture};
         }},
        {"visit-differs", [](FakeFacade &f, Pictures &p) {
             guestVisit(f, p);
             f.theVisit.tiles[0].state = TileState::NotVerified;
             f.theVisit.warning = Error(ErrorCode::SafetyCodeDiffers);
             f.theVisit.security.encrypted = false;
             f.theVisit.security.stopped = true;
             f.theVisit.security.codes[0].differs = true;
         }},
        {"summary", [](FakeFacade &f, Pictures &p) { summary(f, p); }},
        {"thanks", [](FakeFacade &f, Pictures &p) {
             guestVisit(f, p);
             f.theVisit.stage = VisitStage::Summary;
         }},
        {"problem", [](FakeFacade &f, Pictures &) {
             f.theSession.state = AppState::Guest;
             f.theGuest.stage = GuestStage::Failed;
             f.theGuest.failure = Error(ErrorCode::LinkIncomplete);
         }},
        {"problem-denied", [](FakeFacade &f, Pictures &) {
             f.theSession.state = AppState::Guest;
             f.theSession.practiceName = "Riverside Family Practice";
             f.theGuest.stage = GuestStage::Denied;
         }},
        {"problem-store", [](FakeFacade &f, Pictures &) {
             f.theSession.state = AppState::Unusable;
             f.theSession.failure = Error(ErrorCode::StoreForeign);
             f.theSession.canTryAgain = true;
             f.theSession.setAside = "/home/mei/.local/share/bedside/bedside.db.aside-1";
         }},
        {"problem-newer", [](FakeFacade &f, Pictures &) {
             f.theSession.state = AppState::Unusable;
             f.theSession.failure = Error(ErrorCode::StoreNewer);
         }},
    };
    return all;
}

// A plain head and shoulders before a wall, so that the gallery shows how a face sits in the window.
std::vector<std::uint32_t> portrait(int width, int height, std::uint32_t wall, std::uint32_t coat)
{
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width * height));
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double dx = (x - width / 2.0) / height;
            const double dy = y / static_cast<double>(height);
            const bool head = std::hypot(dx / 0.13, (dy - 0.4) / 0.17) < 1;
            const bool body = std::hypot(dx / 0.36, (dy - 1.02) / 0.42) < 1;
            const auto shade = static_cast<std::uint32_t>(24 * dy);
            pixels[static_cast<std::size_t>(y * width + x)] = head ? 0xC99A7A : body ? coat : wall - shade * 0x010101;
        }
    }
    return pixels;
}

} // namespace

WallTime sampleNow()
{
    return fromUnixMilliseconds(QDateTime(QDate(2026, 11, 23), QTime(9, 48)).toMSecsSinceEpoch());
}

bool arrange(const std::string &situation, FakeFacade &facade, Pictures &pictures)
{
    const auto found = table().find(situation);
    if (found == table().end())
        return false;
    pictures.self.put(640, 360, portrait(640, 360, 0xB9C4C0, 0x3E5C76));
    pictures.other.put(640, 360, portrait(640, 360, 0xD8CFC0, 0x7A3E3E));
    found->second(facade, pictures);
    return true;
}

std::vector<std::string> situations()
{
    std::vector<std::string> names;
    for (const auto &[name, function] : table())
        names.push_back(name);
    return names;
}

} // namespace bedside::tests
