// SPDX-License-Identifier: Apache-2.0
// The staff side's ground: unlocking and locking the profile, signing in at the practice's server, the signaling
// socket, and what an issuing device signs anew every day. Owned by Client; main thread.
#pragma once

#include "core/auth/account_session.h"
#include "core/client/common.h"
#include "core/client/profile_store.h"
#include "core/client/repeating_timer.h"
#include "core/client/server_contact.h"
#include "core/net/signaling_socket.h"
#include "core/schedule/appointment_content.h"
#include "core/wire/frame.h"

namespace bedside::client {

// What is in memory while unlocked, and gone when locked.
struct Unlocked {
    std::unique_ptr<ProfileStore> store;
    DeviceIdentity device;
    e2ee::RoleKeyRing ring;
};

class StaffAccount {
public:
    struct Listener {
        std::function<void()> onUnlocked;
        std::function<void()> onLocking;             // before the keys go
        std::function<void()> onSignedIn;
        std::function<void()> onSignedOut;           // also when the session ended
        std::function<void()> onTrustChanged;        // a newer grant list
        std::function<void()> onSocketOpen;
        std::function<void()> onSocketLost;
        std::function<void(wire::FrameType, ByteSpan)> onFrame;
        std::function<bool()> isInVisit;             // a lock then leaves socket and session alone until it ends
    };

    StaffAccount(Common &common, Listener listener);
    ~StaffAccount();
    StaffAccount(const StaffAccount &) = delete;
    StaffAccount &operator=(const StaffAccount &) = delete;

    void load();                                     // sets Session::state from what the folder holds
    bool hasPractice() const { return m_pinned.has_value(); }
    const PinnedPractice &pinned() const { return *m_pinned; }
    Unlocked *unlocked() { return m_unlocked ? &*m_unlocked : nullptr; }
    // The keys for sealing; none while locked.
    std::optional<schedule::SealingKeys> sealingKeys();

    void tryAgain();                                 // out of Unusable: after a file was put back
    void unlock(std::string pinOrPassphrase);
    void lock();
    void signIn(std::string login, std::string password, std::string code);
    void signOut();
    void refreshTrust();                             // the server has a newer grant list or statement
    void onVisitOver();                              // a lock that waited for the visit takes effect

    std::optional<bool> hasRelay() const { return m_contact ? m_contact->hasRelay() : std::nullopt; } // of the practice
    bool isSignedIn() const { return m_session && m_session->token() != nullptr; }
    const auth::Account *account() const { return m_session && m_session->account() ? &*m_session->account() : nullptr; }
    const Secret *token() const { return m_session ? m_session->token() : nullptr; }
    net::HttpClient *http() { return m_http.get(); }
    // A request with the session's token; an answer that ends the session ends it here too.
    void request(net::Method method, std::string path, Json body, std::function<void(Result<Json>)> done);
    Result<void> sendFrame(wire::FrameType type, const Bytes &body);

private:
    void refuseFiles(Error why);
    void onKey(Result<Secret> key);
    Result<void> openProfile(const Secret &key);
    Result<void> prepareNetwork();
    bool canVouchItself();
    void onContact(Result<Milliseconds> offset);
    void onSession(Result<void> outcome);
    void onSignedIn();
    void dropKeys();
    void startSocket();
    void onSocketFrame(ByteSpan message);
    void fail(Error error);
    void renewIfDue();
    void syncRoleKeys();
    void onRoleKeys(const Json &answer);
    void uploadRoleKeys();
    void saveTrust();

    Common &m_common;
    Listener m_listener;
    std::optional<PinnedPractice> m_pinned;
    std::optional<Unlocked> m_unlocked;
    std::unique_ptr<net::HttpClient> m_http;
    std::unique_ptr<ServerContact> m_contact;
    std::unique_ptr<auth::AccountSession> m_session;
    std::unique_ptr<net::SignalingSocket> m_socket;
    std::optional<auth::Credentials> m_credentials; // between the press and first contact's answer
    bool m_lockedInVisit = false;
    RepeatingTimer m_renewal;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
