// SPDX-License-Identifier: Apache-2.0
// A Facade whose values are set by hand and whose commands are written down, for the screens and their tests.
#pragma once

#include "core/client/facade.h"
#include "core/media/picture.h"

#include <mutex>
#include <string>
#include <vector>

namespace bedside::tests {

class FakeFacade final : public client::Facade {
public:
    // Set what you like, then tell().
    client::Session theSession;
    std::vector<client::Appointment> theAppointments;
    std::optional<client::Invitation> theInvitation;
    std::vector<client::LobbyGuest> theLobby;
    client::GuestState theGuest;
    client::Visit theVisit;
    client::LocalMedia theMedia;
    std::vector<client::LogEntry> theLog;
    client::Measures theMeasures;
    std::vector<client::LineRecord> theLineRecords;
    client::AddressHiding theAddressHiding;
    client::NetworkVerdict theNetwork;
    std::optional<Error> theNotice;

    std::vector<std::string> commands; // "unlock 1234", "admit 7": what was called, in order
    client::AppointmentDraft lastDraft;
    std::optional<Error> saveFails;    // what the next saveAppointment() meets

    void tell(client::Part part);
    bool called(const std::string &command) const;
    const std::string &lastCommand() const { return commands.back(); }

    void setListener(std::function<void(client::Part)> listener) override { m_listener = std::move(listener); }
    const client::Session &session() const override { return theSession; }
    const std::vector<client::Appointment> &appointments() const override { return theAppointments; }
    const std::optional<client::Invitation> &invitation() const override { return theInvitation; }
    const std::vector<client::LobbyGuest> &lobby() const override { return theLobby; }
    const client::GuestState &guest() const override { return theGuest; }
    const client::Visit &visit() const override { return theVisit; }
    const client::LocalMedia &localMedia() const override { return theMedia; }
    const std::vector<client::LogEntry> &log() const override { return theLog; }
    client::Measures measures() const override { return theMeasures; }
    std::vector<client::LineRecord> lineRecords() const override { return theLineRecords; }
    client::AddressHiding addressHiding() const override { return theAddressHiding; }
    const client::NetworkVerdict &network() const override { return theNetwork; }
    const std::optional<Error> &notice() const override { return theNotice; }
    void dismissNotice() override;
    void setLanguage(std::string language) override { commands.push_back("setLanguage " + language); }
    void hideAddress(bool on) override;

    void checkNetwork() override { commands.push_back("checkNetwork"); }
    void tryAgain() override { commands.push_back("tryAgain"); }
    void unlock(std::string pinOrPassphrase) override { commands.push_back("unlock " + pinOrPassphrase); }
    void lock() override { commands.push_back("lock"); }
    void signIn(std::string login, std::string password, std::string code) override;
    void signOut() override { commands.push_back("signOut"); }
    void showDay(WallTime startOfDay) override;
    void saveAppointment(client::AppointmentDraft draft) override;
    void cancelAppointment(VisitId id) override { commands.push_back("cancelAppointment " + id.text()); }
    void restoreAppointment(VisitId id) override { commands.push_back("restoreAppointment " + id.text()); }
    void showInvitation(VisitId id) override { commands.push_back("showInvitation " + id.text()); }
    void makeInvitation(VisitId id) override { commands.push_back("makeInvitation " + id.text()); }
    void refreshLog() override { commands.push_back("refreshLog"); }
    void openVisit(VisitId id) override { commands.push_back("openVisit " + id.text()); }
    void admit(std::uint64_t guest) override { commands.push_back("admit " + std::to_string(guest)); }
    void deny(std::uint64_t guest) override { commands.push_back("deny " + std::to_string(guest)); }
    void openLink(std::string link) override { commands.push_back("openLink " + link); }
    void setGuestName(std::string name) override { commands.push_back("setGuestName " + name); }
    void sendChat(std::string text) override { commands.push_back("sendChat " + text); }
    void sendChatAgain(std::size_t line) override { commands.push_back("sendChatAgain " + std::to_string(line)); }
    void setMicrophone(bool on) override;
    void setCamera(bool on) override;
    void chooseDevice(client::DeviceKind kind, std::string id) override;
    void retryDevices() override { commands.push_back("retryDevices"); }
    void limitLine(client::LineRung best) override
    {
        commands.push_back("limitLine " + std::to_string(static_cast<int>(best)));
    }
    void confirmSafetyCode(std::uint32_t leaf, bool same) override;
    void leaveVisit() override { commands.push_back("leaveVisit"); }
    void endVisitForAll() override { commands.push_back("endVisitForAll"); }
    void closeSummary(client::VisitOutcome outcome) override;

private:
    std::function<void(client::Part)> m_listener;
};

// A clock that stands still until it is moved.
class FakeClock final : public Clock {
public:
    WallTime wall{};
    SteadyTime steadyNow{};
    WallTime now() const override { return wall; }
    SteadyTime steady() const override { return steadyNow; }
};

VisitId visitId(std::uint8_t number);

// A picture source that is filled by hand, on any thread.
class FakePictures final : public media::PictureSource {
public:
    std::shared_ptr<const media::Picture> latest() const override;
    void setNotify(std::function<void()> notify) override;
    // Two colours (0xRRGGBB), one above the other.
    void put(int width, int height, std::uint32_t top, std::uint32_t bottom);
    void put(int width, int height, std::vector<std::uint32_t> pixels);
    void goDark();

private:
    void replace(std::shared_ptr<const media::Picture> picture);

    mutable std::mutex m_mutex;
    std::shared_ptr<const media::Picture> m_latest;
    std::uint64_t m_sequence = 0;
    std::function<void()> m_notify;
};

} // namespace bedside::tests
