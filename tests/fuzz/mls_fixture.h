// SPDX-License-Identifier: Apache-2.0
// A group of three whose every key is known: Ada, who has added Ben and Eve. The targets look at it as Ben.
#pragma once

#include "core/mls/group_state.h"
#include "core/mls/welcome.h"

namespace bedside::fuzz {

mls::KeyPackageBundle someMember(std::string_view name);

struct MlsTrio {
    mls::KeyPackageBundle ada, ben, eve;
    mls::CommitOutput added;   // Ada's, which added the other two: epoch 1
    Bytes treeBefore;          // of one
    Bytes treeAfter;           // after Eve's commit
    Bytes treeOfSeven;         // of another group, with gaps and paths
    mls::GroupSecrets secrets; // what Ben's Welcome holds
    mls::GroupInfo info;
    Bytes message; // Eve's, in epoch 1
    Bytes commit;  // likewise, with a path

    // Ben's state in epoch 1 (or Eve's) from the Welcome's secrets.
    std::unique_ptr<mls::GroupState> stateOf(const mls::KeyPackageBundle &member) const;
    mls::AuthenticatedContent opened(mls::GroupState &state, ByteSpan privateMessage) const;
    mls::AuthenticatedContent frame(const mls::Sender &sender, mls::Content content) const; // in epoch 1, unsigned
    std::vector<mls::Proposal> proposals() const;                                           // one of each type
};

const MlsTrio &mlsTrio();

} // namespace bedside::fuzz
