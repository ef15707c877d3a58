// SPDX-License-Identifier: Apache-2.0
// Opens a server's data folder that exists already, beside a running server if need be.
#pragma once

#include "core/server/storage.h"

namespace bedside::admin {

// NotFound where there is no database: looking must never make one.
inline Result<std::unique_ptr<server::Storage>> openServerData(const std::filesystem::path &folder)
{
    std::error_code error;
    if (!std::filesystem::is_regular_file(folder / "bedside.db", error) ||
        !std::filesystem::is_regular_file(folder / "bedside.key", error))
        return Error(ErrorCode::NotFound, "no server data in that folder");
    return server::Storage::open(folder);
}

} // namespace bedside::admin
