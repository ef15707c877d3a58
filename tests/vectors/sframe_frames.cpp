// SPDX-License-Identifier: Apache-2.0
// The vectors of RFC 9605: headers, and the frames of suite 5. The other suites are not in the product.
#include "core/sframe/frame_key.h"
#include "tests/vectors/vector_file.h"

namespace bedside::vectors {
namespace {

using namespace bedside::sframe;

bool header(const Json &record)
{
    const Header expected{number(record, "kid"), number(record, "ctr")};
    const Bytes encoded = hex(record, "encoded");
    Bytes out(kMaxHeaderSize);
    out.resize(VALUE_OF(encodeHeader(expected, out)));
    REQUIRE_THAT(same(out, encoded));
    const auto parsed = VALUE_OF(decodeHeader(encoded));
    REQUIRE_THAT(parsed.header == expected && parsed.size == encoded.size());
    return true;
}

bool frame(const Json &record)
{
    if (number(record, "cipher_suite") != kSuite)
        return false;
    const std::uint64_t kid = number(record, "kid");
    const Secret baseKey = secret(record, "base_key");
    REQUIRE_THAT(same(keyLabel(kid), hex(record, "sframe_key_label")));
    REQUIRE_THAT(same(saltLabel(kid), hex(record, "sframe_salt_label")));
    const DerivedKey derived = deriveKey(baseKey, kid);
    REQUIRE_THAT(same(derived.secret.reveal(), hex(record, "sframe_secret")));
    REQUIRE_THAT(same(derived.key.reveal(), hex(record, "sframe_key")));
    REQUIRE_THAT(same(derived.salt.reveal(), hex(record, "sframe_salt")));

    const auto key = VALUE_OF(FrameKey::create(baseKey, kid));
    const Bytes metadata = hex(record, "metadata");
    const Bytes plaintext = hex(record, "pt");
    const Bytes ciphertext = hex(record, "ct");
    Bytes sealed(plaintext.size() + kMaxHeaderSize + kTagSize);
    sealed.resize(VALUE_OF(key.encrypt(number(record, "ctr"), metadata, plaintext, sealed)));
    REQUIRE_THAT(same(sealed, ciphertext));
    const auto parsed = VALUE_OF(decodeHeader(ciphertext));
    const ByteSpan bytes(ciphertext);
    Bytes opened(plaintext.size());
    REQUIRE_THAT(VALUE_OF(key.decrypt(parsed, bytes.first(parsed.size), metadata, bytes.subspan(parsed.size), opened)) ==
                 plaintext.size());
    REQUIRE_THAT(same(opened, plaintext));
    return true;
}

bool otherSuite(const Json &record)
{
    number(record, "cipher_suite");
    return false;
}

} // namespace

std::map<std::string, Tally> runSframeFile(const Json &file)
{
    const Kind kinds[] = {{"header", header}, {"sframe", frame}, {"aes_ctr_hmac", otherSuite},
                          {"aes_256_ctr_hmac", otherSuite}};
    if (!file.is_object() || file.empty())
        throw Failure("is not an object of lists");
    std::map<std::string, Tally> out;
    for (const auto &[name, records] : file.items()) {
        const auto *kind = std::find_if(std::begin(kinds), std::end(kinds), [&](const Kind &k) { return k.prefix == name; });
        if (kind == std::end(kinds))
            throw Failure("unknown list " + name);
        out[name] = runRecords(records, *kind);
    }
    return out;
}

} // namespace bedside::vectors
