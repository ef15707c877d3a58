// SPDX-License-Identifier: Apache-2.0
// Proposals and Commit (RFC 9420 sections 12.1 and 12.4): the structures, without rules (those are in commit_rules.h).
#pragma once

#include "core/mls/key_package.h"
#include "core/mls/key_schedule.h"
#include "core/mls/treekem.h"

#include <variant>

namespace bedside::mls {

struct AddProposal {
    KeyPackage package;
};
struct UpdateProposal {
    LeafNode leaf;
};
struct RemoveProposal {
    LeafIndex removed;
};
struct PskProposal {
    PskId psk;
};
struct ReInitProposal {
    Bytes groupId;
    std::uint16_t version = kProtocolVersion;
    std::uint16_t cipherSuite = kCipherSuite;
    Extensions extensions;
};
struct ExternalInitProposal {
    Bytes kemOutput;
};
struct GroupContextExtensionsProposal {
    Extensions extensions;
};

// The alternatives stand in the order of their types, 1 to 7. Any other type is refused: UnknownType.
struct Proposal {
    std::variant<AddProposal, UpdateProposal, RemoveProposal, PskProposal, ReInitProposal, ExternalInitProposal,
                 GroupContextExtensionsProposal>
        body;

    std::uint16_t type() const { return static_cast<std::uint16_t>(body.index() + 1); }
    void write(Writer &writer) const;
    static Result<Proposal> read(Reader &reader);

    template <class T>
    const T *as() const
    {
        return std::get_if<T>(&body);
    }
};

// The bare body of one proposal type, as the vectors of messages list them.
void writeProposalBody(Writer &writer, const Proposal &proposal);
Result<Proposal> readProposalBody(Reader &reader, std::uint16_t type);

using ProposalRef = Bytes;

struct Commit {
    std::vector<std::variant<Proposal, ProposalRef>> proposals;
    std::optional<UpdatePath> path;

    void write(Writer &writer) const;
    static Result<Commit> read(Reader &reader);
};

} // namespace bedside::mls
