// SPDX-License-Identifier: Apache-2.0
// KeySlot over the system's key store through QtKeychain (Secret Service or KWallet, Windows Credential Store, macOS
// Keychain). Created on the main thread; calls from any thread are carried out there. Never falls back to a file.
#pragma once

#include "core/base/key_slot.h"

#include <QObject>
#include <QString>
#include <memory>

namespace bedside::platform {

class KeyStore final : public KeySlot {
public:
    // Writes, reads and removes a canary first. NoKeyStore when that does not work: the caller then uses a passphrase.
    // `service` separates profiles: use serviceName(profile folder).
    static Result<std::unique_ptr<KeyStore>> create(const QString &service);

    Result<Secret> read(std::string_view name) override;
    Result<void> write(std::string_view name, const Secret &secret) override;
    Result<void> remove(std::string_view name) override;

private:
    explicit KeyStore(QString service);
    Result<void> probe();

    QObject m_home; // lives on the main thread
    QString m_service;
};

// "org.bedside.<8 hex digits of the folder's path>": two profiles never share a slot, and no path is told to the store.
QString serviceName(const QString &profileFolder);

} // namespace bedside::platform
