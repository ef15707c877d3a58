// SPDX-License-Identifier: Apache-2.0
// Kinds of mls-implementations' test-vectors.md that need no tree of members.
#include "core/mls/codec.h"
#include "core/mls/framing.h"
#include "core/mls/key_schedule.h"
#include "core/mls/secret_tree.h"
#include "core/mls/tree_math.h"
#include "tests/vectors/vector_file.h"

namespace bedside::vectors {
namespace {

using namespace bedside::mls;

bool otherSuite(const Json &record) { return number(record, "cipher_suite") != kCipherSuite; }

void checkIndex(const Json &expected, std::optional<NodeIndex> actual)
{
    REQUIRE_THAT(expected.is_null() == !actual.has_value());
    REQUIRE_THAT(!actual || expected.get<NodeIndex>() == *actual);
}

bool treeMath(const Json &record)
{
    const auto width = static_cast<std::uint32_t>(number(record, "n_leaves"));
    REQUIRE_THAT(tree_math::nodeCount(width) == number(record, "n_nodes"));
    REQUIRE_THAT(tree_math::root(width) == number(record, "root"));
    for (NodeIndex node = 0; node < tree_math::nodeCount(width); ++node) {
        checkIndex(list(record, "left").at(node), tree_math::left(node));
        checkIndex(list(record, "right").at(node), tree_math::right(node));
        checkIndex(list(record, "parent").at(node), tree_math::parent(node, width));
        checkIndex(list(record, "sibling").at(node), tree_math::sibling(node, width));
    }
    return true;
}

void checkSigning(const Json &part)
{
    const std::string label = part.at("label").get<std::string>();
    const Bytes content = hex(part, "content");
    const auto key = VALUE_OF(crypto::SigningKey::fromSeed(secret(part, "priv")));
    REQUIRE_THAT(same(key.publicKey(), hex(part, "pub")));
    REQUIRE_OK(verifyWithLabel(hex(part, "pub"), label, content, hex(part, "signature")));
    REQUIRE_OK(verifyWithLabel(hex(part, "pub"), label, content, signWithLabel(key, label, content)));
}

void checkEncryption(const Json &part)
{
    const std::string label = part.at("label").get<std::string>();
    const Bytes context = hex(part, "context");
    const Bytes plaintext = hex(part, "plaintext");
    const auto key = VALUE_OF(crypto::DhKey::fromPrivate(secret(part, "priv")));
    REQUIRE_THAT(same(key.publicKey(), hex(part, "pub")));
    const HpkeCiphertext given{hex(part, "kem_output"), hex(part, "ciphertext")};
    REQUIRE_THAT(same(VALUE_OF(decryptWithLabel(key, label, context, given)).reveal(), plaintext));
    const auto ours = VALUE_OF(encryptWithLabel(hex(part, "pub"), label, context, plaintext));
    REQUIRE_THAT(same(VALUE_OF(decryptWithLabel(key, label, context, ours)).reveal(), plaintext));
}

bool cryptoBasics(const Json &record)
{
    if (otherSuite(record))
        return false;
    const Json &ref = record.at("ref_hash");
    REQUIRE_THAT(same(refHash(ref.at("label").get<std::string>(), hex(ref, "value")), hex(ref, "out")));
    const Json &expand = record.at("expand_with_label");
    REQUIRE_THAT(same(expandWithLabel(secret(expand, "secret"), expand.at("label").get<std::string>(),
                                      hex(expand, "context"), number(expand, "length"))
                          .reveal(),
                      hex(expand, "out")));
    const Json &derive = record.at("derive_secret");
    REQUIRE_THAT(same(deriveSecret(secret(derive, "secret"), derive.at("label").get<std::string>()).reveal(),
                      hex(derive, "out")));
    const Json &tree = record.at("derive_tree_secret");
    REQUIRE_THAT(same(deriveTreeSecret(secret(tree, "secret"), tree.at("label").get<std::string>(),
                                       static_cast<std::uint32_t>(number(tree, "generation")), number(tree, "length"))
                          .reveal(),
                      hex(tree, "out")));
    checkSigning(record.at("sign_with_label"));
    checkEncryption(record.at("encrypt_with_label"));
    return true;
}

bool deserialization(const Json &record)
{
    const Bytes header = hex(record, "vlbytes_header");
    Reader reader(header);
    REQUIRE_THAT(VALUE_OF(reader.length()) == number(record, "length"));
    REQUIRE_OK(reader.finish());
    Writer writer;
    writer.length(number(record, "length"));
    REQUIRE_THAT(same(writer.view(), header));
    return true;
}

void checkEpoch(const Json &epoch, const EpochSecrets &secrets)
{
    const std::pair<const char *, const Secret *> rows[] = {{"sender_data_secret", &secrets.senderData},
        {"encryption_secret", &secrets.encryption}, {"exporter_secret", &secrets.exporter},
        {"external_secret", &secrets.external}, {"confirmation_key", &secrets.confirmation},
        {"membership_key", &secrets.membership}, {"resumption_psk", &secrets.resumption},
        {"epoch_authenticator", &secrets.authenticator}, {"init_secret", &secrets.init}};
    for (const auto &[name, value] : rows)
        require(same(value->reveal(), hex(epoch, name)), name, __LINE__);
    REQUIRE_THAT(same(secrets.externalKey().publicKey(), hex(epoch, "external_pub")));
    const Json &exporter = epoch.at("exporter");
    REQUIRE_THAT(same(secrets.exportSecret(exporter.at("label").get<std::string>(), hex(exporter, "context"),
                                           number(exporter, "length"))
                          .reveal(),
                      hex(exporter, "secret")));
}

bool keySchedule(const Json &record)
{
    if (otherSuite(record))
        return false;
    Secret init = secret(record, "initial_init_secret");
    std::uint64_t number = 0;
    for (const Json &epoch : list(record, "epochs")) {
        GroupContext context;
        context.groupId = hex(record, "group_id");
        context.epoch = number++;
        context.treeHash = hex(epoch, "tree_hash");
        context.confirmedTranscriptHash = hex(epoch, "confirmed_transcript_hash");
        const Bytes encoded = context.encode();
        REQUIRE_THAT(same(encoded, hex(epoch, "group_context")));
        const Secret joiner = joinerSecret(init, secret(epoch, "commit_secret"), encoded);
        REQUIRE_THAT(same(joiner.reveal(), hex(epoch, "joiner_secret")));
        const Secret intermediate = intermediateSecret(joiner, secret(epoch, "psk_secret"));
        REQUIRE_THAT(same(welcomeSecret(intermediate).reveal(), hex(epoch, "welcome_secret")));
        EpochSecrets secrets = epochSecrets(intermediate, encoded);
        checkEpoch(epoch, secrets);
        init = std::move(secrets.init);
    }
    return true;
}

bool pskSecrets(const Json &record)
{
    if (otherSuite(record))
        return false;
    std::vector<PskInput> psks;
    for (const Json &psk : list(record, "psks")) {
        PskId id;
        id.externalId = hex(psk, "psk_id");
        id.nonce = hex(psk, "psk_nonce");
        psks.push_back({std::move(id), secret(psk, "psk")});
    }
    REQUIRE_THAT(same(pskSecret(psks).reveal(), hex(record, "psk_secret")));
    return true;
}

void checkGeneration(SecretTree &tree, LeafIndex leaf, const Json &expected)
{
    const auto generation = static_cast<std::uint32_t>(number(expected, "generation"));
    const MessageKey *application = VALUE_OF(tree.find(leaf, RatchetKind::Application, generation));
    REQUIRE_THAT(same(application->key.reveal(), hex(expected, "application_key")));
    REQUIRE_THAT(same(application->nonce.reveal(), hex(expected, "application_nonce")));
    const MessageKey *handshake = VALUE_OF(tree.find(leaf, RatchetKind::Handshake, generation));
    REQUIRE_THAT(same(handshake->key.reveal(), hex(expected, "handshake_key")));
    REQUIRE_THAT(same(handshake->nonce.reveal(), hex(expected, "handshake_nonce")));
}

bool secretTree(const Json &record)
{
    if (otherSuite(record))
        return false;
    const Json &sender = record.at("sender_data");
    const MessageKey senderKey = senderDataKey(secret(sender, "sender_data_secret"), hex(sender, "ciphertext"));
    REQUIRE_THAT(same(senderKey.key.reveal(), hex(sender, "key")));
    REQUIRE_THAT(same(senderKey.nonce.reveal(), hex(sender, "nonce")));
    const Json &leaves = list(record, "leaves");
    SecretTree tree(secret(record, "encryption_secret"), tree_math::widthFor(static_cast<std::uint32_t>(leaves.size())));
    for (std::uint32_t leaf = 0; leaf < leaves.size(); ++leaf)
        for (const Json &generation : leaves[leaf])
            checkGeneration(tree, {leaf}, generation);
    return true;
}

bool transcriptHashes(const Json &record)
{
    if (otherSuite(record))
        return false;
    const Bytes encoded = hex(record, "authenticated_content");
    const auto content = VALUE_OF(parseWhole<AuthenticatedContent>(encoded));
    REQUIRE_THAT(same(encodeWhole(content), encoded));
    const Bytes confirmed =
        confirmedTranscriptHash(hex(record, "interim_transcript_hash_before"), content.confirmedTranscriptInput());
    REQUIRE_THAT(same(confirmed, hex(record, "confirmed_transcript_hash_after")));
    REQUIRE_THAT(same(authenticationTag(secret(record, "confirmation_key"), confirmed), content.auth.confirmationTag));
    REQUIRE_THAT(same(interimTranscriptHash(confirmed, content.auth.confirmationTag),
                      hex(record, "interim_transcript_hash_after")));
    return true;
}

} // namespace

std::vector<Kind> mlsBasics()
{
    return {{"tree-math", treeMath},       {"crypto-basics", cryptoBasics}, {"deserialization", deserialization},
            {"key-schedule", keySchedule}, {"psk_secret", pskSecrets},      {"secret-tree", secretTree},
            {"transcript-hashes", transcriptHashes}};
}

} // namespace bedside::vectors
