// SPDX-License-Identifier: Apache-2.0
#include "tests/vectors/vector_file.h"

#include <fstream>

namespace bedside::vectors {

void require(bool holds, const char *what, int line)
{
    if (!holds)
        throw Failure(std::string(what) + " does not hold (line " + std::to_string(line) + ")");
}

void fail(const Error &error, const char *what, int line)
{
    throw Failure(std::string(what) + ": " + std::string(errorName(error.code())) + ", " + error.why() + " " +
                  std::to_string(error.detail()) + " (line " + std::to_string(line) + ")");
}

Bytes hexOf(const Json &value)
{
    auto bytes = fromHex(value.get_ref<const std::string &>());
    if (!bytes)
        throw Failure("not hexadecimal");
    return std::move(bytes).value();
}

Bytes hex(const Json &record, const char *key) { return hexOf(record.at(key)); }
Secret secret(const Json &record, const char *key) { return Secret::copyOf(hex(record, key)); }

std::uint64_t number(const Json &record, const char *key)
{
    const Json &value = record.at(key);
    if (!value.is_number_unsigned())
        throw Failure(std::string(key) + " is not a number");
    return value.get<std::uint64_t>();
}

const Json &list(const Json &record, const char *key)
{
    const Json &value = record.at(key);
    if (!value.is_array())
        throw Failure(std::string(key) + " is not a list");
    return value;
}

bool same(ByteSpan a, ByteSpan b) { return equalBytes(a, b); }

Json parseFile(const std::filesystem::path &path)
{
    std::ifstream in(path, std::ios::binary);
    if (!in)
        throw Failure("cannot be read");
    try {
        return Json::parse(in);
    } catch (const Json::exception &) {
        throw Failure("is not JSON");
    }
}

Tally runRecords(const Json &records, const Kind &kind)
{
    if (!records.is_array() || records.empty())
        throw Failure("is not a list of records");
    Tally tally;
    for (std::size_t i = 0; i < records.size(); ++i) {
        try {
            (kind.run(records[i]) ? tally.ran : tally.skipped) += 1;
        } catch (const std::exception &failure) {
            throw Failure("record " + std::to_string(i) + ": " + failure.what());
        }
    }
    return tally;
}

const Kind *kindOf(const std::vector<Kind> &kinds, const std::string &fileName)
{
    const Kind *best = nullptr;
    for (const Kind &kind : kinds)
        if (fileName.starts_with(kind.prefix) && (best == nullptr || kind.prefix.size() > best->prefix.size()))
            best = &kind;
    return best;
}

} // namespace bedside::vectors
