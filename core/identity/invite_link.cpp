// SPDX-License-Identifier: Apache-2.0
#include "core/identity/invite_link.h"

#include "core/base/ascii.h"
#include "core/crypto/hkdf.h"

#include <algorithm>

namespace bedside::identity {

namespace {

constexpr std::size_t kKeyText = 43; // 32 bytes in base64url
constexpr std::size_t kIdText = 22;  // 16 bytes

bool takePrefix(std::string_view &text, std::string_view prefix)
{
    if (text.size() < prefix.size()
        || !std::equal(prefix.begin(), prefix.end(), text.begin(), [](char a, char b) { return a == asciiLower(b); }))
        return false;
    text.remove_prefix(prefix.size());
    return true;
}

bool isServer(std::string_view text)
{
    return !text.empty() && text.size() <= ServerStatement::kMaxName
           && std::all_of(text.begin(), text.end(), [](char c) {
                  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
                         || c == '-' || c == ':' || c == '[' || c == ']';
              });
}

// A base64url field of known length: shorter is a link that was cut, anything else is damage.
Result<Bytes> field(std::string_view text, std::size_t length)
{
    if (text.size() < length)
        return Error(ErrorCode::LinkIncomplete, "link field");
    auto bytes = fromBase64Url(text);
    if (text.size() > length || !bytes.ok())
        return Error(ErrorCode::LinkDamaged, "link field");
    return bytes;
}

bool isNumber(std::string_view text)
{
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> parseFragment(std::string_view fragment, InviteLink &link)
{
    const auto first = fragment.find('.');
    if (first == std::string_view::npos)
        return Error(fragment.size() <= 1 ? ErrorCode::LinkIncomplete : ErrorCode::LinkDamaged, "link fragment");
    const auto version = fragment.substr(0, first);
    if (version != "1")
        return Error(isNumber(version) ? ErrorCode::UnknownVersion : ErrorCode::LinkDamaged, "link version");
    const auto rest = fragment.substr(first + 1);
    const auto second = rest.find('.');
    if (second == std::string_view::npos)
        return Error(rest.size() <= kKeyText ? ErrorCode::LinkIncomplete : ErrorCode::LinkDamaged, "link fragment");
    // A full stop in the wrong place leaves a first field that is too short, though nothing is missing.
    if (second < kKeyText)
        return Error(ErrorCode::LinkDamaged, "link key");
    TRY(auto secret, field(rest.substr(0, second), kKeyText));
    link.secret = Secret::copyOf(secret);
    wipeMemory(secret);
    TRY(const auto fingerprint, field(rest.substr(second + 1), kKeyText));
    std::copy(fingerprint.begin(), fingerprint.end(), link.fingerprint.begin());
    return {};
}

std::string fragmentOf(const InviteLink &link)
{
    return "#1." + toBase64Url(link.secret.reveal()) + "." + toBase64Url(link.fingerprint);
}

} // namespace

Result<InviteLink> InviteLink::parse(std::string_view text)
{
    auto rest = trimmed(text);
    if (rest.size() > kMaxLength)
        return Error(ErrorCode::LinkDamaged, "link length");
    const bool app = takePrefix(rest, "bedside://join/");
    if (!app && !takePrefix(rest, "https://"))
        return Error(ErrorCode::LinkDamaged, "link scheme");
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos)
        return Error(isServer(rest) ? ErrorCode::LinkIncomplete : ErrorCode::LinkDamaged, "link server");
    InviteLink link;
    link.server = rest.substr(0, slash);
    if (!isServer(link.server))
        return Error(ErrorCode::LinkDamaged, "link server");
    rest.remove_prefix(slash + 1);
    if (!app && !takePrefix(rest, "j/"))
        return Error(ErrorCode::LinkDamaged, "link path");
    const auto hash = rest.find('#');
    TRY(const auto id, field(rest.substr(0, hash), kIdText));
    TRY(link.invite, InviteId::fromBytes(id));
    if (hash == std::string_view::npos)
        return Error(ErrorCode::LinkIncomplete, "link fragment");
    TRY_OK(parseFragment(rest.substr(hash + 1), link));
    return link;
}

std::string InviteLink::appLink() const { return "bedside://join/" + server + "/" + invite.text() + fragmentOf(*this); }
std::string InviteLink::webLink() const { return "https://" + server + "/j/" + invite.text() + fragmentOf(*this); }

InviteLink InviteLink::clone() const { return {server, invite, secret.clone(), fingerprint}; }

InviteKeys InviteKeys::derive(const Secret &inviteSecret, const InviteId &invite)
{
    const auto one = [&](std::string_view label) {
        ByteWriter info;
        info.raw(asBytes(label)).u8(0).raw(invite.bytes);
        return crypto::hkdfSha256(inviteSecret.reveal(), {}, info.bytes(), 32);
    };
    return {one("bedside inv_mac v1"), one("bedside inv_hello v1"), one("bedside inv_welcome v1"),
            one("bedside inv_device v1"), one("bedside srv_token v1")};
}

InviteKeys InviteKeys::clone() const
{
    return {mac.clone(), hello.clone(), welcome.clone(), device.clone(), srvToken.clone()};
}

crypto::Digest serverTokenHash(const InviteKeys &keys) { return crypto::sha256(keys.srvToken.reveal()); }

} // namespace bedside::identity
