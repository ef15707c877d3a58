// SPDX-License-Identifier: Apache-2.0
#include "core/media/session_description.h"

#include "core/media/call.h"

#include <array>

namespace bedside::media {
namespace {

constexpr std::array<std::string_view, 5> kMediaLines{"m=audio ", "m=video ", "m=video ", "m=audio ", "m=application "};
constexpr std::size_t kMaxCandidate = 512, kMaxFoundation = 32, kMaxAddress = 45;

template <class Function>
void eachLine(std::string_view text, Function function)
{
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        function(line);
    }
}

bool isPrintable(char c) { return c >= 0x20 && c < 0x7f; }

std::string_view word(std::string_view text, std::size_t index)
{
    for (; index > 0; --index) {
        const auto space = text.find(' ');
        if (space == std::string_view::npos)
            return {};
        text.remove_prefix(space + 1);
    }
    return text.substr(0, text.find(' '));
}

bool isNumber(std::string_view text, std::size_t mostDigits)
{
    return !text.empty() && text.size() <= mostDigits && text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

Result<void> checkDescription(std::string_view sdp)
{
    if (sdp.size() > kMaxSignalBody)
        return Error(ErrorCode::TooLarge, "session description");
    std::size_t found = 0;
    bool good = sdp.starts_with("v=0");
    eachLine(sdp, [&](std::string_view line) {
        for (const char c : line)
            good = good && isPrintable(c);
        if (!line.starts_with("m="))
            return;
        good = good && found < kMediaLines.size() && line.starts_with(kMediaLines[found]);
        ++found;
    });
    if (!good || found != kMediaLines.size())
        return Error(ErrorCode::Malformed, "session description");
    return {};
}

Result<void> checkCandidate(std::string_view candidate)
{
    if (candidate.size() > kMaxCandidate)
        return Error(ErrorCode::TooLarge, "candidate");
    // foundation component transport priority address port "typ" type ...
    constexpr std::string_view kName = "candidate:";
    const std::string_view foundation = word(candidate, 0), transport = word(candidate, 2), address = word(candidate, 4);
    bool good = candidate.starts_with(kName) && word(candidate, 6) == "typ" && !word(candidate, 7).empty();
    good = good && foundation.size() > kName.size() && foundation.size() <= kName.size() + kMaxFoundation;
    good = good && (transport == "UDP" || transport == "udp" || transport == "TCP" || transport == "tcp");
    good = good && isNumber(word(candidate, 1), 3) && isNumber(word(candidate, 3), 10) && isNumber(word(candidate, 5), 5);
    good = good && !address.empty() && address.size() <= kMaxAddress && address.find_first_not_of("0123456789abcdefABCDEF.:") == address.npos;
    for (const char c : candidate)
        good = good && isPrintable(c);
    if (!good)
        return Error(ErrorCode::Malformed, "candidate");
    return {};
}

std::optional<IceCredentials> iceCredentialsOf(std::string_view sdp)
{
    constexpr std::string_view kName = "a=ice-ufrag:", kPassword = "a=ice-pwd:";
    IceCredentials out;
    eachLine(sdp, [&](std::string_view line) {
        if (line.starts_with(kName) && out.name.empty())
            out.name = line.substr(kName.size());
        else if (line.starts_with(kPassword) && out.password.empty())
            out.password = line.substr(kPassword.size());
    });
    constexpr std::size_t kMost = 256; // RFC 8839
    if (out.name.empty() || out.password.empty() || out.name.size() > kMost || out.password.size() > kMost)
        return std::nullopt;
    return out;
}

std::optional<std::string> asRelayedOnly(std::string_view candidate)
{
    if (word(candidate, 6) != "typ" || word(candidate, 7) != "relay")
        return std::nullopt;
    const bool ipv6 = word(candidate, 4).find(':') != std::string_view::npos;
    std::string out;
    for (std::size_t i = 0; i < 8; ++i)
        out.append(out.empty() ? "" : " ").append(word(candidate, i));
    return out.append(ipv6 ? " raddr :: rport 9" : " raddr 0.0.0.0 rport 9");
}

std::string fingerprintText(const CertificateHash &fingerprint)
{
    std::string out;
    for (const std::uint8_t byte : fingerprint) {
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        if (!out.empty())
            out.push_back(':');
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 0xf]);
    }
    return out;
}

std::string withFingerprint(std::string_view sdp, const CertificateHash &fingerprint)
{
    std::string out;
    eachLine(sdp, [&](std::string_view line) {
        if (line.starts_with("a=fingerprint:"))
            out.append("a=fingerprint:sha-256 ").append(fingerprintText(fingerprint));
        else
            out.append(line);
        out.append("\r\n");
    });
    return out;
}

} // namespace bedside::media
