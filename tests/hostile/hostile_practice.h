// SPDX-License-Identifier: Apache-2.0
// A practice whose server is in hostile hands, and what a test of an attack needs beside it: guests on computers of
// their own, the technical log to read refusals from, the founder's keys, and seeds.
#pragma once

#include "core/client/profile_store.h"
#include "tests/calls/practice_fixture.h"
#include "tests/hostile/hostile_server.h"

#include <QTemporaryFile>
#include <random>

namespace bedside::test
{

using client::Facade;

// What this process and the server write on standard error, from here on.
class LogWatch
{
public:
    LogWatch();
    ~LogWatch();
    LogWatch(const LogWatch &) = delete;
    LogWatch &operator=(const LogWatch &) = delete;

    void mark(); // what came before does not count
    // How often `event` has been logged with that error since the mark.
    int count(const char *event, ErrorCode code);
    QByteArray text(); // since the mark

private:
    QTemporaryFile m_file;
    qint64 m_mark = 0;
    int m_standardError = -1;
};

class Guest
{
public:
    std::unique_ptr<Facade> facade;
    QTemporaryDir folder;
    Facade *operator->() { return facade.get(); }
    Facade &operator*() { return *facade; }
};

class HostilePractice : public Practice
{
public:
    HostileServer hostile;
    LogWatch log;
    std::mt19937_64 random;
    std::optional<client::DeviceIdentity> founder; // the administrator's device, with the issuing key
    identity::PracticeTrust trust;                 // as set up

    static constexpr int kWait = 40'000;

    bool begin();
    std::unique_ptr<Guest> newGuest(const Clock *other = nullptr, bool media = false);
    void restart(Guest &guest, const Clock *other = nullptr, bool media = false); // the program anew, the same folder
    crypto::SigningKey logKey() const;                                            // the server's
    void begin(std::uint64_t seed);                                               // of one attack
    std::size_t pick(std::size_t count) { return std::uniform_int_distribution<std::size_t>(0, count - 1)(random); }
    void flipIn(Bytes &bytes, std::size_t from, std::size_t to); // one bit

private:
    QTemporaryFile m_settings;
};

// How many seeds each attack gets, and the first: BEDSIDE_SEEDS and BEDSIDE_SEED, else 3 from 1.
std::vector<std::uint64_t> seeds();

inline std::optional<ErrorCode> codeOf(const std::optional<Error> &error)
{
    return error ? std::optional(error->code()) : std::nullopt;
}

} // namespace bedside::test
