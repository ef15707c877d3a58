// SPDX-License-Identifier: Apache-2.0
// Reading vector files, and the check that a runner uses. A record that is malformed or does not hold throws Failure,
// which the test turns into a failure that names file, record and place.
#pragma once

#include "core/base/bytes.h"
#include "core/base/secret.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace bedside::vectors {

using Json = nlohmann::json;

struct Failure : std::runtime_error {
    using std::runtime_error::runtime_error;
};

void require(bool holds, const char *what, int line);
#define REQUIRE_THAT(...) ::bedside::vectors::require(static_cast<bool>(__VA_ARGS__), #__VA_ARGS__, __LINE__)

// The value of a Result, or Failure with the error's name.
[[noreturn]] void fail(const Error &error, const char *what, int line);
template <class T>
T valueOf(Result<T> result, const char *what, int line)
{
    if (!result.ok())
        fail(result.error(), what, line);
    return std::move(result).value();
}
#define VALUE_OF(...) ::bedside::vectors::valueOf((__VA_ARGS__), #__VA_ARGS__, __LINE__)
#define REQUIRE_OK(...)                                                                                                \
    do {                                                                                                               \
        if (const auto require_ok = (__VA_ARGS__); !require_ok.ok())                                                   \
            ::bedside::vectors::fail(require_ok.error(), #__VA_ARGS__, __LINE__);                                      \
    } while (false)

Bytes hex(const Json &record, const char *key);
Secret secret(const Json &record, const char *key);
std::uint64_t number(const Json &record, const char *key);
const Json &list(const Json &record, const char *key);
Bytes hexOf(const Json &value);
bool same(ByteSpan a, ByteSpan b);

// A vector kind: files whose name begins with `prefix` hold its records. The runner returns false for a record of
// another suite, which counts as skipped.
struct Kind {
    std::string prefix;
    bool (*run)(const Json &record);
};

struct Tally {
    std::size_t ran = 0;
    std::size_t skipped = 0;
};

Json parseFile(const std::filesystem::path &path); // Failure for anything that is not JSON
Tally runRecords(const Json &records, const Kind &kind); // Failure where `records` is not a list, or is empty
const Kind *kindOf(const std::vector<Kind> &kinds, const std::string &fileName); // the longest prefix; null: none

std::vector<Kind> mlsBasics();
std::vector<Kind> mlsMessages();
std::vector<Kind> mlsTrees();
std::vector<Kind> mlsPassive();
std::map<std::string, Tally> runSframeFile(const Json &file); // by the file's own list names

} // namespace bedside::vectors
