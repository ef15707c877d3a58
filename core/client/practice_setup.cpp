// SPDX-License-Identifier: Apache-2.0
#include "core/client/practice_setup.h"

#include "core/audit/tree_head.h"
#include "core/auth/account_session.h"
#include "core/client/profile_store.h"
#include "core/client/server_contact.h"
#include "core/client/trust_renewal.h"
#include "core/crypto/random.h"
#include "core/e2ee/sealed_object.h"
#include "core/net/certificate_probe.h"
#include "core/platform/qt_executor.h"
#include "core/wire/http.h"

#include <QEventLoop>
#include <nlohmann/json.hpp>

namespace bedside::client {
namespace {

constexpr std::size_t kLeastCharacters = 12;
constexpr e2ee::KeyRole kKeyRoles[] = {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting};

// Starts something that answers once, later, and waits for it in an event loop of its own.
template <class T, class Start>
Result<T> await(Start start)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    start([&](Result<T> result) {
        answer.emplace(std::move(result));
        loop.quit();
    });
    if (!answer)
        loop.exec();
    return answer ? std::move(*answer) : Result<T>(Error(ErrorCode::Cancelled, "event loop"));
}

Result<Json> post(net::HttpClient &http, std::string_view path, Json body)
{
    return await<Json>([&](net::HttpClient::Done done) {
        net::HttpRequest request;
        request.method = net::Method::Post;
        request.path = path;
        request.body = dumpJson(body);
        request.timeout = Milliseconds(30'000);
        http.send(std::move(request), std::move(done));
    });
}

std::size_t characters(const Secret &text) // UTF-8: continuation bytes are not counted
{
    std::size_t count = 0;
    for (const std::uint8_t byte : text.reveal())
        count += (byte & 0xc0) != 0x80 ? 1 : 0;
    return count;
}

struct ServerFacts {
    std::string name;
    std::vector<Bytes> certificates; // current, next
    crypto::SignaturePublicKey logKey{};
};

// Everything that the first administrator's device makes.
struct NewPractice {
    PracticeId practice = crypto::randomId<PracticeId>();
    DeviceId deviceId = crypto::randomId<DeviceId>();
    identity::PracticeKey practiceKey = identity::PracticeKey::generate();
    identity::IssuerSet issuers;
    identity::GrantList grants;
    identity::ServerStatement statement;
    DeviceIdentity device;
    e2ee::RoleKeyRing roleKeys;
    std::vector<e2ee::RoleKey> newRoleKeys;
    Bytes sealedProfile;
    identity::PracticeTrust trust;
};

wire::RoleSet founderRoles()
{
    wire::RoleSet roles(wire::Role::Administrator);
    roles.add(wire::Role::Clinician);
    return roles;
}

Result<void> checkSetup(const PracticeSetup &setup, const platform::ProfilePaths &paths)
{
    std::error_code ignored;
    for (const auto &file : {paths.database, paths.envelope, paths.trust}) {
        if (std::filesystem::exists(file, ignored))
            return Error(ErrorCode::AlreadyExists, "profile");
    }
    if (characters(setup.password) < wire::limit::kPasswordLeastCharacters)
        return Error(ErrorCode::WeakPassword, "password");
    if (!setup.keySlot && characters(setup.passphrase) < kLeastCharacters)
        return Error(ErrorCode::WeakPassword, "passphrase");
    if (setup.login.empty() || setup.login.size() > wire::limit::kLoginBytes)
        return Error(ErrorCode::Malformed, "login");
    return {};
}

Result<ServerFacts> askServer(net::HttpClient &http, const PracticeSetup &setup)
{
    TRY(const auto bytes, fromHex(setup.certificateSha256));
    TRY(const auto fingerprint, ByteReader(bytes).array<32>());
    TRY(auto certificate, await<Bytes>([&](std::function<void(Result<Bytes>)> done) {
            net::probeCertificate(http.address(), fingerprint, Milliseconds(15'000), std::move(done));
        }));
    TRY(auto pins, net::pinsOf(http.address().host, {certificate}));
    http.setPins(std::move(pins));
    TRY(const Json answer, post(http, wire::path::kSetupBegin, Json{{"setupToken", setup.setupToken}}));
    ServerFacts facts;
    TRY(facts.name, jsonString(answer, "serverName", identity::ServerStatement::kMaxName));
    TRY(const Json *certificates, jsonArray(answer, "certificates", 2));
    for (const Json &item : *certificates) {
        if (!item.is_string())
            return Error(ErrorCode::Malformed, "certificate");
        TRY(auto der, fromBase64(item.get_ref<const std::string &>()));
        facts.certificates.push_back(std::move(der));
    }
    TRY(const auto logKey, jsonBase64(answer, "logKey", facts.logKey.size()));
    TRY(facts.logKey, ByteReader(logKey).array<32>());
    if (facts.certificates.empty() || !equalBytes(facts.certificates.front(), certificate))
        return Error(ErrorCode::ServerCertificateChanged, "set-up names another certificate");
    return facts;
}

Result<NewPractice> makePractice(const PracticeSetup &setup, const ServerFacts &server, WallTime now)
{
    const auto practice = crypto::randomId<PracticeId>();
    const auto account = crypto::randomId<AccountId>();
    const auto deviceId = crypto::randomId<DeviceId>();
    auto practiceKey = identity::PracticeKey::generate();
    auto issuingKey = identity::IssuingKey::generate();
    auto keys = identity::DeviceKeys::generate();
    auto certificate = issuingKey.certify(practice, account, deviceId, founderRoles(), keys.signing().publicKey(),
                                          keys.agreement().publicKey(), now);
    auto issuers = practiceKey.makeIssuerSet(practice, 1, {issuingKey.publicKey()}, now);
    auto grants = issuingKey.makeGrantList(issuers, nullptr, identity::grantsFor(certificate), now);
    std::vector<crypto::Digest> pins;
    for (const Bytes &der : server.certificates) {
        TRY(const auto pin, net::keyPin(der));
        pins.push_back(pin);
    }
    pins.push_back(audit::keyPin(server.logKey));
    const Bytes next = server.certificates.size() > 1 ? server.certificates[1] : Bytes();
    auto statement = issuingKey.makeStatement(practice, nullptr, server.name, server.certificates[0], next, std::move(pins), now);
    auto trust = identity::PracticeTrust::pinnedTo(practiceKey.fingerprint());
    TRY_OK(trust.accept({toBytes(practiceKey.publicKey()), issuers.encode(), grants.encode(), statement.encode()},
                        server.name, now));

    NewPractice made{practice, deviceId, std::move(practiceKey), std::move(issuers), std::move(grants), std::move(statement),
                     DeviceIdentity{practice, account, std::move(keys), std::move(certificate), std::move(issuingKey),
                                    setup.personName},
                     {}, {}, {}, std::move(trust)};
    for (const e2ee::KeyRole role : kKeyRoles) {
        made.newRoleKeys.push_back(e2ee::RoleKey::generate(role, 1));
        made.roleKeys.add(made.newRoleKeys.back().clone());
    }
    ObjectId profileObject;
    profileObject.bytes = account.bytes;
    TRY(auto sealed, e2ee::sealObject({practice, profileObject, e2ee::ObjectType::Profile, 1}, asBytes(setup.personName),
                                      made.roleKeys, kKeyRoles, made.device.keys, made.device.certificate));
    made.sealedProfile = std::move(sealed.bytes);
    return made;
}

Result<void> writeProfile(const PracticeSetup &setup, const platform::ProfilePaths &paths, const NewPractice &made,
                          const ServerFacts &server)
{
    const std::string slotName = "db-" + made.deviceId.text();
    TRY(const Secret databaseKey, store::Vault::create(paths.envelope, setup.keySlot, slotName, setup.passphrase));
    TRY(auto profile, ProfileStore::create(paths, databaseKey, made.practice));
    TRY_OK(profile->saveDevice(made.device));
    TRY_OK(profile->savePracticeKey(made.practiceKey));
    for (const e2ee::RoleKey &key : made.newRoleKeys)
        TRY_OK(profile->saveRoleKey(key));
    return ProfileStore::writePinned(paths, {setup.practiceName, server.name, setup.login, made.trust});
}

void removeProfile(const PracticeSetup &setup, const platform::ProfilePaths &paths)
{
    std::error_code ignored;
    (void)store::Vault::destroy(paths.envelope, setup.keySlot).ok();
    for (const char *suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(paths.database.string() + suffix, ignored);
    std::filesystem::remove(paths.trust, ignored);
}

Json setupBody(const PracticeSetup &setup, const NewPractice &made)
{
    return Json{
        {"setupToken", setup.setupToken},
        {"practiceId", made.practice.text()},
        {"practiceKey", toBase64(made.practiceKey.publicKey())},
        {"issuers", toBase64(made.issuers.encode())},
        {"grants", toBase64(made.grants.encode())},
        {"statement", toBase64(made.statement.encode())},
        {"account",
         {{"accountId", made.device.account.text()},
          {"login", setup.login},
          {"password", std::string(asText(setup.password.reveal()))},
          {"roles", {"administrator", "clinician"}},
          {"sealedProfile", toBase64(made.sealedProfile)}}},
        {"device", {{"deviceId", made.deviceId.text()}, {"certificate", toBase64(made.device.certificate.encode())}}}};
}

Result<PracticeCreated> readCreated(const Json &answer, const NewPractice &made)
{
    PracticeCreated created;
    created.practice = made.practice;
    created.account = made.device.account;
    created.device = made.deviceId;
    created.practiceFingerprint = toBase64Url(made.practiceKey.fingerprint());
    TRY(created.totpSecret, jsonString(answer, "totpSecret", 64));
    TRY(const Json *codes, jsonArray(answer, "recoveryCodes", 32));
    for (const Json &code : *codes) {
        if (!code.is_string())
            return Error(ErrorCode::Malformed, "recovery code");
        created.recoveryCodes.push_back(code.get<std::string>());
    }
    created.recoverySheet = std::string(asText(made.practiceKey.recoverySheet().reveal()));
    return created;
}

} // namespace

Result<PracticeCreated> createPractice(PracticeSetup setup, const Clock &clock)
{
    TRY(const auto paths, platform::profilePaths(setup.profile));
    TRY_OK(checkSetup(setup, paths));
    TRY(const auto address, net::ServerAddress::parse(setup.server));
    TRY(const auto http, net::HttpClient::create(address));
    TRY(const auto server, askServer(*http, setup));
    TRY(const auto made, makePractice(setup, server, clock.now()));
    // The keys are on disk before the server knows of them: a crash in between leaves a server that is not set up.
    if (auto written = writeProfile(setup, paths, made, server); !written.ok()) {
        removeProfile(setup, paths);
        return written.error();
    }
    auto answer = post(*http, wire::path::kSetup, setupBody(setup, made));
    auto created = answer.ok() ? readCreated(*answer, made) : Result<PracticeCreated>(answer.error());
    if (!created.ok())
        removeProfile(setup, paths);
    return created;
}

Result<void> renewTrust(PracticeRenewal renewal, const Clock &clock)
{
    TRY(const auto paths, platform::profilePaths(renewal.profile));
    TRY(auto pinned, ProfileStore::readPinned(paths));
    TRY(const Secret key, ProfileStore::openKey(paths, renewal.keySlot, renewal.passphrase));
    TRY(const auto profile, ProfileStore::open(paths, key, pinned));
    TRY(const auto device, profile->loadDevice());
    // An expired statement is renewed first: its certificates are the ones that this device vouches for.
    TRY(auto renewed, renewTrustLocally(device, pinned.trust, clock.now(), true));
    TRY(const auto address, net::ServerAddress::parse(pinned.server));
    TRY(const auto http, net::HttpClient::create(address));
    TRY(auto pins, pinsOfStatement(*pinned.trust.statement()));
    http->setPins(std::move(pins));

    platform::QtExecutor executor;
    std::function<void(Result<void>)> signedIn;
    auth::AccountSession session(*http, executor, clock, [&](Result<void> outcome) {
        if (signedIn)
            std::exchange(signedIn, nullptr)(outcome);
    });
    TRY_OK(await<void>([&](std::function<void(Result<void>)> done) {
        signedIn = std::move(done);
        session.signIn({pinned.login, std::move(renewal.password), std::move(renewal.code), device.certificate.device});
    }));
    TRY_OK(await<void>([&](std::function<void(Result<void>)> done) {
        uploadTrust(*http, *session.token(), renewed, std::move(done));
    }));
    session.signOut();
    return ProfileStore::writePinned(paths, pinned);
}

} // namespace bedside::client
