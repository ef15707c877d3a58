// SPDX-License-Identifier: Apache-2.0
// What every media frame of a peer goes through.
#include "core/sframe/header.h"
#include "core/sframe/key_store.h"
#include "tests/fuzz/promise.h"
#include "tests/fuzz/targets.h"

#include <algorithm>

namespace bedside::fuzz {
namespace {

// The third may send nothing but sound.
constexpr sframe::LeafAccess kLeaves[] = {{0}, {1}, {2, sframe::contextBit(sframe::Context::Microphone)}};
constexpr std::size_t kClear[] = {0, 1, 3, 10}; // what codecs leave readable

struct Sealed {
    Bytes frame;
    Bytes clear;
    Bytes payload;
};

void sframeHeader(ByteSpan input)
{
    const auto parsed = sframe::decodeHeader(input);
    if (!parsed.ok())
        return;
    promise(parsed->size >= 1 && parsed->size <= sframe::kMaxHeaderSize && parsed->size <= input.size(), "header size");
    std::array<std::uint8_t, sframe::kMaxHeaderSize> again{};
    const auto size = made(sframe::encodeHeader(parsed->header, again), "a header that was read");
    promise(equalBytes(ByteSpan(again).first(size), input.first(parsed->size)), "an accepted header is the only one");
}

std::vector<Sealed> sealedByTheOther()
{
    sframe::KeyStore other;
    promise(other.installEpoch(InstanceId{}, 1, Secret(32), 1, kLeaves).ok(), "an epoch installs");
    promise(other.switchSender(InstanceId{}, 1).ok(), "a sender switches");
    auto sealer = other.sealer(sframe::Context::Camera);
    std::vector<Sealed> out;
    for (int i = 0; i < 300; ++i) { // so that the counter takes two octets
        Sealed one{{}, Bytes(kClear[i % 4], 0x22), Bytes(static_cast<std::size_t>(i % 3) * 50, 0x11)};
        one.frame.resize(one.clear.size() + one.payload.size() + sframe::kMaxOverhead);
        const auto sealed = sealer.seal(one.clear, one.payload, one.frame);
        promise(sealed.ok(), "a frame seals");
        one.frame.resize(sealed->size);
        if (i < 12 || i > 295)
            out.push_back(std::move(one));
    }
    return out;
}

const std::vector<Sealed> &sealedFrames()
{
    static const auto made = sealedByTheOther();
    return made;
}

void sframeOpen(ByteSpan input)
{
    static sframe::KeyStore store;
    static const auto opener = [&] {
        promise(store.installEpoch(InstanceId{}, 1, Secret(32), 0, kLeaves).ok(), "an epoch installs");
        return store.opener(1);
    }();
    static Bytes out;
    out.resize(input.size());
    for (const std::size_t clear : kClear) {
        const auto opened = opener.open(input, clear, out);
        if (!opened.ok())
            continue;
        const auto found = std::find_if(sealedFrames().begin(), sealedFrames().end(),
                                        [&](const Sealed &one) { return equalBytes(one.frame, input); });
        promise(found != sealedFrames().end() && found->clear.size() == clear, "a frame that opens was sealed");
        Bytes whole = found->clear;
        append(whole, found->payload);
        promise(equalBytes(ByteSpan(out).first(opened->size), whole), "it opens to what was sealed");
        promise(!opener.open(input, clear, out).ok(), "it opens once");
    }
    for (const std::uint32_t leaf : {0u, 2u, 15u, 16u}) // ours, one that may not send, nobody's
        promise(!store.opener(leaf).open(input, 0, out).ok(), "nothing opens as another's");
    static sframe::KeyStore empty;
    promise(!empty.opener(1).open(input, 0, out).ok(), "nothing opens before there are keys");
}

std::vector<Bytes> openSeeds()
{
    std::vector<Bytes> out;
    for (const Sealed &one : sealedFrames())
        out.push_back(one.frame);
    constexpr sframe::KidLayout layout;
    for (const std::uint64_t epoch : {0ull, 1ull, 2ull, 6ull}) // with nothing behind the header that would open
        for (const std::uint32_t leaf : {0u, 1u, 2u, 15u})
            for (const std::uint32_t context : {0u, 1u, 5u}) {
                Bytes frame(sframe::kMaxOverhead + 10);
                for (const std::uint64_t counter : {std::uint64_t(4'000), UINT64_MAX}) {
                    (void)sframe::encodeHeader({layout.kid(sframe::Context(context), leaf, epoch), counter}, frame)
                        .ok();
                    out.push_back(frame);
                }
            }
    return out;
}

std::vector<Bytes> headerSeeds()
{
    std::vector<Bytes> out;
    for (const std::uint64_t value : {0ull, 7ull, 8ull, 255ull, 256ull, 70'000ull, 0xffffffffffffffffull})
        for (const std::uint64_t other : {1ull, 300ull, 0x1ffffffffffffffull}) {
            std::array<std::uint8_t, sframe::kMaxHeaderSize> bytes{};
            out.push_back(
                toBytes(ByteSpan(bytes).first(made(sframe::encodeHeader({value, other}, bytes), "a header"))));
        }
    return out;
}

constexpr Target kTargets[] = {
    {"sframe_header", sframeHeader, headerSeeds},
    {"sframe_open", sframeOpen, openSeeds},
};

} // namespace

std::span<const Target> sframeTargets() { return kTargets; }

} // namespace bedside::fuzz
