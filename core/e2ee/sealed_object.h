// SPDX-License-Identifier: Apache-2.0
// SealedObject: appointments, names, reasons, notes: AES-256-GCM under a fresh key per version, that key wrapped for the
// roles that may read it, the whole signed by the device that wrote it. The server keeps it and cannot read, alter or
// (with the hash in the log) roll it back. Values; any thread.
#pragma once

#include "core/e2ee/role_keys.h"

namespace bedside::e2ee {

enum class ObjectType : std::uint16_t {
    Appointment = 1,
    Profile = 2,   // an account's own name
    Invite = 3,    // K_inv, for the roles that may host
    Note = 4,
    Intake = 5,
    Consent = 6,
};

struct ObjectName { // the associated data
    PracticeId practice;
    ObjectId object;
    ObjectType type = ObjectType::Appointment;
    std::uint64_t version = 1;
    friend bool operator==(const ObjectName &, const ObjectName &) = default;
};

constexpr std::size_t kMaxObjectPlaintext = 256 * 1024;

struct SealedObject {
    Bytes bytes;           // what the server stores
    crypto::Digest hash{}; // SHA-256 of `bytes`: what the log records
};

struct OpenedObject {
    Secret plaintext;
    identity::DeviceCertificate writer; // of the device that signed it; issued by the practice
    crypto::Digest hash{};
};

// Padded to 64-byte steps; the writer's certificate travels along. KeyUnavailable: the ring lacks one of `readers`;
// TooLarge.
Result<SealedObject> sealObject(const ObjectName &name, ByteSpan plaintext, const RoleKeyRing &ring,
                                std::span<const KeyRole> readers, const identity::DeviceKeys &device,
                                const identity::DeviceCertificate &certificate);
// `name` is what the caller asked for: another object, type, version or practice is BadMac. KeyUnavailable: sealed for
// no role key in the ring. BadSignature, WrongPractice: the writer or its signature. A writer whose certificate has run
// out or been revoked since still counts: what it may have written is for PracticeTrust and the log to say.
Result<OpenedObject> openObject(const ObjectName &name, ByteSpan bytes, const RoleKeyRing &ring,
                                const identity::PracticeTrust &trust);

} // namespace bedside::e2ee
