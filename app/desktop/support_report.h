// SPDX-License-Identifier: Apache-2.0
// The report that a person may hand to whoever helps: this computer, this run and its visits' lines, in English. It is built
// from what is named below and from the technical log, whose fields can hold no text of a person. So it has no name of a
// person, practice, visit or device, no login, link, message, code, PIN, password or key. The server's host is in it.
#pragma once

#include "core/client/facade.h"

#include <filesystem>
#include <map>

namespace bedside::desktop {

struct ComputerFacts {
    Result<void> selfTest; // of the encryption
    Result<void> media;    // GStreamer's start
    std::string sqlcipher, sodium, openssl, gstreamer, nice;
    std::optional<std::map<client::DeviceKind, int>> devices; // how many of each; nothing: not looked for
};

// Takes a second, the first time on a computer several. `lookForDevices`: false where the client has done so. Any thread.
ComputerFacts gatherComputerFacts(bool lookForDevices);

struct RunFacts { // what only the program knows
    std::string language, appearance;
    int textPercent = 100;
    bool window = true; // false: `bedside --support-bundle`, whose log is of itself alone
};

// Main thread.
std::string supportReport(const client::Facade &facade, const ComputerFacts &computer, const RunFacts &run, WallTime now);

// Whole or not at all. DiskFull, InputOutput; an older file of that name is replaced.
Result<void> saveReport(const std::filesystem::path &file, std::string_view text);

// "proxy.example:3128": without a name and password in it. "none".
std::string proxyText();

// bedside --support-bundle FILE, or - for standard output. Returns the exit code: 0 written, 1 it could not be, 2 there is a
// file of that name.
int runSupportBundle(const std::filesystem::path &profile, const std::filesystem::path &file);

} // namespace bedside::desktop
