// SPDX-License-Identifier: Apache-2.0
#include "core/mls/proposals.h"

#include "core/mls/codec.h"

namespace bedside::mls {
namespace {

constexpr std::uint8_t kByValue = 1;
constexpr std::uint8_t kByReference = 2;

struct BodyWriter {
    Writer &writer;
    void operator()(const AddProposal &p) const { p.package.write(writer); }
    void operator()(const UpdateProposal &p) const { p.leaf.write(writer); }
    void operator()(const RemoveProposal &p) const { writer.u32(p.removed.value); }
    void operator()(const PskProposal &p) const { p.psk.write(writer); }
    void operator()(const ReInitProposal &p) const
    {
        writer.opaque(p.groupId).u16(p.version).u16(p.cipherSuite);
        writeExtensions(writer, p.extensions);
    }
    void operator()(const ExternalInitProposal &p) const { writer.opaque(p.kemOutput); }
    void operator()(const GroupContextExtensionsProposal &p) const { writeExtensions(writer, p.extensions); }
};

Result<Proposal> readReInit(Reader &reader)
{
    ReInitProposal out;
    TRY(out.groupId, reader.bytes(4096));
    TRY(out.version, reader.u16());
    TRY(out.cipherSuite, reader.u16());
    TRY(out.extensions, readExtensions(reader));
    return Proposal{std::move(out)};
}

Result<std::variant<Proposal, ProposalRef>> readProposalOrRef(Reader &reader)
{
    TRY(const std::uint8_t kind, reader.u8());
    if (kind == kByValue) {
        TRY(Proposal proposal, Proposal::read(reader));
        return std::variant<Proposal, ProposalRef>(std::move(proposal));
    }
    if (kind != kByReference)
        return Error(ErrorCode::Malformed, "proposal or reference", kind);
    TRY(Bytes reference, reader.bytes(255));
    return std::variant<Proposal, ProposalRef>(std::move(reference));
}

} // namespace

void writeProposalBody(Writer &writer, const Proposal &proposal) { std::visit(BodyWriter{writer}, proposal.body); }

Result<Proposal> readProposalBody(Reader &reader, std::uint16_t type)
{
    switch (type) {
    case proposal_type::kAdd: {
        TRY(auto package, KeyPackage::read(reader));
        return Proposal{AddProposal{std::move(package)}};
    }
    case proposal_type::kUpdate: {
        TRY(auto leaf, LeafNode::read(reader));
        return Proposal{UpdateProposal{std::move(leaf)}};
    }
    case proposal_type::kRemove: {
        TRY(const std::uint32_t removed, reader.u32());
        return Proposal{RemoveProposal{{removed}}};
    }
    case proposal_type::kPsk: {
        TRY(auto psk, PskId::read(reader));
        return Proposal{PskProposal{std::move(psk)}};
    }
    case proposal_type::kReInit:
        return readReInit(reader);
    case proposal_type::kExternalInit: {
        TRY(auto kemOutput, reader.bytes(4096));
        return Proposal{ExternalInitProposal{std::move(kemOutput)}};
    }
    case proposal_type::kGroupContextExtensions: {
        TRY(auto extensions, readExtensions(reader));
        return Proposal{GroupContextExtensionsProposal{std::move(extensions)}};
    }
    default:
        return Error(ErrorCode::UnknownType, "proposal", type);
    }
}

void Proposal::write(Writer &writer) const
{
    writer.u16(type());
    writeProposalBody(writer, *this);
}

Result<Proposal> Proposal::read(Reader &reader)
{
    TRY(const std::uint16_t type, reader.u16());
    return readProposalBody(reader, type);
}

void Commit::write(Writer &writer) const
{
    writer.vector([&](Writer &inner) {
        for (const auto &entry : proposals) {
            if (const auto *proposal = std::get_if<Proposal>(&entry)) {
                inner.u8(kByValue);
                proposal->write(inner);
            } else {
                inner.u8(kByReference).opaque(std::get<ProposalRef>(entry));
            }
        }
    });
    writer.optional(path ? &*path : nullptr);
}

Result<Commit> Commit::read(Reader &reader)
{
    Commit out;
    TRY(out.proposals, reader.list(readProposalOrRef, kMaxProposals, kMaxMessageSize));
    TRY(const bool hasPath, reader.present());
    if (hasPath) {
        TRY(out.path, UpdatePath::read(reader));
    }
    return out;
}

} // namespace bedside::mls
