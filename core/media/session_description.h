// SPDX-License-Identifier: Apache-2.0
// The texts that two sides exchange before they can talk: session descriptions (RFC 8866) and ICE candidates. They come
// from a member of the group, but are checked all the same before webrtcbin sees them. Pure; any thread.
#pragma once

#include "core/base/error.h"
#include "core/media/certificate_check.h"

#include <optional>
#include <string>
#include <string_view>

namespace bedside::media {

// The description must have our five m-lines (audio, video, video, audio, application) in this order and nothing else,
// and be text. TooLarge, Malformed.
Result<void> checkDescription(std::string_view sdp);

// A candidate over UDP or TCP as RFC 8839 section 5.1 writes it ("candidate:... typ host"), at most 512 bytes, with a numeric
// address: a name would make this computer ask a name server that the peer chooses. Malformed, TooLarge.
Result<void> checkCandidate(std::string_view candidate);

// What the other side's connectivity checks are signed with (RFC 8839 section 5.4): of the first m-line that has them.
struct IceCredentials {
    std::string name, password;
};
std::optional<IceCredentials> iceCredentialsOf(std::string_view sdp);

// For those who show no address of their own: nothing unless it is a relay's candidate, and then without the address that
// it was made from (RFC 8839 section 5.1: 0.0.0.0 or ::, port 9).
std::optional<std::string> asRelayedOnly(std::string_view candidate);

// Writes our own fingerprint into every a=fingerprint line: webrtcbin hashes certificate and key together when it is
// given a PEM that holds both, and would announce the wrong one.
std::string withFingerprint(std::string_view sdp, const CertificateHash &fingerprint);

// "AB:CD:..." as SDP writes it.
std::string fingerprintText(const CertificateHash &fingerprint);

} // namespace bedside::media
