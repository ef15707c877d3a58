// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/random.h"
#include "core/sframe/frame_key.h"
#include "core/sframe/key_store.h"
#include "tests/bench/measure.h"

#include <sodium.h>

#include <cmath>
#include <optional>
#include <random>

namespace bedside::bench {
namespace {

constexpr int kRounds = 41;
constexpr std::size_t kTag = crypto_aead_aes256gcm_ABYTES;

struct Medium {
    const char *name;
    sframe::Context context;
    std::size_t clear;   // codec bytes that stay in clear
    std::size_t payload; // bytes that are sealed
    std::size_t batch;   // frames of one measurement: small enough for the second-level cache
    const char *goal;
};

// The same cipher with the same sizes and nothing of ours around it.
class RawCipher {
public:
    RawCipher()
    {
        std::uint8_t key[crypto_aead_aes256gcm_KEYBYTES];
        randombytes_buf(key, sizeof key);
        crypto_aead_aes256gcm_beforenm(&m_state, key);
    }
    void seal(ByteSpan aad, ByteSpan plaintext, std::uint8_t *out)
    {
        nextNonce();
        crypto_aead_aes256gcm_encrypt_afternm(out, nullptr, plaintext.data(), plaintext.size(), aad.data(), aad.size(), nullptr,
                                              m_nonce, &m_state);
    }
    bool open(ByteSpan aad, ByteSpan ciphertext, std::uint8_t *out)
    {
        nextNonce();
        return crypto_aead_aes256gcm_decrypt_afternm(out, nullptr, nullptr, ciphertext.data(), ciphertext.size(), aad.data(),
                                                     aad.size(), m_nonce, &m_state) == 0;
    }
    void rewind() { sodium_memzero(m_nonce, sizeof m_nonce); }

private:
    void nextNonce() { sodium_increment(m_nonce, sizeof m_nonce); }

    crypto_aead_aes256gcm_state m_state;
    std::uint8_t m_nonce[crypto_aead_aes256gcm_NPUBBYTES] = {};
};

struct Stores {
    sframe::KeyStore sender, receiver;

