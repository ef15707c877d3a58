// SPDX-License-Identifier: Apache-2.0
// A library between a program and the C library that counts the calls which touch files below one folder, and makes them
// fail from the n-th on or that one alone. A test links it, or starts another program with it in LD_PRELOAD; then both map
// the file that BEDSIDE_FAULTS names, and the test steers from outside.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>

namespace bedside::test {

enum CallKind : std::uint32_t {
    kOpen = 1,      // open, openat, fopen
    kRead = 2,      // read, readv, pread
    kWrite = 4,     // write, writev, pwrite
    kSync = 8,      // fsync, fdatasync
    kTruncate = 16, // ftruncate
    kRename = 32,
    kRemove = 64,   // unlink, remove
    kMakeFolder = 128,
    kCreate = 256,  // open with O_CREAT
};
inline constexpr std::uint32_t kEveryKind = 511;
inline constexpr std::uint32_t kTakesSpace = kWrite | kTruncate | kMakeFolder | kCreate | kRename;

struct DiskControl {
    std::atomic<std::uint32_t> kinds{0};  // which are counted and fail; 0: none
    std::atomic<int> error{0};
    std::atomic<std::uint64_t> failing{0}; // the number of the call, from 1; 0: none
    std::atomic<bool> andAllAfter{false};
    std::atomic<std::uint64_t> calls{0};
    std::atomic<std::uint64_t> failed{0};
    std::atomic<int> lastFailed{0};       // its kind
    char folder[512] = "";                // set while kinds is 0
};

DiskControl &diskControl(); // of this process

// While it lives, the disk fails. One at a time for each control.
class FailingDisk {
public:
    struct How {
        int error;
        std::uint32_t kinds;
        bool andAllAfter;
    };
    // ENOSPC stays; the call that meets it first writes half of what it was given. EIO comes once.
    static const How kFull, kBroken, kBrokenForGood, kSyncFails;

    FailingDisk(DiskControl &control, const std::string &folder, const How &how, std::uint64_t call);
    ~FailingDisk() { m_control.kinds = 0; }
    FailingDisk(const FailingDisk &) = delete;
    FailingDisk &operator=(const FailingDisk &) = delete;

private:
    DiskControl &m_control;
};

} // namespace bedside::test
