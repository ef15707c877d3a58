// SPDX-License-Identifier: Apache-2.0
// LobbyMember: a newcomer before admission. It holds a device key, a leaf key, a KeyPackage and invite keys, and no
// object that could hold an epoch secret or an SFrame key: those exist only in the GroupSession that accept() makes.
// Move-only; main thread.
#pragma once

#include "core/e2ee/group_session.h"

namespace bedside::e2ee {

struct GuestInput {
    VisitId visit;                         // the server's answer to srv_token: a hint that the MAC binds
    InviteId invite;
    identity::InviteKeys keys;
    identity::DeviceKeys device;           // with its certificate: identity::GuestDevice
    identity::DeviceCertificate certificate;
    identity::PracticeTrust trust;         // pinned by the link; issuers known from first contact
    std::string name;                      // optional; sealed to inv_hello
};

struct StaffInput {
    VisitId visit;
    identity::DeviceKeys device;
    identity::DeviceCertificate certificate;
    identity::PracticeTrust trust;
    std::string displayName;
};

class LobbyMember {
public:
    static Result<LobbyMember> guest(GuestInput input, Moment now);
    static Result<LobbyMember> staff(StaffInput input, Moment now);

    LobbyMember(LobbyMember &&) noexcept;
    LobbyMember &operator=(LobbyMember &&) noexcept;
    ~LobbyMember();

    // The hello's bytes (the body of a LobbyHello frame). `counter` must be above every one used by this device key
    // before: keep it beside the key, and store it before sending. Again after each reconnection. TooLarge: the name.
    Result<Bytes> hello(std::uint64_t counter);
    void setName(std::string name); // for the next hello

    const VisitId &visit() const noexcept;

    // Opens and checks a WELCOME and becomes a member. Whatever does not hold is refused by name and leaves this object
    // as it was, waiting: WrongGroup, BadMac, WrongPractice, BadSignature, Revoked, NotAuthorized, RolledBack,
    // Equivocated, Expired, Downgraded, UnknownVersion, WrongSender, BadTree ... `trust()` then holds what it taught.
    Result<SessionStart> accept(ByteSpan welcomeEnvelope, Moment now);
    const identity::PracticeTrust &trust() const noexcept; // for the client to store

private:
    struct Parts;
    explicit LobbyMember(std::unique_ptr<Parts> parts) noexcept;
    std::unique_ptr<Parts> m;
};

} // namespace bedside::e2ee