    bool begin()
    {
        const auto instance = crypto::randomId<InstanceId>();
        const Secret base = crypto::randomSecret(32);
        const sframe::LeafAccess leaves[] = {{0}, {1}};
        return sender.installEpoch(instance, 1, base, 0, leaves).ok() && receiver.installEpoch(instance, 1, base, 1, leaves).ok() &&
               sender.switchSender(instance, 1).ok();
    }
};

struct Ratios {
    std::vector<double> seal, open;
    std::size_t overhead = 0;
};

// One batch through both, one after the other; false if a frame does not come back.
bool measureRound(const Medium &medium, Stores &stores, RawCipher &raw, Ratios &ratios)
{
    const Bytes clear = crypto::randomBytes(medium.clear);
    const Bytes payload = crypto::randomBytes(medium.payload);
    const std::size_t room = medium.clear + medium.payload + sframe::kMaxOverhead;
    std::vector<Bytes> sealed(medium.batch, Bytes(room)), rawSealed(medium.batch, Bytes(medium.payload + kTag));
    std::vector<std::size_t> sizes(medium.batch);
    Bytes out(room);
    const auto sealer = stores.sender.sealer(medium.context);
    const auto opener = stores.receiver.opener(0);
    const Bytes aad = crypto::randomBytes(medium.clear + 4); // a header of a visit's KIDs has 3 to 5 bytes
    bool whole = true;

    raw.rewind();
    auto begin = SteadyClock::now();
    for (auto &frame : rawSealed)
        raw.seal(aad, payload, frame.data());
    const double rawSeal = millisecondsSince(begin);
    begin = SteadyClock::now();
    for (std::size_t i = 0; i < medium.batch; ++i) {
        const auto result = sealer.seal(clear, payload, sealed[i]);
        sizes[i] = result.ok() ? result->size : 0;
    }
    const double ourSeal = millisecondsSince(begin);

    raw.rewind();
    begin = SteadyClock::now();
    for (const auto &frame : rawSealed)
        whole = raw.open(aad, frame, out.data()) && whole;
    const double rawOpen = millisecondsSince(begin);
    begin = SteadyClock::now();
    for (std::size_t i = 0; i < medium.batch; ++i)
        whole = opener.open(ByteSpan(sealed[i]).first(sizes[i]), medium.clear, out).ok() && whole;
    const double ourOpen = millisecondsSince(begin);

    ratios.seal.push_back(ourSeal / rawSeal);
    ratios.open.push_back(ourOpen / rawOpen);
    ratios.overhead = std::max(ratios.overhead, *std::max_element(sizes.begin(), sizes.end()) - medium.clear - medium.payload);
    return whole;
}

// Welch's t of two samples (B. L. Welch, Biometrika 34, 1947), from running sums.
class Sample {
public:
    void add(double value)
    {
        ++m_count;
        const double off = value - m_mean;
        m_mean += off / m_count;
        m_squares += off * (value - m_mean);
    }
    double mean() const { return m_mean; }
    static double welch(const Sample &a, const Sample &b)
    {
        return (a.m_mean - b.m_mean) / std::sqrt(a.variance() / a.m_count + b.variance() / b.m_count);
    }

private:
    double variance() const { return m_squares / (m_count - 1); }
    double m_count = 0, m_mean = 0, m_squares = 0;
};

enum Kind { Holds, FirstByteWrong, LastByteWrong, kKinds };
using Samples = std::array<Sample, kKinds>;

// Frames that hold and forged ones in random order, each timed by itself; the slowest (interrupts) are left out. `seal` makes a
// frame in the buffer and returns its size; `open` tells whether it held. Empty where one was judged wrongly.
template <class Seal, class Open>
std::optional<Samples> timeOpening(int count, Bytes &frame, Seal seal, Open open)
{
    std::array<std::vector<double>, kKinds> times;
    std::minstd_rand random(1);
    for (int i = 0; i < count; ++i) {
        const auto kind = static_cast<Kind>(random() / 64 % kKinds);
        const std::size_t size = seal();
        frame[kind == FirstByteWrong ? size - kTag : size - 1] ^= kind == Holds ? 0 : 1;
        const auto begin = SteadyClock::now();
        const bool opened = open(ByteSpan(frame).first(size));
        const auto end = SteadyClock::now();
        if (opened != (kind == Holds))
            return std::nullopt;
        times[kind].push_back(std::chrono::duration<double, std::nano>(end - begin).count());
    }
    std::vector<double> all;
    for (const auto &some : times)
        all.insert(all.end(), some.begin(), some.end());
    const double cut = quantile(all, 0.99);
    Samples samples;
    for (int kind = 0; kind < kKinds; ++kind)
        for (const double time : times[std::size_t(kind)])
            if (time <= cut)
                samples[std::size_t(kind)].add(time);
    return samples;
}

bool measureTiming(const Medium &medium, int count)
{
    const std::string name = medium.name;
    const Bytes clear = crypto::randomBytes(medium.clear), payload = crypto::randomBytes(medium.payload);
    Bytes frame(medium.clear + medium.payload + sframe::kMaxOverhead), out(frame.size());

    const auto key = sframe::FrameKey::create(crypto::randomSecret(32), 9).value();
    std::uint64_t counter = 0;
    const auto verdict = timeOpening(
        count, frame, [&] { return key.encrypt(counter++, clear, payload, frame).value(); },
        [&](ByteSpan sealed) {
            const auto parsed = sframe::decodeHeader(sealed).value();
            return key.tryDecrypt(parsed, sealed.first(parsed.size), clear, sealed.subspan(parsed.size), out).value();
        });
    if (!verdict)
        return false;
    print("the verdict on a " + name + " that holds", (*verdict)[Holds].mean(), "ns", "none");
    print("  t against one forged in the tag's last byte", Sample::welch((*verdict)[Holds], (*verdict)[LastByteWrong]), "", "|t| < 4.5");
    print("  t of forged in the first and in the last byte", Sample::welch((*verdict)[FirstByteWrong], (*verdict)[LastByteWrong]), "",
          "|t| < 4.5");

    Stores stores;
    if (!stores.begin())
        return false;
    const auto sealer = stores.sender.sealer(medium.context);
    const auto opener = stores.receiver.opener(0);
    const auto whole = timeOpening(
        count, frame, [&] { return sealer.seal(clear, payload, frame).value().size; },
        [&](ByteSpan sealed) { return opener.open(sealed, medium.clear, out).ok(); });
    if (!whole)
        return false;
    print("  with what follows: opened", (*whole)[Holds].mean(), "ns", "none");
    print("  with what follows: refused", (*whole)[LastByteWrong].mean(), "ns", "none");
    return true;
}

const Medium kMedia[] = {{"60-byte Opus frame", sframe::Context::Microphone, 1, 59, 2000, "at most 1.5"},
                         {"8 KB VP8 frame", sframe::Context::Camera, 3, 8189, 24, "at most 1.2"}};

} // namespace

int benchTiming(int frames)
{
    for (const auto &medium : kMedia)
        if (!measureTiming(medium, frames))
            return 1;
    return 0;
}

int benchFrames()
{
    if (crypto_aead_aes256gcm_is_available() == 0) {
        std::puts("frames: this processor has no AES instructions, so there is no raw _afternm call to compare with");
        return 0;
    }
    for (const auto &medium : kMedia) {
        Stores stores;
        RawCipher raw;
        Ratios ratios;
        if (!stores.begin())
            return 1;
        for (int round = 0; round < kRounds; ++round) {
            if (!measureRound(medium, stores, raw, ratios))
                return 1;
        }
        const std::string name = medium.name;
        print("seal a " + name + " / raw _afternm", quantile(ratios.seal, 0.5), "x", medium.goal);
        print("open a " + name + " / raw _afternm", quantile(ratios.open, 0.5), "x", "none: two passes");
        print("bytes that sealing a " + name + " adds", static_cast<double>(ratios.overhead), "bytes", "at most 21");
    }
    return 0;
}

} // namespace bedside::bench
