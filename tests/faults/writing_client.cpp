// SPDX-License-Identifier: Apache-2.0
// The program that kills_test kills: FOLDER PASSPHRASE NEXT-PASSPHRASE FIRST-NUMBER. Writes to the profile and re-keys its
// vault, and says what has been acknowledged, one line each, at once.
#include "core/crypto/self_test.h"
#include "tests/faults/staff.h"

#include <QCoreApplication>
#include <cstdio>

using namespace bedside;
using namespace bedside::test;

namespace {

constexpr int kRounds = 40;
constexpr crypto::PasswordCost kCost{1, 8 * 1024 * 1024};

void say(const char *what, std::uint64_t number)
{
    std::printf("%s %llu\n", what, static_cast<unsigned long long>(number));
    std::fflush(stdout);
}

// A host's other writes: the log with its reader's state, the lobby's memory.
Result<void> keep(client::ProfileStore &profile, std::uint64_t number)
{
    const client::LogEntry entry{number, SystemClock().now(), "visit.joined", "account:x", {}, ""};
    TRY_OK(profile.saveLog({entry}, ByteWriter().u64(number).bytes()));
    say("log", number);
    TRY_OK(profile.saveBinding(crypto::randomId<InviteId>(), crypto::Digest{9}));
    say("binding", number);
    TRY_OK(profile.saveCounter(crypto::Digest{9}, number));
    say("counter", number);
    return {};
}

Result<void> write(const std::filesystem::path &folder, std::string passphrase, std::string next, std::uint64_t number)
{
    Staff staff(folder);
    TRY_OK(staff.unlock(passphrase));
    TRY(const auto paths, platform::profilePaths(folder));
    TRY(const auto pinned, client::ProfileStore::readPinned(paths));
    TRY(const auto key, client::ProfileStore::openKey(paths, nullptr, Secret::copyOf(asBytes(passphrase))));
    TRY(const auto profile, client::ProfileStore::open(paths, key, pinned));
    say("ready", 0);
    for (int round = 0; round < kRounds; ++round, ++number) {
        TRY_OK(staff.save("Patient " + std::to_string(number)));
        say("appointment", number);
        TRY_OK(keep(*profile, number));
        if (round % 4 != 0)
            continue;
        say("re-keying", number);
        TRY_OK(store::Vault::change(paths.envelope, nullptr, Secret::copyOf(asBytes(passphrase)), Secret::copyOf(asBytes(next)), kCost));
        std::swap(passphrase, next);
        say("re-keyed", number);
    }
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    if (argc != 5 || !crypto::selfTest().ok())
        return 2;
    const auto done = write(argv[1], argv[2], argv[3], std::strtoull(argv[4], nullptr, 10));
    if (!done.ok())
        std::fprintf(stderr, "%s (%s)\n", errorName(done.error().code()).data(), done.error().why());
    return done.ok() ? 0 : 1;
}
