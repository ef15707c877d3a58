// SPDX-License-Identifier: Apache-2.0
// One side of tests/interop: any number of members of any number of groups, held through core/mls and nothing above it.
// Reads one JSON array of commands a line, writes one JSON array of answers a line, in that order. Byte strings are
// Base64. An answer is {"error": name, "why": text} where core/mls refuses; a refused command changes nothing.
#include "core/base/json.h"
#include "core/crypto/self_test.h"
#include "core/mls/group.h"

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

namespace bedside::mls {
namespace {

constexpr std::uint16_t kParameter = 0xF0B1; // a GroupContext extension that all members have to support
constexpr std::size_t kMaxField = kMaxMessageSize;
constexpr JsonLimits kLineLimits{64 * 1024 * 1024, 8, 1'000'000};

struct Party {
    KeyPackageBundle bundle;
    std::optional<Group> group;
};

Error notYet() { return Error(ErrorCode::NotFound, "no such member, or no group yet"); }

class Peer {
public:
    Result<Json> run(const Json &command)
    {
        static const std::map<std::string, Result<Json> (Peer::*)(const Json &)> kCommands{
            {"newcomer", &Peer::newcomer}, {"found", &Peer::found},     {"join", &Peer::join},
            {"commit", &Peer::commit},     {"confirm", &Peer::confirm}, {"discard", &Peer::discard},
            {"receive", &Peer::receive},   {"protect", &Peer::protect}, {"state", &Peer::state},
            {"forget", &Peer::forget}};
        TRY(const std::string name, jsonString(command, "do", 16));
        const auto found = kCommands.find(name);
        if (found == kCommands.end())
            return Error(ErrorCode::UnknownType, "no such command");
        return (this->*found->second)(command);
    }

private:
    // The KeyPackage of a new member, before any group.
    Result<Json> newcomer(const Json &command)
    {
        TRY(const std::int64_t id, idOf(command));
        TRY(const std::string identity, jsonString(command, "identity", 64));
        Capabilities capabilities;
        capabilities.extensions = {kParameter};
        const Lifetime lifetime = Lifetime::between(now() - std::chrono::hours(1), now() + std::chrono::hours(23));
        auto bundle = KeyPackageBundle::create(toBytes(asBytes(identity)), crypto::SigningKey::generate(),
                                               std::move(capabilities), lifetime);
        const Json answer{{"keyPackage", toBase64(bundle.package.encodeMessage())}};
        if (!m_parties.emplace(id, Party{std::move(bundle), std::nullopt}).second)
            return Error(ErrorCode::AlreadyExists, "member");
        return answer;
    }

    Result<Json> found(const Json &command)
    {
        TRY(Party *const party, partyOf(command));
        TRY(Bytes groupId, jsonBase64(command, "groupId", 64));
        TRY(const Bytes parameter, jsonBase64(command, "parameter", 64));
        TRY(party->group, Group::create(std::move(groupId), party->bundle.clone(), extensions(parameter), now()));
        return Json::object();
    }

    Result<Json> join(const Json &command)
    {
        TRY(Party *const party, partyOf(command));
        TRY(const Bytes welcome, jsonBase64(command, "welcome", kMaxField));
        std::optional<Bytes> tree;
        if (jsonHas(command, "ratchetTree")) {
            TRY(tree, jsonBase64(command, "ratchetTree", kMaxField));
        }
        TRY(auto joined, Group::join(welcome, tree ? std::optional<ByteSpan>(*tree) : std::nullopt, party->bundle, now()));
        party->group = std::move(joined.group);
        return Json{{"signer", joined.signer.value}};
    }

    Result<Json> commit(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        CommitRequest request;
        TRY(const Json *const adds, jsonArray(command, "adds", kMaxProposals));
        for (const Json &text : *adds) {
            TRY(const Bytes message, fromBase64(text.get_ref<const std::string &>()));
            TRY(auto package, KeyPackage::parseMessage(message));
            request.adds.push_back(std::move(package));
        }
        TRY(const Json *const removes, jsonArray(command, "removes", kMaxProposals));
        for (const Json &leaf : *removes)
            request.removes.push_back({leaf.get<std::uint32_t>()});
        if (jsonHas(command, "parameter")) {
            TRY(const Bytes parameter, jsonBase64(command, "parameter", 64));
            request.groupContextExtensions = extensions(parameter);
        }
        TRY(const CommitOutput out, group->commit(request, now()));
        Json welcomes = Json::array();
        for (const Bytes &welcome : out.welcomes)
            welcomes.push_back(toBase64(welcome));
        return Json{{"commit", toBase64(out.commit)}, {"welcomes", welcomes}, {"ratchetTree", toBase64(out.ratchetTree)}};
    }

