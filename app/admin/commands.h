// SPDX-License-Identifier: Apache-2.0
// One function for each command; each returns the program's exit code. Main thread, with a QCoreApplication.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace bedside::admin {

struct SetupOptions {
    std::string server;
    std::filesystem::path setupFile;
    std::filesystem::path profile;
    std::string practiceName, personName, login; // asked for where empty
    bool withoutKeyStore = false;
};
int setUp(const SetupOptions &options);

struct ProfileOptions {
    std::filesystem::path profile;
};
int renew(const ProfileOptions &options);
int importAppointments(const ProfileOptions &options);

int printTotp(int step); // -1, 0 or 1: the code before, now or after

struct AuditOptions {
    std::filesystem::path data;
    std::string head; // "SIZE:HEX" of a root seen earlier; empty: none
};
int verifyAudit(const AuditOptions &options);

struct EraseOptions {
    std::filesystem::path data;
    std::optional<std::uint64_t> entry; // this one, or ..
    std::string before;                 // .. all from before this day, YYYY-MM-DD in UTC
    bool yes = false;                   // without it nothing is erased, only counted
};
int eraseFromAudit(const EraseOptions &options);

int dumpServer(const std::filesystem::path &data);

} // namespace bedside::admin
