// SPDX-License-Identifier: Apache-2.0
// Group: one member's view of one MLS group (RFC 9420), suite 0x0003. The only header, with key_package.h, that code
// outside core/mls needs. Move-only value, single thread, no clock, no I/O. Receives everything the RFC defines; sends
// Add, Remove and GroupContextExtensions by value, always with a path, and application messages, as PrivateMessages.
#pragma once

#include "core/mls/key_package.h"

#include <memory>
#include <variant>

namespace bedside::mls {

struct GroupState;

struct Member {
    LeafIndex leaf;
    Bytes identity; // of the basic credential
    crypto::SignaturePublicKey signatureKey{};
    crypto::DhPublicKey encryptionKey{};
};

// Where external pre-shared keys come from. The product's profile has none.
class PskSource {
public:
    virtual ~PskSource() = default;
    virtual Result<Secret> externalPsk(ByteSpan id) const = 0; // KeyUnavailable
};

// What a message says of itself before any key is used. Not authenticated.
struct MessageHeader {
    enum class Kind { Commit, Proposal, Application, Welcome, GroupInfo, KeyPackage };
    Kind kind;
    Bytes groupId;           // empty for Welcome and KeyPackage
    std::uint64_t epoch = 0;
    bool isPrivate = false;  // PrivateMessage rather than PublicMessage
};
Result<MessageHeader> peekMessage(ByteSpan message);

struct CommitRequest {
    std::vector<KeyPackage> adds;
    std::vector<LeafIndex> removes;
    std::optional<Extensions> groupContextExtensions; // replaces all of them
    // One GroupInfo for all newcomers of this commit: its key and nonce come from the epoch (RFC 9420 section 12.4.3.1),
    // so two different ones would use a (key, nonce) pair twice. What is meant for one newcomer stands in a list.
    Extensions groupInfoExtensions;
    Bytes aad;
};

struct CommitOutput {
    Bytes commit;                    // PrivateMessage for the present members
    std::vector<Bytes> welcomes;     // one for each of `adds`, in that order
    Bytes ratchetTree;               // of the new epoch, for the newcomers: carried beside each Welcome
    std::vector<LeafIndex> added;    // the newcomers' leaves, in the order of `adds`
    std::uint64_t epoch = 0;         // the new one
};

struct CommittedProposal {
    std::uint16_t type = 0;              // proposal_type::...
    std::optional<LeafIndex> sender;     // none: from outside the group
    bool byReference = false;
};

// A commit that has been decrypted and verified in full, confirmation tag included, and not yet applied. Dropping it
// leaves the group where it was (only the one message key is used up).
class StagedCommit {
public:
    StagedCommit(StagedCommit &&) noexcept;
    StagedCommit &operator=(StagedCommit &&) noexcept;
    ~StagedCommit();

    std::optional<LeafIndex> sender; // none: an external commit of a newcomer, who is then in `added`
    std::vector<Member> added;
    std::vector<Member> removed;     // as they were
    std::vector<Member> updated;     // by Update proposals, as they will be
    std::vector<CommittedProposal> proposals;
    bool hasPath = false;
    bool changesCredential = false;  // some member that stays has another credential or signature key afterwards
    bool removesUs = false;          // there is then nothing to apply: the group can only be dropped
    bool reInitializes = false;      // the group must not be used after this commit
    Bytes aad;

    // The epoch that apply() brings.
    std::uint64_t epoch = 0;
    std::vector<Member> members;     // by leaf index
    Extensions groupContextExtensions;
    Bytes confirmedTranscriptHash;

private:
    friend class Group;
    friend struct CommitReceiver;
    StagedCommit();
    std::unique_ptr<GroupState> m_next;
    Bytes m_fromTranscript; // of the epoch that the commit was made in
};

struct ApplicationMessage {
    LeafIndex sender;
    std::uint64_t epoch = 0; // the present one, or a kept past one
    Bytes aad;
    Secret plaintext;        // keys travel in messages, so it is kept like one
};

// A proposal sent by itself: kept inside the group for a commit to refer to. The product's profile refuses these.
struct ProposalMessage {
    std::uint16_t type = 0;
    std::optional<LeafIndex> sender;
};

using Received = std::variant<StagedCommit, ApplicationMessage, ProposalMessage>;

struct GroupOptions {
    const PskSource *psks = nullptr; // outlives the group
    std::size_t pastEpochs = 2;      // epochs whose application messages can still be opened, at most
    std::size_t resumptionPsks = 0;  // past resumption secrets kept for PreSharedKey proposals
};

class Group {
public:
    struct Parts; // defined inside this folder

