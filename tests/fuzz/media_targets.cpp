// SPDX-License-Identifier: Apache-2.0
// What a peer says of a call before webrtcbin sees it, and the certificate of its handshake.
#include "core/media/certificate_check.h"
#include "core/media/relay.h"
#include "core/media/rtp_packet.h"
#include "core/media/session_description.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace bedside::fuzz {
namespace {

bool isText(char c) { return (c >= 0x20 && c < 0x7f) || c == '\r' || c == '\n'; }

std::size_t count(std::string_view in, std::string_view what)
{
    std::size_t found = 0;
    for (auto at = in.find(what); at != std::string_view::npos; at = in.find(what, at + 1))
        ++found;
    return found;
}

void sessionDescription(ByteSpan input)
{
    const auto sdp = asText(input);
    media::CertificateHash fingerprint{};
    fingerprint.fill(0xa5);
    const std::string ours = media::withFingerprint(sdp, fingerprint);
    if (!media::checkDescription(sdp).ok())
        return;
    promise(std::all_of(sdp.begin(), sdp.end(), isText), "a description is text");
    promise(count("\n" + std::string(sdp), "\nm=") == 5, "a description has five media lines");
    promise(count("\n" + ours, "\na=fingerprint:") ==
                count("\n" + ours, "\na=fingerprint:sha-256 " + media::fingerprintText(fingerprint) + "\r\n"),
            "every fingerprint is ours");
    promise(count("\n" + ours, "\na=fingerprint:") == count("\n" + std::string(sdp), "\na=fingerprint:"),
            "no line comes or goes");
}

std::vector<Bytes> descriptionSeeds()
{
    return {text("v=0\r\no=- 1 0 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\na=ice-options:trickle\r\n"
                 "m=audio 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 "
                 "0.0.0.0\r\na=setup:actpass\r\na=ice-ufrag:abcd\r\na=ice-pwd:0123456789012345678901\r\n"
                 "a=rtcp-mux\r\na=rtpmap:96 OPUS/48000/2\r\na=fingerprint:sha-256 00:11\r\n"
                 "m=video 9 UDP/TLS/RTP/SAVPF 97\r\na=rtpmap:97 VP8/90000\r\na=fingerprint:sha-256 00:11\r\n"
                 "m=video 9 UDP/TLS/RTP/SAVPF 98\r\nm=audio 9 UDP/TLS/RTP/SAVPF 99\r\n"
                 "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\na=sctp-port:5000\r\n"),
            text("v=0\nm=audio \nm=video \nm=video \nm=audio \nm=application \n"), Bytes(13'000, 'v'),
            text("v=0\nm=video 9\n")};
}

void iceCandidate(ByteSpan input)
{
    const auto candidate = asText(input);
    if (!media::checkCandidate(candidate).ok())
        return;
    promise(candidate.size() <= 512 && candidate.starts_with("candidate:"), "a candidate is within its limits");
    promise(std::all_of(candidate.begin(), candidate.end(), [](char c) { return isText(c) && c != '\r' && c != '\n'; }),
            "a candidate is one line of text");
    auto address = candidate;
    for (int i = 0; i < 4; ++i)
        address.remove_prefix(std::min(address.find(' '), address.size() - 1) + 1);
    address = address.substr(0, address.find(' '));
    if (const auto relayed = media::asRelayedOnly(candidate)) {
        promise(media::checkCandidate(*relayed).ok(), "a relay's candidate stays one");
        promise(media::asRelayedOnly(*relayed) == relayed, "it is written once");
        promise(count(*relayed, " raddr ") == 1 && (relayed->ends_with(" raddr 0.0.0.0 rport 9") || relayed->ends_with(" raddr :: rport 9")),
                "it names no other address");
    }
    promise(!address.empty() && std::none_of(address.begin(), address.end(),
                                             [](char c) { return (c > 'F' && c < 'a') || c > 'f' || c == '-'; }),
            "an address is not a name");
}

std::vector<Bytes> candidateSeeds()
{
    return {text("candidate:1 1 UDP 2015363327 192.0.2.7 50000 typ host"),
            text("candidate:2 1 TCP 1015021823 2001:db8::1 9 typ host tcptype active"),
            text("candidate:3 1 UDP 1679819007 198.51.100.2 50001 typ srflx raddr 192.0.2.7 rport 50000"),
            text("candidate:5 1 UDP 505413887 198.51.100.9 20001 typ relay raddr 192.0.2.7 rport 50000"),
            text("candidate:4 1 UDP 2015363327 4f5a.local 50000 typ host"),
            text("candidate:" + std::string(600, '1')),
            text("candidate:1 1")};
}

void handshakeCertificate(ByteSpan input)
{
    const auto fingerprint = media::fingerprintOfPem(asText(input));
    media::CertificateCheck check(media::CertificateHash{});
    const auto presented = check.setPresented(asText(input));
    promise(presented != media::CertificateCheck::Verdict::Equal, "nothing is equal before something is expected");
    if (!fingerprint.ok()) {
        promise(presented == media::CertificateCheck::Verdict::Refused, "what cannot be read is refused");
        return;
    }
    promise(check.setExpected(*fingerprint) == media::CertificateCheck::Verdict::Equal, "the expected one is equal");
    media::CertificateCheck other(media::CertificateHash{});
    media::CertificateHash another = *fingerprint;
    another[0] ^= 1;
    (void)other.setExpected(another);
    promise(other.setPresented(asText(input)) == media::CertificateCheck::Verdict::Refused, "another one is refused");
    promise(check.hasExpected() && check.setExpected(another) == media::CertificateCheck::Verdict::Refused,
            "a second one is refused");
    promise(check.verdict() == media::CertificateCheck::Verdict::Refused, "for good");
    media::CertificateCheck own(*fingerprint);
    promise(own.setExpected(*fingerprint) == media::CertificateCheck::Verdict::Refused &&
                own.setPresented(asText(input)) == media::CertificateCheck::Verdict::Refused,
            "our own is not a peer's");
}

std::vector<Bytes> certificateSeeds()
{
    const std::string one =
        "-----BEGIN CERTIFICATE-----\nAAECAwQFBgcICQoLDA0ODxAR\nEhMUFRYXGBkaGxwdHh8=\n-----END CERTIFICATE-----\n";
    return {text(one),
            text("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + one),
            text(one + one),
            text("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
            Bytes(65'000 + 600, '-'),
            text("-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----")};
}

// What a server may name as its relay, taken apart again as a URI is.
void relayOf(ByteSpan input)
{
    ByteReader reader(input);
    const auto port = reader.u16();
    const auto host = reader.vector16(300);
    const auto username = reader.vector16(64);
    if (!port.ok() || !host.ok() || !username.ok())
        return;
    media::Relay relay{std::string(asText(*host)), *port, media::RelayTransport::Tcp, std::string(asText(*username)),
                       Secret::copyOf(reader.rest())};
    const auto uri = media::relayUri(relay);
    if (!uri.ok())
        return;
    std::string_view rest = *uri;
    promise(rest.starts_with("turn://") && rest.ends_with("?transport=tcp"), "a relay's URI has its form");
    promise(count(rest, "@") == 1 && count(rest, "?") == 1 && count(rest, "#") == 0 && count(rest, "/") == 2,
            "nothing of a relay reaches another place of its URI");
    promise(std::all_of(rest.begin(), rest.end(), [](char c) { return c > 0x20 && c < 0x7f; }), "a URI is text");
    const auto user = rest.substr(7, rest.find('@') - 7);
    promise(count(user, ":") == 1, "user and password are told apart");
    rest.remove_prefix(rest.find('@') + 1);
    const bool bracketed = relay.host.find(':') != std::string::npos;
    promise(rest == (bracketed ? "[" + relay.host + "]:" : relay.host + ":") + std::to_string(*port) + "?transport=tcp",
            "host and port are those that were named");
}

std::vector<Bytes> relaySeeds()
{
    const auto seed = [](std::string_view host, std::string_view username, std::string_view password) {
        return ByteWriter().u16(3478).vector16(asBytes(host)).vector16(asBytes(username)).raw(asBytes(password)).bytes();
    };
    return {seed("turn.example.org", "1700000000:aB3-_", "YWJjZA=="), seed("2001:db8::1", "u@h:1/?#", "p@h:1/?#%\n"),
            seed("192.0.2.7", "u", "p"), seed("a@b", "u", "p"), seed(std::string(254, 'a'), "u", "p")};
}

// A packet's first bytes: nothing is found in one that is cut short of it.
void rtpPacket(ByteSpan input)
{
    const auto header = media::readRtpHeader(input);
    const auto repeats = media::repeatedSequence(input);
    const bool key = media::beginsVp8KeyFrame(input);
    promise(header || (!repeats && !key), "nothing is in a packet without a header");
    promise(!header || (input.size() >= 12 && header->payload < 128), "a header is whole");
    promise(!key || repeats, "a key frame has a payload of two octets at least");
    for (std::size_t size = 0; size < std::min(input.size(), media::kRtpHead); ++size)
        promise(!media::beginsVp8KeyFrame(input.first(size)) || key, "more of a packet takes nothing back");
}

std::vector<Bytes> packetSeeds()
{
    const std::string fixed("\x80\x61\x12\x34\0\0\0\1\0\0\0\2", 12);
    const std::string extended("\x90\xe1\x12\x34\0\0\0\1\0\0\0\2\xbe\xde\0\1\x31\0\7\0", 20);
    return {text(fixed + std::string("\x10\x10", 2)),                          // a bare descriptor, a key frame
            text(extended + std::string("\x90\x80\x81\x22\x10\x02", 6)),       // a PictureID of two octets
            text(extended + std::string("\x90\xf0\x22\x01\x20\x11", 6)),       // all fields, a delta frame
            text(extended + std::string("\x12\x34", 2)),                        // a repair
            text(std::string("\x9f\x61", 2) + fixed.substr(2) + std::string(70, 'c'))}; // fifteen contributing sources
}

constexpr Target kTargets[] = {
    {"session_description", sessionDescription, descriptionSeeds},
    {"ice_candidate", iceCandidate, candidateSeeds},
    {"relay", relayOf, relaySeeds},
    {"handshake_certificate", handshakeCertificate, certificateSeeds},
    {"rtp_packet", rtpPacket, packetSeeds},
};

} // namespace

std::span<const Target> mediaTargets() { return kTargets; }

} // namespace bedside::fuzz