    Result<Json> confirm(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        TRY_OK(group->confirmCommit());
        return Json::object();
    }

    Result<Json> discard(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        group->discardCommit();
        return Json::object();
    }

    // A commit is applied at once, unless it removes the receiver.
    Result<Json> receive(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        TRY(const Bytes message, jsonBase64(command, "message", kMaxField));
        TRY(auto received, group->receive(message, now()));
        if (auto *application = std::get_if<ApplicationMessage>(&received))
            return Json{{"kind", "application"}, {"text", toBase64(application->plaintext.reveal())}};
        if (std::holds_alternative<ProposalMessage>(received))
            return Json{{"kind", "proposal"}};
        auto &staged = std::get<StagedCommit>(received);
        const Json answer{{"kind", "commit"},
                          {"removesUs", staged.removesUs},
                          {"added", staged.added.size()},
                          {"removed", staged.removed.size()}};
        if (!staged.removesUs)
            TRY_OK(group->apply(std::move(staged)));
        return answer;
    }

    Result<Json> protect(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        TRY(const Bytes text, jsonBase64(command, "text", kMaxField));
        TRY(const Bytes message, group->protectApplication(text));
        return Json{{"message", toBase64(message)}};
    }

    // What all members of an epoch have to agree on.
    Result<Json> state(const Json &command)
    {
        TRY(Group *const group, groupOf(command));
        TRY(const std::string label, jsonString(command, "label", 64));
        TRY(const Bytes context, jsonBase64(command, "context", 64));
        TRY(const std::int64_t length, jsonInteger(command, "length", 1, 255));
        Json members = Json::array();
        for (const Member &member : group->members())
            members.push_back({member.leaf.value, std::string(asText(member.identity))});
        const Secret exported = group->exportSecret(label, context, static_cast<std::size_t>(length));
        const Bytes *parameter = findExtension(group->groupContextExtensions(), kParameter);
        return Json{{"leaf", group->ownLeaf().value},
                    {"agreed",
                     {{"epoch", group->epoch()},
                      {"members", members},
                      {"treeHash", toBase64(group->treeHash())},
                      {"ratchetTree", toBase64(group->ratchetTree())},
                      {"transcript", toBase64(group->confirmedTranscriptHash())},
                      {"authenticator", toBase64(group->epochAuthenticator().reveal())},
                      {"exported", toBase64(exported.reveal())},
                      {"parameter", parameter != nullptr ? Json(toBase64(*parameter)) : Json()}}}};
    }

    Result<Json> forget(const Json &command)
    {
        TRY(const std::int64_t id, idOf(command));
        if (m_parties.erase(id) == 0)
            return notYet();
        return Json::object();
    }

    static Result<std::int64_t> idOf(const Json &command) { return jsonInteger(command, "member", 0, 1'000'000'000); }

    Result<Party *> partyOf(const Json &command)
    {
        TRY(const std::int64_t id, idOf(command));
        const auto found = m_parties.find(id);
        if (found == m_parties.end())
            return notYet();
        return &found->second;
    }

    Result<Group *> groupOf(const Json &command)
    {
        TRY(Party *const party, partyOf(command));
        if (!party->group)
            return notYet();
        return &*party->group;
    }

    static Extensions extensions(const Bytes &parameter)
    {
        return {RequiredCapabilities{{kParameter}, {}, {credential_type::kBasic}}.toExtension(), {kParameter, parameter}};
    }

    WallTime now() const { return m_clock.now(); }

    SystemClock m_clock;
    std::map<std::int64_t, Party> m_parties;
};

Json answerTo(Peer &peer, const Json &command)
{
    auto answer = peer.run(command);
    if (answer)
        return std::move(answer).value();
    return Json{{"error", errorName(answer.error().code())}, {"why", answer.error().why()}};
}

} // namespace
} // namespace bedside::mls

int main()
{
    using namespace bedside;
    if (!crypto::selfTest().ok())
        return 3;
    mls::Peer peer;
    for (std::string line; std::getline(std::cin, line);) {
        const auto commands = parseJson(asBytes(line), mls::kLineLimits);
        if (!commands || !commands->is_array()) {
            std::cerr << "a line is no JSON array of commands\n";
            return 2;
        }
        Json answers = Json::array();
        for (const Json &command : *commands)
            answers.push_back(mls::answerTo(peer, command));
        std::cout << dumpJson(answers) << std::endl;
    }
    return 0;
}
