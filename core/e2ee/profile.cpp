// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/profile.h"

#include "core/sframe/frame_key.h"

#include <algorithm>

namespace bedside::e2ee::profile {

namespace {

constexpr std::uint16_t kOurVersion = 1;

auto order(const Binding &binding) { return std::pair(binding.invite, binding.device); }

// The part that never changes within a group.
auto fixedPart(const Params &params)
{
    return std::tie(params.protocolVersion, params.minimumVersion, params.sframeSuite, params.epochBits,
                    params.leafBits, params.purpose, params.pskMode, params.policyHash);
}

mls::RequiredCapabilities requiredCapabilities()
{
    return {{kParamsExtension}, {}, {mls::credential_type::kBasic}};
}

Result<void> checkSupported(const Params &params)
{
    const Params ours;
    const auto expected = std::tuple(ours.protocolVersion, sframe::kSuite, ours.epochBits, ours.leafBits, Purpose::Visit,
                                     ours.pskMode);
    if (std::tuple(params.protocolVersion, params.sframeSuite, params.epochBits, params.leafBits, params.purpose,
                   params.pskMode) != expected)
        return Error(ErrorCode::Downgraded, "bedside_params");
    return {};
}

template <class T>
bool contains(const std::vector<T> &values, T value)
{
    return std::find(values.begin(), values.end(), value) != values.end();
}

} // namespace

const Binding *Params::find(const crypto::Digest &device) const
{
    const auto found =
        std::find_if(bindings.begin(), bindings.end(), [&](const auto &one) { return one.device == device; });
    return found == bindings.end() ? nullptr : &*found;
}

const Binding *Params::ofInvite(const crypto::Digest &invite) const
{
    const auto found = std::find_if(bindings.begin(), bindings.end(), [&](const auto &one) { return one.invite == invite; });
    return found == bindings.end() ? nullptr : &*found;
}

void Params::bind(const crypto::Digest &invite, const crypto::Digest &device)
{
    bindings.push_back({invite, device, false});
    std::sort(bindings.begin(), bindings.end(), [](const auto &a, const auto &b) { return order(a) < order(b); });
}

void Params::bar(const crypto::Digest &device)
{
    for (auto &binding : bindings)
        binding.barred = binding.barred || binding.device == device;
}

crypto::Digest inviteHash(const InviteId &invite) { return crypto::sha256(invite.bytes); }

mls::Extension encodeParams(const Params &params)
{
    ByteWriter out;
    out.u16(params.protocolVersion).u16(params.minimumVersion).u16(params.sframeSuite);
    out.u8(params.epochBits).u8(params.leafBits).u8(static_cast<std::uint8_t>(params.purpose)).u8(params.pskMode);
    out.raw(params.policyHash).u32(params.hostLeaf).u8(params.locked).u64(params.grantNumber).raw(params.grantHash);
    out.u16(static_cast<std::uint16_t>(params.bindings.size()));
    for (const auto &binding : params.bindings)
        out.raw(binding.invite).raw(binding.device).u8(binding.barred);
    return {kParamsExtension, std::move(out).bytes()};
}

namespace {

Result<bool> readFlag(ByteReader &in)
{
    TRY(const auto value, in.u8());
    if (value > 1)
        return Error(ErrorCode::Malformed, "flag", value);
    return value == 1;
}

Result<void> readBindings(ByteReader &in, Params &params)
{
    TRY(const auto count, in.u16());
    if (count > kMaxBindings)
        return Error(ErrorCode::TooLarge, "bindings", count);
    for (std::size_t i = 0; i < count; ++i) {
        Binding binding;
        TRY(binding.invite, in.array<32>());
        TRY(binding.device, in.array<32>());
        TRY(binding.barred, readFlag(in));
        if (!params.bindings.empty() && !(order(params.bindings.back()) < order(binding)))
            return Error(ErrorCode::Malformed, "bindings not in order");
        params.bindings.push_back(binding);
    }
    return {};
}

} // namespace

Result<Params> decodeParams(ByteSpan data)
{
    ByteReader in(data);
    Params out;
    TRY(out.protocolVersion, in.u16());
    TRY(out.minimumVersion, in.u16());
    if (out.minimumVersion > kOurVersion) // what follows may have another form
        return Error(ErrorCode::UnknownVersion, "minimum version", out.minimumVersion);
    TRY(out.sframeSuite, in.u16());
    TRY(out.epochBits, in.u8());
    TRY(out.leafBits, in.u8());
    TRY(const auto purpose, in.u8());
    out.purpose = static_cast<Purpose>(purpose);
    TRY(out.pskMode, in.u8());
    TRY(out.policyHash, in.array<32>());
    TRY(out.hostLeaf, in.u32());
    TRY(out.locked, readFlag(in));
    TRY(out.grantNumber, in.u64());
    TRY(out.grantHash, in.array<32>());
    TRY_OK(readBindings(in, out));
    TRY_OK(in.finish());
    return out;
}

mls::Extensions groupContext(const Params &params)
{
    return {requiredCapabilities().toExtension(), encodeParams(params)};
}

Result<Params> readGroupContext(const mls::Extensions &extensions)
{
    const auto *data = mls::findExtension(extensions, kParamsExtension);
    if (extensions.size() != 2 || !data || !(extensions[0] == requiredCapabilities().toExtension()))
        return Error(ErrorCode::Downgraded, "group context extensions");
    TRY(auto params, decodeParams(*data));
    TRY_OK(checkSupported(params));
    return params;
}

Result<void> checkSuccession(const Params &before, const Params &after)
{
    if (fixedPart(before) != fixedPart(after))
        return Error(ErrorCode::Downgraded, "bedside_params");
    if (after.grantNumber < before.grantNumber)
        return Error(ErrorCode::RolledBack, "grant list of the group");
    if (after.grantNumber == before.grantNumber && after.grantHash != before.grantHash)
        return Error(ErrorCode::Equivocated, "grant list of the group");
    for (const auto &binding : before.bindings) {
        const auto kept = std::find_if(after.bindings.begin(), after.bindings.end(),
                                       [&](const auto &one) { return order(one) == order(binding); });
        if (kept == after.bindings.end() || (binding.barred && !kept->barred))
            return Error(ErrorCode::Downgraded, "bindings of the group");
    }
    return {};
}

mls::Capabilities leafCapabilities()
{
    mls::Capabilities capabilities;
    capabilities.extensions = {kParamsExtension, kJoinExtension};
    return capabilities;
}

Result<void> checkKeyPackage(const mls::KeyPackage &package)
{
    const auto &leaf = package.leaf;
    if (package.cipherSuite != mls::kCipherSuite || !contains(leaf.capabilities.cipherSuites, mls::kCipherSuite))
        return Error(ErrorCode::UnsupportedSuite, "KeyPackage");
    if (!leaf.supportsExtension(kParamsExtension) || !leaf.supportsExtension(kJoinExtension)
        || leaf.credential.type != mls::credential_type::kBasic)
        return Error(ErrorCode::UnsupportedExtension, "KeyPackage");
    if (!leaf.extensions.empty() || !package.extensions.empty())
        return Error(ErrorCode::UnsupportedExtension, "extensions of a KeyPackage");
    return {};
}

mls::Extension encodeJoin(const std::vector<JoinCommitment> &commitments)
{
    ByteWriter out;
    out.u16(static_cast<std::uint16_t>(commitments.size()));
    for (const auto &one : commitments)
        out.raw(one.newcomer).raw(one.commitment);
    return {kJoinExtension, std::move(out).bytes()};
}

Result<crypto::Digest> readJoin(const mls::Extensions &groupInfo, const mls::KeyPackageRef &newcomer)
{
    const auto *data = mls::findExtension(groupInfo, kJoinExtension);
    if (!data)
        return Error(ErrorCode::Downgraded, "bedside_join");
    ByteReader in(*data);
    TRY(const auto count, in.u16());
    std::optional<crypto::Digest> found;
    for (std::size_t i = 0; i < count; ++i) {
        TRY(const auto ref, in.array<32>());
        TRY(const auto commitment, in.array<32>());
        if (ref == newcomer)
            found = commitment;
    }
    TRY_OK(in.finish());
    if (!found)
        return Error(ErrorCode::BadProposal, "bedside_join names another KeyPackage");
    return *found;
}

} // namespace bedside::e2ee::profile
