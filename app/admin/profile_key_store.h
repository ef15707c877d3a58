// SPDX-License-Identifier: Apache-2.0
// The system's key store for one profile, under the same name as the desktop uses; null where none works.
#pragma once

#include "core/platform/key_store.h"
#include "core/platform/profile_paths.h"

namespace bedside::admin {

inline std::unique_ptr<platform::KeyStore> profileKeyStore(const std::filesystem::path &profile)
{
    const auto paths = platform::profilePaths(profile);
    if (!paths.ok())
        return nullptr;
    auto store = platform::KeyStore::create(platform::serviceName(QString::fromStdString(paths->root.string())));
    return store.ok() ? std::move(store).value() : nullptr;
}

} // namespace bedside::admin
