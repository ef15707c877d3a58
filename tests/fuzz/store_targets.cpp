// SPDX-License-Identifier: Apache-2.0
// Files that someone may have altered while nobody looked: the database with its log, the vault. The index of the log is no
// input: whoever opens first makes it anew (store.database shows it).
#include "core/store/atomic_file.h"
#include "core/store/database.h"
#include "core/store/vault.h"
#include "tests/fuzz/scratch.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace bedside::fuzz {
namespace {

constexpr std::size_t kMost = 256 * 1024;
constexpr const char *kParts[] = {"", "-wal"};
constexpr int kRows = 40;
constexpr std::string_view kPlainHeader("SQLite format 3\0", 16);

const Secret &key()
{
    static const Secret made = Secret::copyOf(Bytes(32, 0x77));
    return made;
}

std::string rowText(std::int64_t number) { return "row " + std::to_string(number) + std::string(200, 'x'); }

// A database as a crash leaves it: half of the rows in the file, half in the log that belongs to it.
void checkOpening()
{
    promise(!store::Database::open(scratch() / "none.db", Secret(16)).ok(), "a key has 32 octets");
    promise(!store::Database::open(scratch(), key()).ok(), "a folder is no database");
}

// The same key, another program's mark.
Bytes foreign()
{
    const auto file = scratch() / "foreign.db";
    {
        store::DatabaseOptions options;
        options.applicationId = 7;
        (void)made(store::Database::open(file, key(), options), "a database is made");
    }
    return made(store::readSmallFile(file, kMost), "a file is read");
}

std::vector<Bytes> crashed()
{
    const auto file = scratch() / "made.db";
    auto database = made(store::Database::open(file, key()), "a database is made");
    promise(database->execute("CREATE TABLE t(n INTEGER PRIMARY KEY, s TEXT NOT NULL)").ok(), "a table is made");
    const auto fill = [&](int from, int to) {
        for (int i = from; i < to; ++i)
            promise(database->run("INSERT INTO t VALUES(?, ?)", std::int64_t{i}, rowText(i)).ok(), "a row is written");
    };
    fill(0, kRows / 2);
    promise(database->checkpoint().ok(), "it is moved into the file");
    fill(kRows / 2, kRows);
    std::vector<Bytes> out;
    for (const char *part : kParts) // before the last connection closes and tidies up
        out.push_back(made(store::readSmallFile(file.string() + part, kMost), "a part is read"));
    return out;
}

const std::vector<Bytes> &pristine()
{
    static const auto made = crashed();
    return made;
}

// u8 how. 1, 2: the rest is the whole file or log; 3: the whole file, and nothing beside it. Otherwise edits, each
// u8 part | u32 where | u8 count | octets; where the part is over 1, it is cut there.
std::vector<Bytes> altered(ByteSpan input)
{
    ByteReader reader(input);
    auto parts = pristine();
    const auto how = reader.u8();
    if (how.ok() && *how >= 1 && *how <= 2) {
        parts[*how - 1u] = toBytes(reader.rest());
        return parts;
    }
    if (how.ok() && *how == 3)
        return {toBytes(reader.rest()), {}};
    for (int edits = 0; edits < 16; ++edits) {
        const auto which = reader.u8();
        const auto where = reader.u32();
        const auto count = reader.u8();
        if (!which.ok() || !where.ok() || !count.ok())
            break;
        auto &part = parts[*which % std::size(kParts)];
        if (part.empty())
            continue;
        const std::size_t at = *where % part.size();
        if (*which >= std::size(kParts)) {
            part.resize(at);
            continue;
        }
        const auto octets = reader.take(std::min<std::size_t>(*count, reader.remaining()));
        for (std::size_t i = 0; i < octets->size() && at + i < part.size(); ++i)
            part[at + i] = (*octets)[i];
    }
    return parts;
}

bool isNamed(ErrorCode code) { return code == ErrorCode::StoreDamaged || code == ErrorCode::StoreForeign; }

// Whatever is read back was written, and is so from the first row up to some row: a log may lose its end.
void readAll(store::Database &database, bool wasEmpty)
{
    auto rows = database.prepare("SELECT n, s FROM t ORDER BY n");
    if (!rows.ok()) {
        promise(wasEmpty || isNamed(rows.error().code()), "only an empty file is begun anew");
        return;
    }
    for (std::int64_t expected = 0;; ++expected) {
        const auto more = rows->step();
        if (!more.ok())
            promise(isNamed(more.error().code()), "a broken page is named");
        if (!more.ok() || !*more)
            return;
        const auto number = rows->integer(0);
        const auto content = rows->text(1);
        promise(number.ok() && content.ok() && *number == expected && *content == rowText(expected),
                "a row that is read was written");
    }
}

void databaseFile(ByteSpan input)
{
    if (input.size() > kMost)
        return;
    const auto parts = altered(input);
    const auto file = scratch() / "altered.db";
    for (std::size_t i = 0; i < std::size(kParts); ++i)
        writeScratch(file.string() + kParts[i], parts[i]);
    {
        auto database = store::Database::open(file, key(), {.busyTimeoutMs = 0});
        if (!database.ok()) {
            promise(isNamed(database.error().code()), "a file that does not open is damaged or foreign");
        } else {
            readAll(**database, parts[0].empty());
            const auto whole = (*database)->checkIntegrity();
            promise(whole.ok() || isNamed(whole.error().code()), "damage is named");
            (void)(*database)->run("INSERT INTO t VALUES(1000, 'later')").ok();
        }
        if (database.ok() || !parts[0].empty()) {
            const auto after = made(store::readSmallFile(file, 4 * kMost), "the file is still there");
            const bool plainBefore = asText(parts[0]).starts_with(kPlainHeader);
            promise(plainBefore || !asText(after).starts_with(kPlainHeader), "a database is never in clear");
            promise(!plainBefore || after == parts[0], "a foreign file is left alone");
        }
    }
    for (const char *part : kParts)
        removeScratch(file.string() + part);
}

Bytes edit(std::uint8_t part, std::uint32_t where, ByteSpan octets)
{
    return ByteWriter().u8(part).u32(where).u8(static_cast<std::uint8_t>(octets.size())).raw(octets).bytes();
}

std::vector<Bytes> databaseSeeds()
{
    const auto edits = [](std::initializer_list<Bytes> all) {
        Bytes out{0};
        for (const Bytes &one : all)
            append(out, one);
        return out;
    };
    std::vector<Bytes> out{
        edits({}),
        edits({edit(0, 3, Bytes{1, 2})}),                            // the salt
        edits({edit(0, 5'000, Bytes{0xff})}),                        // a page
        edits({edit(1, 8, Bytes{9}), edit(1, 40, Bytes(24, 0x55))}), // log and frame headers
        edits({edit(2, 100, {})}),
        edits({edit(3, 4'200, {})}), // cut short
        {1},
        {1, 0x78}, // a single octet
        {2},
    };
    checkOpening();
    out.push_back(ByteWriter().u8(3).raw(foreign()).bytes());
    Bytes plain{1};
    append(plain, asBytes(std::string_view("SQLite format 3\0\x10\0\1\1\0\x40\x20\x20", 24)));
    plain.resize(4'097);
    out.push_back(plain);
    for (std::uint8_t part = 0; part < std::size(kParts); ++part)
        out.push_back(ByteWriter().u8(static_cast<std::uint8_t>(part + 1)).raw(pristine()[part]).bytes());
    return out;
}

// The vault's own file: with the passphrase at hand, only what was written opens.
const Secret &passphrase()
{
    static const Secret made = Secret::copyOf(asBytes("correct horse battery"));
    return made;
}

const Bytes &vaultContent()
{
    static const auto content = [] {
        const FixedRandom random("vault");
        const auto file = scratch() / "made.vault";
        promise(store::Vault::create(file, nullptr, "", passphrase(), crypto::PasswordCost{1, 8'192}).ok(),
                "a vault is made");
        return made(store::readSmallFile(file, kMost), "a vault is read");
    }();
    return content;
}

void vaultFile(ByteSpan input)
{
    const auto file = scratch() / "altered.vault";
    writeScratch(file, input);
    if (const auto mode = store::Vault::mode(file); !mode.ok()) {
        promise(mode.error().code() == ErrorCode::KeyFileDamaged || mode.error().code() == ErrorCode::StoreNewer,
                "damage is named");
    } else { // its check is public, so that anybody could have written it; at another cost it would take seconds to try
        constexpr std::size_t kCost = 6, kCostBytes = 16;
        if (!equalBytes(input.subspan(kCost, kCostBytes), ByteSpan(vaultContent()).subspan(kCost, kCostBytes)))
            return;
    }
    const auto opened = store::Vault::open(file, nullptr, passphrase());
    promise(opened.ok() == equalBytes(input, vaultContent()), "what was written opens, and nothing else");
}

std::vector<Bytes> vaultSeeds() { return {vaultContent()}; }

constexpr Target kTargets[] = {
    {"database_file", databaseFile, databaseSeeds},
    {"vault_file", vaultFile, vaultSeeds},
};

} // namespace

std::span<const Target> storeTargets() { return kTargets; }

} // namespace bedside::fuzz
