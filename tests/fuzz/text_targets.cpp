// SPDX-License-Identifier: Apache-2.0
// Texts: JSON, the encodings inside of it, addresses, codes.
#include "core/audit/event.h"
#include "core/base/ids.h"
#include "core/base/json.h"
#include "core/crypto/totp.h"
#include "core/net/relay_burst.h"
#include "core/net/relay_check.h"
#include "core/net/server_address.h"
#include "core/wire/http.h"
#include "core/wire/roles.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <nlohmann/json.hpp>

namespace bedside::fuzz {
namespace {

// Each typed access gives what is there or an error, and within its limit.
void readMembers(const Json &object, const char *key)
{
    if (const auto found = jsonString(object, key, 8); found.ok())
        promise(found->size() <= 8, "a string is within its limit");
    if (const auto found = jsonInteger(object, key, -5, 1000); found.ok())
        promise(*found >= -5 && *found <= 1000, "a number is within its range");
    if (const auto found = jsonBase64(object, key, 6); found.ok())
        promise(found->size() <= 6 && toBase64(*found) == *jsonString(object, key, 8),
                "base64 is within its limit and has one form");
    if (const auto found = jsonArray(object, key, 2); found.ok())
        promise((*found)->size() <= 2, "an array is within its limit");
    if (const auto found = jsonId<VisitId>(object, key); found.ok())
        promise(found->text() == *jsonString(object, key, 32), "an id has one form");
    (void)jsonBool(object, key).ok();
    if (const auto found = jsonObject(object, key); found.ok())
        promise((*found)->is_object(), "an object is one");
}

void json(ByteSpan input)
{
    const auto value = parseJson(input);
    if (parseJson(input, {.bytes = 64, .depth = 2, .values = 6}).ok())
        promise(input.size() <= 64 && value.ok(), "narrower limits refuse more");
    if (!value.ok())
        return;
    const auto again = parseJson(asBytes(dumpJson(*value)), {.bytes = 1 << 20});
    promise(again.ok() && *again == *value, "what is written is read as the same");
    for (const char *key : {"login", "n", "k", "ok", "id", "b"})
        readMembers(*value, key);
}

std::vector<Bytes> jsonSeeds()
{
    return {text(R"({"login":"a","password":"b","code":"123456","n":[1,2.5,-3e4,true,null,{"k":"\u00e9"}]})"),
            text(R"({"n":17,"ok":true,"k":{"n":-1},"login":[1],"b":"AAECAw=="})"),
            text(R"({"id":"AAAAAAAAAAAAAAAAAAAAAA","n":18446744073709551615,"k":-9223372036854775808,"b":"AAE="})"),
            text(R"([[[[[[[[0]]]]]]]])"),
            text(R"({"a":1,"a":2})"),
            text("\"\\ud83d\\ude00 \xc3\xa9\"")};
}

void textForms(ByteSpan input)
{
    const std::string_view characters = asText(input);
    if (const auto bytes = fromBase64(characters); bytes.ok())
        promise(toBase64(*bytes) == characters, "base64 has one form");
    if (const auto bytes = fromBase64Url(characters); bytes.ok())
        promise(toBase64Url(*bytes) == characters, "base64url has one form");
    if (const auto bytes = fromHex(characters); bytes.ok())
        promise(fromHex(toHex(*bytes)).value() == *bytes && 2 * bytes->size() == characters.size(), "hex reads back");
    if (const auto secret = crypto::fromBase32(characters); secret.ok()) {
        const auto again = crypto::fromBase32(crypto::toBase32(*secret));
        promise(again.ok() && equalBytes(again->reveal(), secret->reveal()), "base32 reads back");
    }
    static const Secret totp(crypto::kTotpSecretSize);
    if (crypto::checkTotp(totp, characters, someTime()).ok())
        promise(characters.size() == crypto::kTotpDigits, "a code has six digits");
    if (const auto state = wire::appointmentStateFrom(characters); state.ok())
        promise(wire::appointmentStateName(*state) == characters, "a state has one name");
    if (const auto role = wire::roleFrom(characters); role.ok())
        promise(wire::roleName(*role) == characters, "a role has one name");
    if (const auto actor = audit::Actor::fromText(characters); actor.ok())
        promise(actor->text() == characters, "an actor has one name");
    if (const auto event = audit::eventFromName(characters); event.ok())
        promise(audit::eventName(*event) == characters, "an event has one name");
    promise(wire::appointmentStateName(wire::AppointmentState(99)).empty() && wire::roleName(wire::Role(99)).empty(),
            "what does not exist has no name");
    const ErrorCode code = wire::errorFromName(characters);
    promise(code == ErrorCode::ServerRefused || errorName(code) == characters, "an error has one name");
}

std::vector<Bytes> textFormSeeds()
{
    return {text("AAECAwQ="),
            text("_-8"),
            text("00ffAB"),
            text("GEZD GNBV GY3T QOJQ GEZDGNBVGY3TQOJQ"),
            text("in-visit"),
            text("server"),
            text(audit::Actor::account({}).text()),
            text(audit::Actor::invite({}).text()),
            text(audit::Actor::device({}).text()),
            text("room:x"),
            text("visit.opened"),
            text("clinician"),
            text(std::string(errorName(ErrorCode::TooLarge))),
            text(crypto::totpCode(Secret(crypto::kTotpSecretSize), someTime()))};
}

void serverAddress(ByteSpan input)
{
    const auto address = net::ServerAddress::parse(asText(input));
    if (!address.ok())
        return;
    const auto again = net::ServerAddress::parse(address->text());
    promise(again.ok() && *again == *address, "an address reads back");
    promise(!address->host.empty() && address->host.size() <= 253 && address->port != 0,
            "an address is within its limits");
    promise(address->text().find_first_of("/@?#% \\") == std::string::npos, "nothing but host and port is in it");
}

std::vector<Bytes> addressSeeds()
{
    return {text("clinic.example"), text("https://Clinic.example:8443/"), text("[2001:db8::1]:443"),
            text("192.0.2.1:1")};
}

// What comes back where a relay should be: bytes of whoever listens there.
void relayAnswer(ByteSpan input)
{
    net::TransactionId id{};
    id.fill(0x2a);
    if (!net::isAllocateAnswer(input, id))
        return;
    promise(input.size() >= 20 && input.size() == 20u + (std::size_t{input[2]} << 8 | input[3]), "an answer has the length that it says");
    promise(input[0] == 1 && (input[1] == 3 || input[1] == 0x13), "an answer is one to an allocation");
    promise(equalBytes(input.subspan(8, 12), id), "an answer is to our question");
    id[0] ^= 1;
    promise(!net::isAllocateAnswer(input, id), "and to no other");
}

std::vector<Bytes> relayAnswerSeeds()
{
    const auto answer = [](std::uint16_t type, const Bytes &body) {
        const Bytes id(12, 0x2a);
        return ByteWriter().u16(type).u16(static_cast<std::uint16_t>(body.size())).u32(0x2112a442).raw(id).raw(body).bytes();
    };
    return {answer(0x0113, {0, 9, 0, 4, 0, 0, 4, 1}), answer(0x0103, {}), answer(0x0101, {})};
}

// What comes back to a row of requests that measures UDP.
void burstAnswer(ByteSpan input)
{
    constexpr std::size_t kCount = 50;
    net::TransactionId id{};
    id.fill(0x2a);
    const auto header = net::readStunMessage(input);
    if (header)
        promise(input.size() == 20u + (std::size_t{input[2]} << 8 | input[3]) && input.size() % 4 == 0, "a message has the length that it says");
    const auto number = net::answeredRequest(input, id, kCount);
    if (!number)
        return;
    promise(header && input[0] == 1 && (input[1] == 1 || input[1] == 0x11), "an answer is one to a binding");
    promise(*number < kCount && equalBytes(input.subspan(8, 10), ByteSpan(id).first(10)), "an answer is to one of our questions");
    promise(!net::answeredRequest(input, id, *number), "which have been asked");
    id[0] ^= 1;
    promise(!net::answeredRequest(input, id, kCount), "and to no other");
}

std::vector<Bytes> burstAnswerSeeds()
{
    net::TransactionId id{};
    id.fill(0x2a);
    id[10] = 0;
    std::vector<Bytes> seeds;
    for (const std::uint16_t type : {net::kBindingSuccess, net::kBindingError, net::kAllocateSuccess}) {
        id[11] = static_cast<std::uint8_t>(seeds.size());
        seeds.push_back(net::stunMessage(type, id, 0x0020, Bytes{0, 1, 0x21, 0x12, 1, 2, 3, 4}));
    }
    return seeds;
}

constexpr Target kTargets[] = {
    {"json", json, jsonSeeds},
    {"text_forms", textForms, textFormSeeds},
    {"server_address", serverAddress, addressSeeds},
    {"relay_answer", relayAnswer, relayAnswerSeeds},
    {"burst_answer", burstAnswer, burstAnswerSeeds},
};

} // namespace

std::span<const Target> textTargets() { return kTargets; }

} // namespace bedside::fuzz
