// SPDX-License-Identifier: Apache-2.0
// A place outside our files that keeps a few small secrets by name: the system's key store, or a fake in tests.
// core/platform implements it over QtKeychain; core/store wraps the database key with what it holds.
#pragma once

#include "core/base/secret.h"

#include <string_view>

namespace bedside {

class KeySlot {
public:
    static constexpr std::size_t kMaxSecret = 64; // bytes

    virtual ~KeySlot() = default;

    // From any thread; each call blocks until the store has answered, at most 60 s (the system may ask the person to
    // unlock it). `name` is ASCII, at most 64 characters, and names nobody.
    // NotFound: the store works and has no such name. NoKeyStore: there is no store that works. KeyStoreRefused: it
    // exists and said no (locked, denied, timed out).
    virtual Result<Secret> read(std::string_view name) = 0;
    virtual Result<void> write(std::string_view name, const Secret &secret) = 0;
    virtual Result<void> remove(std::string_view name) = 0; // a missing name is success
};

} // namespace bedside
