// SPDX-License-Identifier: Apache-2.0
// What an appointment says, and its sealed form: one object for those who schedule, treat or host, and one with the
// invite secrets for those who host. The server and the local table see only the sealed form. Values; one thread.
#pragma once

#include "core/base/clock.h"
#include "core/e2ee/sealed_object.h"

#include <optional>
#include <string>
#include <vector>

namespace bedside::schedule {

struct AppointmentContent {
    // Bytes of UTF-8, at least three for each of the 120, 500 and 200 UTF-16 units that a person can type.
    static constexpr std::size_t kMaxName = 360;
    static constexpr std::size_t kMaxReason = 2000;
    static constexpr std::size_t kMaxContact = 600;

    std::string patientName;
    std::string reason;
    std::string contact;
    Bytes pseudonym;       // 16 bytes: the patient's own, the same for every visit; may be empty
    friend bool operator==(const AppointmentContent &, const AppointmentContent &) = default;
};

struct InviteSecret {
    InviteId id;
    Secret secret;         // K_inv, 32 bytes
    WallTime expiresAt{};
    bool withdrawn = false;
    InviteSecret clone() const { return {id, secret.clone(), expiresAt, withdrawn}; }
};

inline constexpr std::size_t kMaxInvites = 32; // of one appointment, withdrawn ones included

// What sealing and opening need. The references outlive the call only.
struct SealingKeys {
    PracticeId practice;
    const e2ee::RoleKeyRing &ring;
    const identity::DeviceKeys &device;
    const identity::DeviceCertificate &certificate;
    const identity::PracticeTrust &trust;
};

struct OpenedAppointment {
    AppointmentContent content;
    std::vector<InviteSecret> invites;  // empty without the hosting key
};

// `version` is the appointment's version that this content becomes. TooLarge, KeyUnavailable.
Result<Bytes> sealAppointment(const VisitId &visit, std::uint64_t version, const AppointmentContent &content,
                              const std::vector<InviteSecret> &invites, const SealingKeys &keys);
// BadMac (another appointment's, another version's, or altered), BadSignature, WrongPractice (the writer),
// KeyUnavailable (no role key), Malformed, UnknownVersion.
Result<OpenedAppointment> openAppointment(const VisitId &visit, std::uint64_t version, ByteSpan sealed,
                                          const SealingKeys &keys);

} // namespace bedside::schedule