    // A group of one at epoch 0; `own` is consumed. Extensions: the GroupContext's, required_capabilities included.
    static Result<Group> create(Bytes groupId, KeyPackageBundle own, Extensions groupContextExtensions, WallTime now,
                                GroupOptions options = {});

    struct Joined;
    // `welcome` is an MLSMessage. `ratchetTree` is not needed where the GroupInfo carries one. Verifies everything that
    // RFC 9420 section 12.4.3.1 asks for. KeyUnavailable: not for this KeyPackage.
    static Result<Joined> join(ByteSpan welcome, std::optional<ByteSpan> ratchetTree, const KeyPackageBundle &own,
                               WallTime now, GroupOptions options = {});

    Group(Group &&) noexcept;
    Group &operator=(Group &&) noexcept;
    ~Group();

    // Prepares a commit; an empty request only renews the path. The group stays in its epoch until confirmCommit (when
    // the server has ordered the commit first) or discardCommit (when another came first). NotInState while one is
    // pending. BadProposal, BadLifetime, DuplicateKey, UnsupportedExtension and the like for a request that receivers
    // would refuse.
    Result<CommitOutput> commit(const CommitRequest &request, WallTime now);
    bool hasPendingCommit() const noexcept;
    std::uint64_t pendingEpoch() const noexcept; // 0 without a pending commit
    Result<void> confirmCommit();
    void discardCommit() noexcept;

    // Opens any MLSMessage of this group. Errors: WrongGroup, WrongEpoch (detail = the message's epoch), WrongSender
    // (our own message included), BadMac, BadSignature, Replayed (a generation already used), KeyUnavailable (a past
    // epoch that is not kept), BadProposal, BadPath, BadTree, BadConfirmation ... A refused message changes nothing.
    Result<Received> receive(ByteSpan message, WallTime now);
    // Moves to the staged epoch; drops a pending commit of ours. NotInState if the group has moved since.
    Result<void> apply(StagedCommit staged);

    // A PrivateMessage padded so that the plaintext inside is a multiple of 64 bytes. `aad` is authenticated, not hidden.
    Result<Bytes> protectApplication(ByteSpan plaintext, ByteSpan aad = {});
    // MLS-Exporter (RFC 9420 section 8.5), of the present epoch.
    Secret exportSecret(std::string_view label, ByteSpan context, std::size_t length) const;

    std::uint64_t epoch() const noexcept;
    const Bytes &groupId() const noexcept;
    LeafIndex ownLeaf() const noexcept;
    std::vector<Member> members() const; // by leaf index
    std::optional<Member> member(LeafIndex leaf) const;
    const Extensions &groupContextExtensions() const noexcept;
    const Bytes &treeHash() const noexcept;
    const Bytes &confirmedTranscriptHash() const noexcept;
    Secret epochAuthenticator() const;
    Bytes ratchetTree() const; // the ratchet_tree extension's content

    // Past epochs are kept for late application messages only, GroupOptions::pastEpochs of them; wipe them early here.
    void wipeEpoch(std::uint64_t epoch) noexcept;
    // The group is over: every secret goes, of the present epoch and the signature key too. What is public can still be
    // asked; everything else answers NotInState, and exportSecret with nothing.
    void wipe() noexcept;

private:
    explicit Group(std::unique_ptr<Parts> parts) noexcept;
    std::unique_ptr<Parts> m;
};

struct Group::Joined {
    Group group;
    Extensions groupInfoExtensions;
    LeafIndex signer; // whoever made the GroupInfo
};

} // namespace bedside::mls
