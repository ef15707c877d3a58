// SPDX-License-Identifier: Apache-2.0
// What the client keeps in clear beside its database, and the server's word on the log.
#include "core/client/log_answer.h"
#include "core/client/profile_store.h"
#include "tests/fuzz/practice_fixture.h"
#include "tests/fuzz/targets.h"

#include <nlohmann/json.hpp>

namespace bedside::fuzz {
namespace {

void pinnedPractice(ByteSpan input)
{
    const auto pinned = client::PinnedPractice::parse(input);
    if (pinned.ok())
        promise(equalBytes(pinned->encode(), input), "an accepted file is the only encoding");
    else
        promise(pinned.error().code() == ErrorCode::PracticeFileDamaged ||
                    pinned.error().code() == ErrorCode::StoreNewer,
                "damage is named");
}

std::vector<Bytes> pinnedSeeds()
{
    return {
        client::PinnedPractice{"Practice", std::string(kServerName), "ada", practice().trust}.encode(),
        client::PinnedPractice{"", "", "", identity::PracticeTrust::pinnedTo(practice().key.fingerprint())}.encode()};
}

void logHeadAnswer(ByteSpan input)
{
    const auto answer = parseJson(input);
    if (!answer.ok())
        return;
    if (const auto head = client::readLogHead(*answer); head.ok())
        promise(head->growth.size() <= audit::kMaxProof && toBase64(head->head.encode()) == (*answer)["head"],
                "a head is the one that was sent");
    if (const auto proof = client::readProof(*answer, "rest"); proof.ok())
        promise(proof->size() <= audit::kMaxProof, "a proof is within its limit");
}

std::vector<Bytes> headSeeds()
{
    audit::TreeHead head;
    head.practice = practice().id;
    head.size = 2;
    head.at = someTime();
    head.sign(made(crypto::SigningKey::fromSeed(Secret(32)), "a key"));
    const Json answer{
        {"head", toBase64(head.encode())}, {"growth", toBase64(Bytes(64, 1))}, {"rest", toBase64(Bytes(32, 2))}};
    return {text(answer.dump()), text("{}")};
}

constexpr Target kTargets[] = {
    {"pinned_practice", pinnedPractice, pinnedSeeds},
    {"log_head_answer", logHeadAnswer, headSeeds},
};

} // namespace

std::span<const Target> clientTargets() { return kTargets; }

} // namespace bedside::fuzz
