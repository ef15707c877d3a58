// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "app/admin/server_data.h"
#include "core/base/json.h"

#include <charconv>
#include <iostream>
#include <nlohmann/json.hpp>

namespace bedside::admin {
namespace {

struct Head {
    std::uint64_t size = 0;
    audit::TreeHash root{};
};

Result<Head> parseHead(const std::string &text)
{
    Head head;
    const auto colon = text.find(':');
    const auto [end, code] = std::from_chars(text.data(), text.data() + std::min(colon, text.size()), head.size);
    if (colon == std::string::npos || code != std::errc{} || end != text.data() + colon)
        return Error(ErrorCode::Malformed, "--head is SIZE:ROOT");
    TRY(const auto root, fromHex(std::string_view(text).substr(colon + 1)));
    ByteReader reader(root);
    TRY(head.root, reader.array<32>());
    TRY_OK(reader.finish());
    return head;
}

Result<Json> verify(const AuditOptions &options)
{
    std::optional<Head> seen;
    if (!options.head.empty()) {
        TRY(seen, parseHead(options.head));
    }
    TRY(auto storage, openServerData(options.data));
    const audit::Log &log = storage->log();
    const crypto::Digest pins[] = {audit::keyPin(storage->logKey())};
    TRY_OK(log.verify(pins));
    if (seen)
        TRY_OK(log.verifyContains(seen->size, seen->root));
    TRY(auto size, log.size());
    TRY(auto root, log.root());
    return Json{{"entries", size}, {"root", toHex(root)}, {"head", std::to_string(size) + ":" + toHex(root)}, {"holds", true}};
}

} // namespace

int verifyAudit(const AuditOptions &options)
{
    const auto verdict = verify(options);
    if (verdict.ok()) {
        std::cout << verdict->dump() << std::endl;
        return ExitOk;
    }
    return report(verdict.error());
}

} // namespace bedside::admin
