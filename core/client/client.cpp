// SPDX-License-Identifier: Apache-2.0
#include "core/client/client.h"

#include "core/base/log.h"
#include "core/client/guest_visit.h"
#include "core/client/host_visit.h"

namespace bedside::client {
namespace {

// The facade over the parts. The order of the members is the order in which they depend on each other.
class Client final : public Facade {
public:
    Client(ClientOptions options, platform::ProfilePaths paths, Executor &executor, const Clock &clock);
    ~Client() override;

    void setListener(std::function<void(Part)> listener) override { m_common.listener = std::move(listener); }
    const Session &session() const override;
    const std::vector<Appointment> &appointments() const override { return m_common.view.appointments; }
    const std::optional<Invitation> &invitation() const override { return m_common.view.invitation; }
    const std::vector<LobbyGuest> &lobby() const override { return m_common.view.lobby; }
    const GuestState &guest() const override { return m_common.view.guest; }
    const Visit &visit() const override { return m_common.view.visit; }
    const LocalMedia &localMedia() const override { return m_common.view.localMedia; }
    const std::vector<LogEntry> &log() const override { return m_common.view.log; }
    Measures measures() const override;
    std::vector<LineRecord> lineRecords() const override;
    AddressHiding addressHiding() const override;
    const NetworkVerdict &network() const override { return m_common.view.network; }
    const std::optional<Error> &notice() const override { return m_common.view.notice; }
    void dismissNotice() override { m_common.tell(std::nullopt); }
    void setLanguage(std::string language) override { m_common.options.language = std::move(language); }
    void hideAddress(bool on) override;

    void checkNetwork() override;
    void tryAgain() override { m_account.tryAgain(); }
    void unlock(std::string pinOrPassphrase) override { m_account.unlock(std::move(pinOrPassphrase)); }
    void lock() override { m_account.lock(); }
    void signIn(std::string login, std::string password, std::string code) override;
    void signOut() override { m_account.signOut(); }
    void showDay(WallTime startOfDay) override;
    void saveAppointment(AppointmentDraft draft) override;
    void cancelAppointment(VisitId id) override;
    void restoreAppointment(VisitId id) override;
    void showInvitation(VisitId id) override;
    void makeInvitation(VisitId id) override;
    void refreshLog() override;
    void openVisit(VisitId id) override;
    void admit(std::uint64_t lobbyGuest) override { m_host.admit(lobbyGuest); }
    void deny(std::uint64_t lobbyGuest) override { m_host.deny(lobbyGuest); }

    void openLink(std::string link) override;
    void setGuestName(std::string name) override;

    void sendChat(std::string text) override;
    void sendChatAgain(std::size_t line) override;
    void setMicrophone(bool on) override { m_media.setMicrophone(on); }
    void setCamera(bool on) override { m_media.setCamera(on); }
    void chooseDevice(DeviceKind kind, std::string id) override { m_media.choose(kind, std::move(id)); }
    void retryDevices() override { m_media.retry(); }
    void limitLine(LineRung best) override;
    void confirmSafetyCode(std::uint32_t leaf, bool same) override;
    void leaveVisit() override;
    void endVisitForAll() override { m_host.endForAll(); }
    void closeSummary(VisitOutcome outcome) override;

private:
    StaffAccount::Listener staffListener();
    VisitRoom *room();
    const VisitRoom *room() const { return const_cast<Client *>(this)->room(); }
    void needsUnlocking() { m_common.tell(Error(ErrorCode::KeyUnavailable, "locked")); }

