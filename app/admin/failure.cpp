// SPDX-License-Identifier: Apache-2.0
#include "app/admin/failure.h"

#include <iostream>

namespace bedside::admin {

std::string inWords(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::SelfTestFailed:
        return "This computer's cryptography gave a wrong answer. Nothing was done; install Bedside again or use another computer.";
    case ErrorCode::ServerUnreachable:
    case ErrorCode::TimedOut:
    case ErrorCode::ConnectionLost:
        return "The server does not answer. Check that it runs and that its address is right.";
    case ErrorCode::ServerCertificateChanged:
        return "The server shows another certificate than its set-up file or its statement names. Nothing was sent to it. "
               "Check the address, and that the file is this server's.";
    case ErrorCode::ServerRefused:
        return "The server refused with status " + std::to_string(error.detail()) + ".";
    case ErrorCode::SignInRefused:
        return "The name, the password or the code is not right.";
    case ErrorCode::TooManyAttempts:
        return "Too many attempts. Wait " + std::to_string(error.detail()) + " seconds and try again.";
    case ErrorCode::WeakPassword:
        return "The password or passphrase is too short. Choose at least 12 characters (a PIN beside the system's key store: 4).";
    case ErrorCode::WrongPin:
        return "The PIN or passphrase does not open this profile. Try again; nothing was changed.";
    case ErrorCode::AlreadyExists:
        return "There is a practice in this profile or on this server already. Choose an empty folder or a fresh server.";
    case ErrorCode::NotFound:
        return "What was asked for is not there. Check the folder or file that you named.";
    case ErrorCode::StoreDamaged:
        return "The database is damaged, or its key belongs to another one. Restore it from a backup.";
    case ErrorCode::StoreForeign:
        return "The file belongs to another practice or program.";
    case ErrorCode::StoreNewer:
        return "The file was written by a newer version of Bedside. Update this computer first.";
    case ErrorCode::DiskFull:
        return "The disk is full. Nothing was changed; make room and try again.";
    case ErrorCode::ClockWrong:
        return "This computer's clock and the server's differ by " + std::to_string(error.detail()) +
               " seconds. Set the clock and try again.";
    case ErrorCode::KeyFileDamaged:
        return "The profile's key file (bedside.key) is missing or damaged. Put a copy of it back.";
    case ErrorCode::PracticeFileDamaged:
        return "The profile's practice file (practice) is missing or damaged. Put a copy of it back.";
    case ErrorCode::KeyStoreForeign:
        return "The system's key store does not hold this profile's key. Use the computer account that made the profile.";
    case ErrorCode::KeyStoreMissing:
    case ErrorCode::NoKeyStore:
        return "This profile needs the system's key store, and none answers. Start it, or sign in to your desktop first.";
    case ErrorCode::InputOutput:
        return "A file or folder could not be read or written. Check that it exists and that it is yours.";
    case ErrorCode::LogDropped:
        return "The log is not whole: entry " + std::to_string(error.detail()) + " is missing.";
    case ErrorCode::LogEdited:
        return "The log has been changed: entry " + std::to_string(error.detail()) + " is the first that does not hold.";
    case ErrorCode::LogReordered:
        return "The log has been put in another order: entry " + std::to_string(error.detail()) + " is the first out of its place.";
    case ErrorCode::LogForked:
        return "The log is not the one that had " + std::to_string(error.detail()) +
               " entries when its head was signed: it has been rewritten.";
    case ErrorCode::LogRolledBack:
        return "The log is older than it has been: it stands at " + std::to_string(error.detail()) + " entries.";
    case ErrorCode::LogHeadInvalid:
        return "The log has no tree head, or one that its server did not sign.";
    case ErrorCode::NotAuthorized:
        return "This account's role does not allow that.";
    case ErrorCode::Malformed:
        return std::string("What was given could not be read: ") + error.why() + ".";
    default:
        return "It did not work: " + std::string(errorName(error.code())) + ".";
    }
}

int exitCode(const Error &error)
{
    switch (error.code()) {
    case ErrorCode::SelfTestFailed:
        return ExitSelfTest;
    case ErrorCode::LogDropped:
        return ExitLogDropped;
    case ErrorCode::LogEdited:
        return ExitLogEdited;
    case ErrorCode::LogReordered:
        return ExitLogReordered;
    case ErrorCode::LogForked:
        return ExitLogForked;
    case ErrorCode::LogRolledBack:
        return ExitLogRolledBack;
    case ErrorCode::LogHeadInvalid:
        return ExitLogHeadInvalid;
    case ErrorCode::ServerUnreachable:
    case ErrorCode::TimedOut:
    case ErrorCode::KeyStoreMissing:
    case ErrorCode::NoKeyStore:
    case ErrorCode::NotFound:
    case ErrorCode::InputOutput:
    case ErrorCode::DiskFull:
        return ExitEnvironment;
    default:
        return ExitFailed;
    }
}

int report(const Error &error)
{
    std::cerr << "bedside-admin: " << inWords(error) << '\n';
    return exitCode(error);
}

} // namespace bedside::admin
