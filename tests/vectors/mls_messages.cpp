// SPDX-License-Identifier: Apache-2.0
// Kinds about messages: their encodings, their protection, and the Welcome.
#include "core/mls/codec.h"
#include "core/mls/message_protection.h"
#include "core/mls/welcome.h"
#include "tests/vectors/vector_file.h"

namespace bedside::vectors {
namespace {

using namespace bedside::mls;

bool otherSuite(const Json &record) { return number(record, "cipher_suite") != kCipherSuite; }

template <class T>
T message(const Bytes &encoded, WireFormat format)
{
    Reader reader(encoded);
    REQUIRE_THAT(VALUE_OF(readMessageHeader(reader)) == format);
    T parsed = VALUE_OF(parseWhole<T>(reader.rest()));
    Writer writer;
    writeMessageHeader(writer, format);
    parsed.write(writer);
    REQUIRE_THAT(same(writer.view(), encoded));
    return parsed;
}

template <class T>
void roundTrip(const Json &record, const char *key)
{
    const Bytes encoded = hex(record, key);
    require(same(encodeWhole(VALUE_OF(parseWhole<T>(encoded))), encoded), key, __LINE__);
}

void proposalRoundTrip(const Json &record, const char *key, std::uint16_t type)
{
    const Bytes encoded = hex(record, key);
    Reader reader(encoded);
    const Proposal proposal = VALUE_OF(readProposalBody(reader, type));
    REQUIRE_OK(reader.finish());
    Writer writer;
    writeProposalBody(writer, proposal);
    require(same(writer.view(), encoded), key, __LINE__);
}

bool messages(const Json &record)
{
    message<Welcome>(hex(record, "mls_welcome"), WireFormat::Welcome);
    message<GroupInfo>(hex(record, "mls_group_info"), WireFormat::GroupInfo);
    message<KeyPackage>(hex(record, "mls_key_package"), WireFormat::KeyPackage);
    roundTrip<RatchetTree>(record, "ratchet_tree");
    roundTrip<GroupSecrets>(record, "group_secrets");
    const char *const proposals[] = {"add_proposal",           "update_proposal",  "remove_proposal",
                                     "pre_shared_key_proposal", "re_init_proposal", "external_init_proposal",
                                     "group_context_extensions_proposal"};
    std::uint16_t type = proposal_type::kAdd;
    for (const char *name : proposals)
        proposalRoundTrip(record, name, type++);
    roundTrip<Commit>(record, "commit");
    for (const char *name : {"public_message_application", "public_message_proposal", "public_message_commit"})
        message<PublicMessage>(hex(record, name), WireFormat::PublicMessage);
    message<PrivateMessage>(hex(record, "private_message"), WireFormat::PrivateMessage);
    return true;
}

struct Protection {
    const Json &record;
    Bytes context;
    Bytes signatureKey;
    static constexpr LeafIndex kSender{1};

    explicit Protection(const Json &from) : record(from), signatureKey(hex(from, "signature_pub"))
    {
        GroupContext group;
        group.groupId = hex(record, "group_id");
        group.epoch = number(record, "epoch");
        group.treeHash = hex(record, "tree_hash");
        group.confirmedTranscriptHash = hex(record, "confirmed_transcript_hash");
        context = group.encode();
    }
    MessageKeys keys() const
    {
        return {secret(record, "sender_data_secret"), SecretTree(secret(record, "encryption_secret"), 2)};
    }
    AuthenticatedContent open(PublicMessage sealed) const
    {
        auto content = VALUE_OF(openPublic(std::move(sealed), secret(record, "membership_key"), context));
        REQUIRE_OK(content.verify(signatureKey, context));
        return content;
    }
    AuthenticatedContent open(const PrivateMessage &sealed) const
    {
        MessageKeys fresh = keys();
        auto keyOf = [&](LeafIndex leaf) { return leaf == kSender ? &signatureKey : nullptr; };
        return VALUE_OF(openPrivate(sealed, fresh, keyOf, context)).content;
    }
    static void expect(const AuthenticatedContent &content, const Bytes &expected)
    {
        Writer writer;
        if (const auto *data = std::get_if<Secret>(&content.content.content))
            writer.raw(data->reveal());
        else
            writeContent(writer, content.content.content);
        REQUIRE_THAT(same(writer.view(), expected));
    }
    AuthenticatedContent seal(Content content, WireFormat format) const
    {
        AuthenticatedContent out;
        out.wireFormat = format;
        out.content = {hex(record, "group_id"), number(record, "epoch"), Sender::member(kSender), {}, std::move(content)};
        out.sign(VALUE_OF(crypto::SigningKey::fromSeed(secret(record, "signature_priv"))), context);
        out.auth.confirmationTag = Bytes(kHashSize, 7);
        return out;
    }
};

Content contentOf(const Bytes &encoded, ContentType type)
{
    if (type == ContentType::Application)
        return Secret::copyOf(encoded);
    Reader reader(encoded);
    return VALUE_OF(readContent(reader, type));
}

bool messageProtection(const Json &record)
{
    if (otherSuite(record))
        return false;
    const Protection protection(record);
    const std::pair<const char *, ContentType> rows[] = {
        {"proposal", ContentType::Proposal}, {"commit", ContentType::Commit}, {"application", ContentType::Application}};
    for (const auto &[name, type] : rows) {
        const Bytes raw = hex(record, name);
        const std::string sealedName = std::string(name) + "_priv";
        protection.expect(
            protection.open(message<PrivateMessage>(hex(record, sealedName.c_str()), WireFormat::PrivateMessage)), raw);
        MessageKeys keys = protection.keys();
        protection.expect(
            protection.open(VALUE_OF(sealPrivate(protection.seal(contentOf(raw, type), WireFormat::PrivateMessage), keys))),
            raw);
        if (type == ContentType::Application)
            continue;
        const std::string publicName = std::string(name) + "_pub";
        protection.expect(
            protection.open(message<PublicMessage>(hex(record, publicName.c_str()), WireFormat::PublicMessage)), raw);
        protection.expect(protection.open(sealPublic(protection.seal(contentOf(raw, type), WireFormat::PublicMessage),
                                                     secret(record, "membership_key"), protection.context)),
                          raw);
    }
    return true;
}

bool welcomes(const Json &record)
{
    if (otherSuite(record))
        return false;
    const auto package = message<KeyPackage>(hex(record, "key_package"), WireFormat::KeyPackage);
    const auto welcome = message<Welcome>(hex(record, "welcome"), WireFormat::Welcome);
    const auto initKey = VALUE_OF(crypto::DhKey::fromPrivate(secret(record, "init_priv")));
    const auto secrets = VALUE_OF(openGroupSecrets(welcome, package.ref(), initKey));
    const Secret intermediate = intermediateSecret(secrets.joinerSecret, zeroSecret());
    const auto info = VALUE_OF(openGroupInfo(welcome.encryptedGroupInfo, welcomeSecret(intermediate)));
    REQUIRE_OK(info.verify(hex(record, "signer_pub")));
    const EpochSecrets epoch = epochSecrets(intermediate, info.context.encode());
    REQUIRE_THAT(same(epoch.confirmationTag(info.context.confirmedTranscriptHash), info.confirmationTag));
    return true;
}

} // namespace

std::vector<Kind> mlsMessages()
{
    return {{"messages", messages}, {"message-protection", messageProtection}, {"welcome", welcomes}};
}

} // namespace bedside::vectors