    Common m_common;
    NetworkDesk m_network;
    MediaDesk m_media;
    StaffAccount m_account;
    std::unique_ptr<DaySheet> m_day;
    std::unique_ptr<LogBook> m_log;
    HostVisit m_host;
    std::unique_ptr<GuestVisit> m_guest;
    std::optional<WallTime> m_shownDay;
    mutable Session m_guestsSession; // what session() shows while a guest is here
};

Client::Client(ClientOptions options, platform::ProfilePaths paths, Executor &executor, const Clock &clock)
    : m_common(std::move(options), std::move(paths), executor, clock), m_network(m_common), m_media(m_common), m_account(m_common, staffListener()),
      m_host(m_common, m_media, m_account, {[this] { return m_day.get(); }, [this] { return m_log.get(); }})
{
    m_account.load();
}

Client::~Client() { m_common.listener = nullptr; }

StaffAccount::Listener Client::staffListener()
{
    StaffAccount::Listener listener;
    listener.onUnlocked = [this] {
        m_day = std::make_unique<DaySheet>(m_common, m_account, [this](const VisitId &visit) { return m_host.lobbyOf(visit); });
        m_log = std::make_unique<LogBook>(m_common, m_account);
        if (m_shownDay)
            m_day->showDay(*m_shownDay);
        m_log->show();
        m_host.onUnlocked();
    };
    listener.onLocking = [this] {
        m_host.onLocking();
        m_day.reset();
        m_log.reset();
        m_common.view.appointments.clear();
        m_common.view.invitation.reset();
        m_common.view.log.clear();
        for (const Part part : {Part::Appointments, Part::Invitation, Part::Log})
            m_common.changed(part);
    };
    listener.onSignedIn = [this] {
        if (m_day)
            m_day->sync();
    };
    listener.onSignedOut = [this] { m_host.onSignedOut(); };
    listener.onTrustChanged = [this] { m_host.onTrustChanged(); };
    listener.onSocketOpen = [this] {
        m_host.onSocketOpen();
        if (m_day)
            m_day->sync(); // what was made while offline
    };
    listener.onSocketLost = [this] { m_host.onSocketLost(); };
    listener.onFrame = [this](wire::FrameType type, ByteSpan body) {
        if (type != wire::FrameType::Changed)
            return m_host.onFrame(type, body);
        const auto changed = wire::Changed::decode(body);
        if (!changed.ok())
            return;
        if (changed->what == wire::ChangedWhat::Appointments && m_day)
            m_day->sync();
        else if (changed->what == wire::ChangedWhat::Audit)
            m_host.onLogGrew();
        else if (changed->what == wire::ChangedWhat::Trust)
            m_account.refreshTrust();
    };
    listener.isInVisit = [this] { return m_host.isInVisit(); };
    return listener;
}

// A guest hides the staff's side, which stays as it is behind it: signed in, signed out or locked.
const Session &Client::session() const
{
    if (!m_guest)
        return m_common.view.session;
    m_guestsSession = m_common.view.session;
    m_guestsSession.state = AppState::Guest;
    return m_guestsSession;
}

VisitRoom *Client::room()
{
    if (m_host.room())
        return m_host.room();
    return m_guest ? m_guest->room() : nullptr;
}

Measures Client::measures() const { return room() ? room()->measures() : Measures(); }

std::vector<LineRecord> Client::lineRecords() const
{
    std::vector<LineRecord> all = m_common.view.lineRecords;
    if (const auto running = room() ? room()->lineRecord() : std::nullopt)
        all.push_back(*running);
    if (all.size() > kMostLineRecords)
        all.erase(all.begin());
    return all;
}

AddressHiding Client::addressHiding() const { return m_common.addressHiding(m_guest ? m_guest->relayPolicy() : m_host.relayPolicy()); }

void Client::hideAddress(bool on)
{
    if (std::exchange(m_common.options.relayOnly, on) == on)
        return;
    m_host.useRelays();
    if (m_guest)
        m_guest->useRelays();
    m_common.changed(Part::Address);
}

void Client::checkNetwork()
{
    if (m_guest)
        m_guest->checkNetwork();
    else if (m_account.hasPractice() && !room())
        m_network.check(m_account.pinned().server, m_account.pinned().trust);
}

void Client::openVisit(VisitId id)
{
    m_network.stop();
    m_host.openVisit(id);
}

void Client::signIn(std::string login, std::string password, std::string code)
{
    m_account.signIn(std::move(login), std::move(password), std::move(code));
}

void Client::showDay(WallTime startOfDay)
{
    m_shownDay = startOfDay;
    if (m_day)
        m_day->showDay(startOfDay);
}

void Client::saveAppointment(AppointmentDraft draft)
{
    m_day ? m_day->save(std::move(draft)) : needsUnlocking();
}

void Client::cancelAppointment(VisitId id)
{
    m_day ? m_day->setState(id, wire::AppointmentState::Cancelled) : needsUnlocking();
}

void Client::restoreAppointment(VisitId id) { m_day ? m_day->restore(id) : needsUnlocking(); }
void Client::showInvitation(VisitId id) { m_day ? m_day->showInvitation(id) : needsUnlocking(); }
void Client::makeInvitation(VisitId id) { m_day ? m_day->makeInvitation(id) : needsUnlocking(); }

void Client::refreshLog()
{
    if (m_log)
        m_log->refresh(nullptr);
}

void Client::openLink(std::string link)
{
    if (m_common.view.visit.isHost) // its summary, too, has to be closed first
        return m_common.tell(Error(ErrorCode::NotInState, "a visit is running"));
    if (!m_guest)
        m_guest = std::make_unique<GuestVisit>(m_common, m_media, m_network);
    m_guest->openLink(std::move(link));
}

void Client::setGuestName(std::string name)
{
    if (m_guest)
        m_guest->setName(std::move(name));
}

void Client::sendChat(std::string text)
{
    room() ? room()->sendChat(std::move(text)) : m_common.tell(Error(ErrorCode::NotInState, "chat"));
}

void Client::sendChatAgain(std::size_t line)
{
    if (room())
        room()->sendChatAgain(line);
}

void Client::limitLine(LineRung best)
{
    if (room())
        room()->limitLine(best);
}

void Client::confirmSafetyCode(std::uint32_t leaf, bool same)
{
    if (room())
        room()->confirmSafetyCode(leaf, same);
}

void Client::leaveVisit() { m_host.isInVisit() || !m_guest ? m_host.leave() : m_guest->leave(); }

void Client::closeSummary(VisitOutcome outcome)
{
    if (!m_guest)
        return m_host.closeSummary(outcome);
    m_guest->closeSummary();
    if (m_common.view.guest.stage != GuestStage::Idle)
        return;
    m_guest.reset();
    m_network.forget();
    m_common.view.visit = Visit();
    m_common.view.guest = GuestState();
    for (const Part part : {Part::Session, Part::Guest, Part::Visit, Part::Address})
        m_common.changed(part);
}

// The folder could not be made or is somebody else's: nothing works, and the screen says why.
class UnusableClient final : public Facade {
public:
    explicit UnusableClient(Error why)
    {
        m_view.session.state = AppState::Unusable;
        m_view.session.failure = why;
    }
    void setListener(std::function<void(Part)>) override {}
    const Session &session() const override { return m_view.session; }
    const std::vector<Appointment> &appointments() const override { return m_view.appointments; }
    const std::optional<Invitation> &invitation() const override { return m_view.invitation; }
    const std::vector<LobbyGuest> &lobby() const override { return m_view.lobby; }
    const GuestState &guest() const override { return m_view.guest; }
    const Visit &visit() const override { return m_view.visit; }
    const LocalMedia &localMedia() const override { return m_view.localMedia; }
    const std::vector<LogEntry> &log() const override { return m_view.log; }
    Measures measures() const override { return {}; }
    std::vector<LineRecord> lineRecords() const override { return {}; }
    AddressHiding addressHiding() const override { return {}; }
    const NetworkVerdict &network() const override { return m_view.network; }
    const std::optional<Error> &notice() const override { return m_view.notice; }
    void dismissNotice() override {}
    void setLanguage(std::string) override {}
    void hideAddress(bool) override {}
    void checkNetwork() override {}
    void tryAgain() override {}
    void unlock(std::string) override {}
    void lock() override {}
    void signIn(std::string, std::string, std::string) override {}
    void signOut() override {}
    void showDay(WallTime) override {}
    void saveAppointment(AppointmentDraft) override {}
    void cancelAppointment(VisitId) override {}
    void restoreAppointment(VisitId) override {}
    void showInvitation(VisitId) override {}
    void makeInvitation(VisitId) override {}
    void refreshLog() override {}
    void openVisit(VisitId) override {}
    void admit(std::uint64_t) override {}
    void deny(std::uint64_t) override {}
    void openLink(std::string) override {}
    void setGuestName(std::string) override {}
    void sendChat(std::string) override {}
    void sendChatAgain(std::size_t) override {}
    void setMicrophone(bool) override {}
    void setCamera(bool) override {}
    void chooseDevice(DeviceKind, std::string) override {}
    void retryDevices() override {}
    void limitLine(LineRung) override {}
    void confirmSafetyCode(std::uint32_t, bool) override {}
    void leaveVisit() override {}
    void endVisitForAll() override {}
    void closeSummary(VisitOutcome) override {}

private:
    View m_view;
};

} // namespace

std::unique_ptr<Facade> createClient(ClientOptions options, Executor &executor, const Clock &clock)
{
    auto paths = platform::profilePaths(options.profile);
    if (!paths.ok())
        return std::make_unique<UnusableClient>(paths.error());
    return std::make_unique<Client>(std::move(options), std::move(paths).value(), executor, clock);
}

} // namespace bedside::client
