// SPDX-License-Identifier: Apache-2.0
// The small file beside the database that guards its random 32-byte key: wrapped under Argon2id(PIN or passphrase)
// and, where the system has a key store, a second random secret kept there, so that neither alone opens the file.
// Slow by design (Argon2id): call it on a worker.
#pragma once

#include "core/base/key_slot.h"
#include "core/base/secret.h"
#include "core/crypto/password.h"

#include <filesystem>
#include <optional>
#include <string>

namespace bedside::store {

class Vault {
public:
    static constexpr std::size_t kLeastPinCharacters = 4;         // with a key store
    static constexpr std::size_t kLeastPassphraseCharacters = 12; // without one

    enum class Mode : std::uint8_t { PassphraseOnly = 1, KeyStoreAndPin = 2 };

    // Makes the file (0600; AlreadyExists if there is one) and gives the new database key. `keyStore` may be null:
    // then the passphrase alone wraps the key and must be longer. `slotName` names the entry in the key store.
    // Without `cost`: interactive() beside a key store, sensitive() for a passphrase that stands alone.
    // Errors: WeakPassword, NoKeyStore, KeyStoreRefused, DiskFull, InputOutput.
    static Result<Secret> create(const std::filesystem::path &file, KeySlot *keyStore, const std::string &slotName,
                                 const Secret &passphrase, std::optional<crypto::PasswordCost> cost = {});

    // Errors: WrongPin (the file is whole, the PIN is not it), KeyFileDamaged (the file is not whole), KeyStoreForeign (the
    // key store has no such entry, or another file's), KeyStoreMissing (one is needed and none works), KeyStoreRefused,
    // StoreNewer, NotFound (no file).
    static Result<Secret> open(const std::filesystem::path &file, KeySlot *keyStore, const Secret &passphrase);

    // New PIN or passphrase, same database key; atomic: a crash leaves the old or the new one.
    static Result<void> change(const std::filesystem::path &file, KeySlot *keyStore, const Secret &oldPassphrase,
                               const Secret &newPassphrase, std::optional<crypto::PasswordCost> cost = {});

    static Result<Mode> mode(const std::filesystem::path &file); // without any secret
    // Takes the key store's entry and the file away: what the database holds is then gone for good.
    static Result<void> destroy(const std::filesystem::path &file, KeySlot *keyStore);
};

} // namespace bedside::store
