// SPDX-License-Identifier: Apache-2.0
#include "app/admin/commands.h"
#include "app/admin/failure.h"
#include "app/admin/profile_key_store.h"
#include "app/admin/terminal.h"
#include "core/base/json.h"
#include "core/client/practice_setup.h"
#include "core/crypto/totp.h"
#include "core/store/atomic_file.h"
#include "core/store/vault.h"

#include <iostream>
#include <nlohmann/json.hpp>

namespace bedside::admin {
namespace {

constexpr std::size_t kLeastTotpSecret = 10; // bytes; what the apps of old use, 16 being RFC 4226's least

struct SetupFile {
    std::string token;
    std::string certificateSha256;
};

Result<SetupFile> readSetupFile(const std::filesystem::path &file)
{
    TRY(auto content, store::readSmallFile(file, 16 * 1024));
    TRY(auto object, parseJson(content));
    SetupFile out;
    TRY(out.token, jsonString(object, "setupToken", 200));
    TRY(out.certificateSha256, jsonString(object, "certificateSha256", 64));
    return out;
}

void showToPerson(const client::PracticeCreated &made)
{
    std::cout << "\nThe practice is set up. Write these down now; they are not shown again.\n\n"
              << "  Authenticator secret  " << made.totpSecret << "\n"
              << "  Practice fingerprint  " << made.practiceFingerprint << "\n"
              << "  Recovery codes        ";
    for (std::size_t i = 0; i < made.recoveryCodes.size(); ++i)
        std::cout << (i == 0 ? "" : i % 5 == 0 ? "\n                        " : "  ") << made.recoveryCodes[i];
    std::cout << "\n\nRecovery sheet (print it and lock it away; without it a lost computer loses the practice):\n\n"
              << made.recoverySheet << "\n";
}

Json asJson(const client::PracticeCreated &made)
{
    return {{"practice", made.practice.text()},
            {"account", made.account.text()},
            {"device", made.device.text()},
            {"practiceFingerprint", made.practiceFingerprint},
            {"totpSecret", made.totpSecret},
            {"recoveryCodes", made.recoveryCodes},
            {"recoverySheet", made.recoverySheet}};
}

Result<std::string> givenOrAsked(const std::string &given, Terminal &terminal, const char *key, const char *question)
{
    return given.empty() ? terminal.text(key, question) : Result<std::string>(given);
}

Result<client::PracticeCreated> askAndSetUp(const SetupOptions &options, Terminal &terminal, KeySlot *keySlot)
{
    client::PracticeSetup setup;
    TRY(auto file, readSetupFile(options.setupFile));
    setup.server = options.server;
    setup.setupToken = file.token;
    setup.certificateSha256 = file.certificateSha256;
    setup.profile = options.profile;
    setup.keySlot = keySlot;
    TRY(setup.practiceName, givenOrAsked(options.practiceName, terminal, "practiceName", "Name of the practice"));
    TRY(setup.personName, givenOrAsked(options.personName, terminal, "personName", "Your name, as patients see it"));
    TRY(setup.login, givenOrAsked(options.login, terminal, "login", "Your name for signing in"));
    TRY(setup.password, terminal.newSecret("password", "Password, at least 12 characters"));
    TRY(setup.passphrase, terminal.newSecret("passphrase", keySlot ? "PIN for this computer, at least 4 characters"
                                                                  : "Passphrase for this computer, at least 12 characters"));
    const SystemClock clock;
    return client::createPractice(std::move(setup), clock);
}

Result<void> askAndRenew(const ProfileOptions &options, Terminal &terminal, KeySlot *keySlot)
{
    client::PracticeRenewal renewal;
    renewal.profile = options.profile;
    renewal.keySlot = keySlot;
    TRY(renewal.passphrase, terminal.secret("passphrase", "PIN or passphrase of this computer"));
    TRY(auto password, terminal.secret("password", "Password"));
    renewal.password = asText(password.reveal());
    TRY(renewal.code, terminal.text("code", "Code from your authenticator"));
    const SystemClock clock;
    return client::renewTrust(std::move(renewal), clock);
}

} // namespace

int setUp(const SetupOptions &options)
{
    Terminal terminal;
    const auto keyStore = options.withoutKeyStore ? nullptr : profileKeyStore(options.profile);
    const auto made = askAndSetUp(options, terminal, keyStore.get());
    if (!made.ok())
        return report(made.error());
    if (terminal.isInteractive())
        showToPerson(*made);
    else
        std::cout << asJson(*made).dump() << std::endl;
    return ExitOk;
}

int renew(const ProfileOptions &options)
{
    Terminal terminal;
    const auto keyStore = profileKeyStore(options.profile);
    if (auto renewed = askAndRenew(options, terminal, keyStore.get()); !renewed.ok())
        return report(renewed.error());
    std::cout << "The grant list holds for 24 hours and the server statement for 30 days." << std::endl;
    return ExitOk;
}

int printTotp(int step)
{
    Terminal terminal;
    auto text = terminal.secret("secret", "Authenticator secret");
    if (!text.ok())
        return report(text.error());
    auto secret = crypto::fromBase32(asText(text->reveal()));
    if (!secret.ok())
        return report(secret.error());
    if (secret->size() < kLeastTotpSecret)
        return report(Error(ErrorCode::Malformed, "the secret is too short"));
    const SystemClock clock;
    std::cout << crypto::totpCode(*secret, clock.now() + step * std::chrono::seconds(crypto::kTotpStepSeconds)) << std::endl;
    return ExitOk;
}

} // namespace bedside::admin
