// SPDX-License-Identifier: Apache-2.0
// Members for the tests of core/mls: key packages with the product's extension types, and groups of several parties.
#pragma once

#include "core/crypto/hash.h"
#include "core/crypto/random.h"
#include "core/mls/group.h"

#include <QtTest>

namespace bedside::mls::testing {

constexpr std::uint16_t kParams = 0xF0B1;
constexpr std::uint16_t kJoin = 0xF0B2;

inline WallTime noon() { return fromUnixMilliseconds(1'900'000'000'000); }
inline ErrorCode codeOf(const auto &result) { return result.ok() ? ErrorCode(0) : result.error().code(); }

inline Capabilities capabilities()
{
    Capabilities out;
    out.extensions = {kParams, kJoin};
    return out;
}

inline Lifetime aDay() { return Lifetime::between(noon() - std::chrono::hours(1), noon() + std::chrono::hours(23)); }

inline KeyPackageBundle newcomer(std::string_view name, Capabilities offered = capabilities(), Lifetime lifetime = aDay())
{
    return KeyPackageBundle::create(toBytes(asBytes(name)), crypto::SigningKey::generate(), std::move(offered), lifetime);
}

inline Extensions contextExtensions(std::uint8_t value = 1)
{
    return {RequiredCapabilities{{kParams}, {}, {credential_type::kBasic}}.toExtension(), {kParams, {value}}};
}

inline Group founded(std::string_view name = "host", GroupOptions options = {})
{
    return Group::create(toBytes(asBytes("group")), newcomer(name), contextExtensions(), noon(), options).value();
}

// Everybody in a group; the founder is at 0. Commits of one reach all the others.
struct Party {
    std::vector<Group> groups;

    explicit Party(std::size_t size)
    {
        groups.push_back(founded());
        while (groups.size() < size)
            admit();
    }
    Group &operator[](std::size_t i) { return groups[i]; }

    // The first member adds a newcomer; everybody moves on.
    void admit()
    {
        const KeyPackageBundle bundle = newcomer("guest " + std::to_string(groups.size()));
        CommitRequest request;
        request.adds.push_back(bundle.package);
        const auto out = groups[0].commit(request, noon());
        QVERIFY2(out.ok(), out.ok() ? "" : out.error().why());
        deliver(0, out->commit);
        auto joined = Group::join(out->welcomes.at(0), ByteSpan(out->ratchetTree), bundle, noon());
        QVERIFY2(joined.ok(), joined.ok() ? "" : joined.error().why());
        groups.push_back(std::move(joined->group));
    }
    void deliver(std::size_t from, const Bytes &commit)
    {
        for (std::size_t i = 0; i < groups.size(); ++i) {
            if (i == from)
                continue;
            auto received = groups[i].receive(commit, noon());
            QVERIFY2(received.ok(), received.ok() ? "" : received.error().why());
            QVERIFY(groups[i].apply(std::move(std::get<StagedCommit>(*received))).ok());
        }
        QVERIFY(groups[from].confirmCommit().ok());
    }
};

inline bool agree(const Group &a, const Group &b)
{
    return a.epoch() == b.epoch() && a.treeHash() == b.treeHash() &&
           a.confirmedTranscriptHash() == b.confirmedTranscriptHash() && a.ratchetTree() == b.ratchetTree() &&
           crypto::constantTimeEqual(a.exportSecret("test", asBytes("c"), 48).reveal(),
                                     b.exportSecret("test", asBytes("c"), 48).reveal()) &&
           crypto::constantTimeEqual(a.epochAuthenticator().reveal(), b.epochAuthenticator().reveal());
}

inline std::string textOf(const Result<Received> &received)
{
    if (!received.ok() || !std::holds_alternative<ApplicationMessage>(*received))
        return "refused";
    return std::string(asText(std::get<ApplicationMessage>(*received).plaintext.reveal()));
}

} // namespace bedside::mls::testing
