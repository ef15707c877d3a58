// SPDX-License-Identifier: Apache-2.0
// What a commit may contain and what it does to the tree (RFC 9420 sections 7.3, 12.1, 12.2 and 12.3). Pure functions,
// used by senders and receivers alike.
#pragma once

#include "core/mls/framing.h"

namespace bedside::mls {

struct ResolvedProposal {
    Proposal proposal;
    Sender sender;
    bool byReference = false;
};

struct ProposalEffects {
    RatchetTree tree;
    Extensions extensions;           // of the GroupContext
    std::vector<LeafIndex> added;    // in the order of the Adds
    std::vector<LeafIndex> removed;
    std::vector<LeafIndex> updated;
    std::vector<PskId> psks;
    std::optional<Bytes> externalInit; // the KEM output
    bool pathRequired = false;
    bool reInitializes = false;
};

// A single proposal, as far as it alone decides: its sender's type, its signatures and lifetime. WrongSender,
// BadProposal, and the errors of KeyPackage::validate.
Result<void> checkProposal(const ResolvedProposal &resolved, const RatchetTree &tree, const GroupContext &context,
                           WallTime now);

// The list as a whole, then its application in the order of section 12.3. BadProposal, WrongSender. `committer` is the
// sender of the commit: proposals by value carry it as their sender.
Result<ProposalEffects> applyProposals(const std::vector<ResolvedProposal> &proposals, const Sender &committer,
                                       const RatchetTree &tree, const GroupContext &context, WallTime now);

// Every member against every other and against the extensions: keys occur once, capabilities cover what is in use.
// DuplicateKey, UnsupportedExtension, UnsupportedSuite.
Result<void> checkMembers(const RatchetTree &tree, const Extensions &groupContextExtensions);

// The signature key of an external sender (section 12.1.8.1). WrongSender where there is none of that index.
Result<Bytes> externalSenderKey(const Extensions &groupContextExtensions, std::uint32_t index);

} // namespace bedside::mls
