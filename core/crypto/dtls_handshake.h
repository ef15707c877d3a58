// SPDX-License-Identifier: Apache-2.0
// How the DTLS handshakes of this process behave on a path that loses packets. Whoever makes them (in a call the DTLS
// plugin of GStreamer) leaves OpenSSL's own values: the first repeat after a second, and datagrams of 256 bytes, of
// which a flight needs five to seven.
#pragma once

#include <cstdint>

namespace bedside::crypto {

// From here on every handshake repeats a lost flight after 60 ms (three times, then doubling; given up after about a
// minute) and sends a flight in one datagram of at most 1200 bytes. Contexts made earlier keep what they have; TLS is
// not touched. Where the maker brings an OpenSSL of its own nothing happens. Any thread; calling again does nothing.
void hastenDtlsHandshakes();

// How many contexts this has reached so far, TLS and DTLS, and how many handshakes were begun with these values. Any thread.
std::uint64_t hastenedDtlsContexts();
std::uint64_t hastenedDtlsHandshakes();

} // namespace bedside::crypto
