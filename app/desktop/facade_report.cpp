// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/facade_report.h"

#include "core/client/network_grade.h"

namespace bedside::desktop {

using namespace client;
using Json = nlohmann::json;

namespace {

template <class Value, std::size_t N>
const char *nameIn(const char *const (&names)[N], Value value)
{
    const auto index = static_cast<std::size_t>(value);
    return index < N ? names[index] : "unknown";
}

constexpr const char *kAppStates[] = {"empty", "locked", "signed-out", "signed-in", "guest", "unusable"};
constexpr const char *kKeyStoreModes[] = {"system-key-store-and-pin", "passphrase-only"};
constexpr const char *kGuestStages[] = {"idle",   "connecting", "needs-name", "waiting", "joining",
                                        "in-visit", "denied",   "ended",      "failed"};
constexpr const char *kTileStates[] = {"waiting-for-connection", "waiting-for-key", "waiting-for-picture", "live", "picture-stopped",
                                       "camera-off", "weak-line", "not-verified", "gone"};
constexpr const char *kVisitStages[] = {"none", "opening", "active", "ending", "summary"};
constexpr const char *kOutcomes[] = {"completed", "audio-only", "no-show", "technical-failure", "left"};
constexpr const char *kLineRungs[] = {"picture", "small-picture", "sound-only", "text-only"};
constexpr const char *kLineReasons[] = {"none", "slow", "lossy", "chosen"};
constexpr const char *kDeviceKinds[] = {"camera", "microphone", "speaker"};

} // namespace

const char *nameOf(AppState state) { return nameIn(kAppStates, state); }
const char *nameOf(KeyStoreMode mode) { return nameIn(kKeyStoreModes, mode); }
const char *nameOf(GuestStage stage) { return nameIn(kGuestStages, stage); }
const char *nameOf(VisitStage stage) { return nameIn(kVisitStages, stage); }
const char *nameOf(LineRung rung) { return nameIn(kLineRungs, rung); }
const char *nameOf(TileState state) { return nameIn(kTileStates, state); }

namespace {

Json errorOf(const std::optional<Error> &error)
{
    return error ? Json(std::string(errorName(error->code()))) : Json(nullptr);
}

Json timeOf(WallTime time) { return toUnixMilliseconds(time); }

Json logOf(const std::vector<LogEntry> &log)
{
    Json out = Json::array();
    for (const auto &e : log)
        out.push_back({{"index", e.index}, {"at", timeOf(e.at)}, {"event", e.event}, {"actor", e.actor},
                       {"visit", e.visit ? Json(e.visit->text()) : Json(nullptr)}, {"detail", e.detail}});
    return out;
}

Json sessionOf(const Session &s)
{
    return {{"state", nameOf(s.state)}, {"keyStoreMode", nameOf(s.keyStoreMode)},
            {"online", s.online}, {"failure", errorOf(s.failure)}, {"clockOffsetSeconds", s.clockOffsetSeconds},
            {"retryAfterSeconds", s.retryAfterSeconds}};
}

Json tilesOf(const std::vector<Tile> &tiles)
{
    Json out = Json::array();
    for (const auto &t : tiles)
        out.push_back({{"leaf", t.leaf}, {"name", t.name}, {"role", t.role}, {"state", nameOf(t.state)},
                       {"microphoneOn", t.microphoneOn}, {"cameraOn", t.cameraOn}, {"speaking", t.speaking}});
    return out;
}

Json chatOf(const std::vector<ChatLine> &chat)
{
    Json out = Json::array();
    for (const auto &l : chat)
        out.push_back({{"text", l.text}, {"from", l.from}, {"own", l.own}, {"delivered", l.delivered}, {"failed", l.failed},
                       {"at", timeOf(l.at)}});
    return out;
}

Json securityOf(const SecurityView &s)
{
    Json codes = Json::array();
    for (const auto &c : s.codes)
        codes.push_back({{"leaf", c.leaf}, {"digits", c.digits}, {"demanded", c.demanded}, {"confirmed", c.confirmed},
                         {"differs", c.differs}});
    return {{"encrypted", s.encrypted}, {"epoch", s.epoch}, {"mlsSuite", s.mlsSuite}, {"sframeSuite", s.sframeSuite},
            {"peerCertificate", s.peerCertificate}, {"verifiedPeers", s.verifiedPeers}, {"peers", s.peers},
            {"liveVerified", s.liveVerified}, {"locked", s.locked}, {"stopped", s.stopped}, {"codes", std::move(codes)}};
}

Json visitOf(const Visit &v)
{
    Json summary = {{"startedAt", timeOf(v.summary.startedAt)}, {"endedAt", timeOf(v.summary.endedAt)},
                    {"outcome", nameIn(kOutcomes, v.summary.outcome)}, {"people", v.summary.people},
                    {"log", logOf(v.summary.log)}, {"endedBy", errorOf(v.summary.endedBy)}};
    return {{"id", v.id.text()}, {"stage", nameOf(v.stage)}, {"isHost", v.isHost},
            {"startedAt", timeOf(v.startedAt)}, {"tiles", tilesOf(v.tiles)}, {"chat", chatOf(v.chat)},
            {"security", securityOf(v.security)},
            {"line", {{"rung", nameOf(v.line.rung)}, {"reason", nameIn(kLineReasons, v.line.reason)}}}, {"warning", errorOf(v.warning)}, {"summary", std::move(summary)}};
}

Json guestOf(const GuestState &g)
{
    return {{"stage", nameOf(g.stage)}, {"hostName", g.hostName}, {"place", g.place},
            {"hostPresent", g.hostPresent}, {"failure", errorOf(g.failure)}};
}

Json networkOf(const NetworkVerdict &n)
{
    const auto figure = [](const auto &value) { return value ? Json(*value) : Json(nullptr); };
    Json steps = Json::array();
    for (const auto &s : n.steps)
        steps.push_back({{"leg", client::nameOf(s.leg)}, {"target", s.target}, {"error", errorOf(s.error)}});
    return {{"running", n.running}, {"grade", client::nameOf(n.grade)}, {"steps", std::move(steps)},
            {"downKbps", figure(n.downKbps)}, {"upKbps", figure(n.upKbps)}, {"lossPercent", figure(n.lossPercent)},
            {"delayMs", figure(n.delayMs)}, {"jitterMs", figure(n.jitterMs)}};
}

Json mediaOf(const LocalMedia &m)
{
    Json devices = Json::array();
    for (const auto &d : m.devices)
        devices.push_back({{"kind", nameIn(kDeviceKinds, d.kind)}, {"id", d.id}, {"name", d.name}, {"inUse", d.inUse}});
    return {{"devices", std::move(devices)}, {"cameraOn", m.cameraOn}, {"microphoneOn", m.microphoneOn},
            {"generatedPicture", m.generatedPicture}, {"generatedSound", m.generatedSound},
            {"microphoneLevel", m.microphoneLevel}, {"microphoneHeard", m.microphoneHeard},
            {"cameraProblem", errorOf(m.cameraProblem)}, {"microphoneProblem", errorOf(m.microphoneProblem)}};
}

Json hidingOf(const AddressHiding &h)
{
    return {{"chosen", h.chosen}, {"byPractice", h.byPractice}, {"hasRelay", h.hasRelay ? Json(*h.hasRelay) : Json(nullptr)}};
}

Json countsOf(const DirectionCounts &c)
{
    return {{"sealed", c.sealed}, {"sent", c.sent}, {"received", c.received}, {"opened", c.opened}, {"refused", c.refused},
            {"decoded", c.decoded}};
}

Json measuresOf(const Measures &m)
{
    Json peers = Json::array();
    for (const auto &p : m.peers)
        peers.push_back({{"leaf", p.leaf}, {"video", countsOf(p.video)}, {"audio", countsOf(p.audio)},
                         {"audioSamplesPlayed", p.audioSamplesPlayed}, {"pictureWidth", p.pictureWidth},
                         {"pictureHeight", p.pictureHeight}, {"admittedAtMs", p.admittedAtMs},
                         {"firstFrameAtMs", p.firstFrameAtMs},
                         {"roundTripMs", p.roundTripMs},
                         {"relayed", p.relayed}});
    return {{"peers", std::move(peers)}, {"epochs", m.epochs}};
}

} // namespace

Json reportOf(const Facade &facade)
{
    return {{"session", sessionOf(facade.session())}, {"visit", visitOf(facade.visit())}, {"guest", guestOf(facade.guest())},
            {"localMedia", mediaOf(facade.localMedia())}, {"log", logOf(facade.log())},
            {"network", networkOf(facade.network())}, {"measures", measuresOf(facade.measures())},
            {"addressHiding", hidingOf(facade.addressHiding())}, {"notice", errorOf(facade.notice())}};
}

} // namespace bedside::desktop
