// SPDX-License-Identifier: Apache-2.0
#include "core/base/error.h"

namespace bedside {

std::string_view errorName(ErrorCode code) noexcept
{
    switch (code) {
    case ErrorCode::Truncated: return "Truncated";
    case ErrorCode::TrailingBytes: return "TrailingBytes";
    case ErrorCode::TooLarge: return "TooLarge";
    case ErrorCode::Malformed: return "Malformed";
    case ErrorCode::NonMinimal: return "NonMinimal";
    case ErrorCode::UnknownVersion: return "UnknownVersion";
    case ErrorCode::UnknownType: return "UnknownType";
    case ErrorCode::SelfTestFailed: return "SelfTestFailed";
    case ErrorCode::BadSignature: return "BadSignature";
    case ErrorCode::BadMac: return "BadMac";
    case ErrorCode::BadKey: return "BadKey";
    case ErrorCode::KeyUnavailable: return "KeyUnavailable";
    case ErrorCode::KeyExhausted: return "KeyExhausted";
    case ErrorCode::Replayed: return "Replayed";
    case ErrorCode::WrongPractice: return "WrongPractice";
    case ErrorCode::Expired: return "Expired";
    case ErrorCode::NotYetValid: return "NotYetValid";
    case ErrorCode::ClockWrong: return "ClockWrong";
    case ErrorCode::Revoked: return "Revoked";
    case ErrorCode::RolledBack: return "RolledBack";
    case ErrorCode::Equivocated: return "Equivocated";
    case ErrorCode::NotAuthorized: return "NotAuthorized";
    case ErrorCode::LinkIncomplete: return "LinkIncomplete";
    case ErrorCode::LinkDamaged: return "LinkDamaged";
    case ErrorCode::LinkUnknown: return "LinkUnknown";
    case ErrorCode::LinkExpired: return "LinkExpired";
    case ErrorCode::LinkSpent: return "LinkSpent";
    case ErrorCode::LinkInUse: return "LinkInUse";
    case ErrorCode::LinkForeign: return "LinkForeign";
    case ErrorCode::WrongGroup: return "WrongGroup";
    case ErrorCode::WrongEpoch: return "WrongEpoch";
    case ErrorCode::WrongSender: return "WrongSender";
    case ErrorCode::BadProposal: return "BadProposal";
    case ErrorCode::BadTree: return "BadTree";
    case ErrorCode::BadPath: return "BadPath";
    case ErrorCode::BadConfirmation: return "BadConfirmation";
    case ErrorCode::BadLifetime: return "BadLifetime";
    case ErrorCode::DuplicateKey: return "DuplicateKey";
    case ErrorCode::UnsupportedSuite: return "UnsupportedSuite";
    case ErrorCode::UnsupportedExtension: return "UnsupportedExtension";
    case ErrorCode::Downgraded: return "Downgraded";
    case ErrorCode::NotHost: return "NotHost";
    case ErrorCode::Locked: return "Locked";
    case ErrorCode::Split: return "Split";
    case ErrorCode::NotInState: return "NotInState";
    case ErrorCode::SafetyCodeDiffers: return "SafetyCodeDiffers";
    case ErrorCode::NoCamera: return "NoCamera";
    case ErrorCode::NoMicrophone: return "NoMicrophone";
    case ErrorCode::DeviceBusy: return "DeviceBusy";
    case ErrorCode::DeviceLost: return "DeviceLost";
    case ErrorCode::CertificateMismatch: return "CertificateMismatch";
    case ErrorCode::NegotiationFailed: return "NegotiationFailed";
    case ErrorCode::PipelineFailed: return "PipelineFailed";
    case ErrorCode::NoPath: return "NoPath";
    case ErrorCode::ServerUnreachable: return "ServerUnreachable";
    case ErrorCode::ServerCertificateChanged: return "ServerCertificateChanged";
    case ErrorCode::TimedOut: return "TimedOut";
    case ErrorCode::ConnectionLost: return "ConnectionLost";
    case ErrorCode::ServerRefused: return "ServerRefused";
    case ErrorCode::TooManyAttempts: return "TooManyAttempts";
    case ErrorCode::ProxyRefused: return "ProxyRefused";
    case ErrorCode::SignInRefused: return "SignInRefused";
    case ErrorCode::SessionEnded: return "SessionEnded";
    case ErrorCode::WeakPassword: return "WeakPassword";
    case ErrorCode::NotFound: return "NotFound";
    case ErrorCode::Conflict: return "Conflict";
    case ErrorCode::AlreadyExists: return "AlreadyExists";
    case ErrorCode::WrongPin: return "WrongPin";
    case ErrorCode::StoreDamaged: return "StoreDamaged";
    case ErrorCode::StoreForeign: return "StoreForeign";
    case ErrorCode::StoreNewer: return "StoreNewer";
    case ErrorCode::DiskFull: return "DiskFull";
    case ErrorCode::InputOutput: return "InputOutput";
    case ErrorCode::NoKeyStore: return "NoKeyStore";
    case ErrorCode::KeyStoreRefused: return "KeyStoreRefused";
    case ErrorCode::KeyStoreMissing: return "KeyStoreMissing";
    case ErrorCode::KeyStoreForeign: return "KeyStoreForeign";
    case ErrorCode::KeyFileDamaged: return "KeyFileDamaged";
    case ErrorCode::PracticeFileDamaged: return "PracticeFileDamaged";
    case ErrorCode::LogDropped: return "LogDropped";
    case ErrorCode::LogEdited: return "LogEdited";
    case ErrorCode::LogReordered: return "LogReordered";
    case ErrorCode::LogForked: return "LogForked";
    case ErrorCode::LogRolledBack: return "LogRolledBack";
    case ErrorCode::LogHeadInvalid: return "LogHeadInvalid";
    case ErrorCode::OutOfMemory: return "OutOfMemory";
    case ErrorCode::Cancelled: return "Cancelled";
    case ErrorCode::Unsupported: return "Unsupported";
    case ErrorCode::Internal: return "Internal";
    }
    return "Unknown";
}

} // namespace bedside
