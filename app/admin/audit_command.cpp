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
    Bytes root;
};

Result<Head> parseHead(const std::string &text)
{
    Head head;
    const auto colon = text.find(':');
    const auto [end, code] = std::from_chars(text.data(), text.data() + std::min(colon, text.size()), head.size);
    if (colon == std::string::npos || code != std::errc{} || end != text.data() + colon)
        return Error(ErrorCode::Malformed, "--head is SIZE:ROOT");
    TRY(head.root, fromHex(std::string_view(text).substr(colon + 1)));
    return head;
}

Result<Json> verify(const AuditOptions &options)
{
    TRY(auto storage, openServerData(options.data));
    const audit::Log &log = storage->log();
    TRY_OK(log.verify());
    if (!options.head.empty()) {
        TRY(auto head, parseHead(options.head));
        auto root = log.rootAt(head.size);
        if (!root.ok() || !equalBytes(*root, head.root))
            return Error(ErrorCode::RolledBack, "the log does not contain that head", static_cast<std::int64_t>(head.size));
    }
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
    if (verdict.error().code() == ErrorCode::RolledBack) {
        std::cerr << "bedside-admin: The log is not the one that had that head: entries were removed or rewritten.\n";
        return ExitFailed;
    }
    return report(verdict.error());
}

} // namespace bedside::admin
