// SPDX-License-Identifier: Apache-2.0
#include "core/e2ee/lobby_member.h"

#include "core/crypto/random.h"
#include "core/e2ee/hello_name.h"
#include "core/e2ee/session_impl.h"
#include "core/e2ee/welcome_envelope.h"
#include "core/identity/tlv.h"

#include <algorithm>

namespace bedside::e2ee {

namespace {

constexpr std::size_t kHellosRemembered = 16;

} // namespace

struct LobbyMember::Parts {
    VisitId visit;
    std::optional<std::pair<InviteId, identity::InviteKeys>> invite; // none: staff
    identity::DeviceKeys device;
    identity::DeviceCertificate certificate;
    identity::PracticeTrust trust;
    std::string name;
    mls::KeyPackageBundle bundle;
    std::vector<crypto::Digest> hellos; // that a WELCOME may answer

    HelloKind kind() const { return invite ? HelloKind::Invite : HelloKind::Staff; }
    InviteId inviteId() const { return invite ? invite->first : InviteId{}; }
    Result<WelcomeContent> openWelcome(ByteSpan bytes, WelcomeHeader &header) const;

    struct Checked {
        identity::PracticeTrust trust;
        mls::Group::Joined joined;
        profile::Params params;
        crypto::Digest commitment{};
        crypto::SignaturePublicKey hostDevice{};
        InstanceId instance;
    };
    Result<Checked> check(ByteSpan envelope, Moment now) const;
    Result<crypto::SignaturePublicKey> checkHost(const Checked &checked, ByteSpan hostCertificate, WallTime now) const;
    Result<void> checkGroup(const Checked &checked, const WelcomeHeader &header) const;
};

LobbyMember::LobbyMember(std::unique_ptr<Parts> parts) noexcept : m(std::move(parts)) {}
LobbyMember::LobbyMember(LobbyMember &&) noexcept = default;
LobbyMember &LobbyMember::operator=(LobbyMember &&) noexcept = default;
LobbyMember::~LobbyMember() = default;

namespace {

mls::KeyPackageBundle freshPackage(const identity::DeviceKeys &device, const identity::DeviceCertificate &certificate,
                                   const VisitId &visit, WallTime now)
{
    const auto leaf = identity::LeafIdentity::create(device, certificate, visit, now);
    return mls::KeyPackageBundle::create(
        leaf.credential.encode(), leaf.key, profile::leafCapabilities(),
        mls::Lifetime::between(now - std::chrono::hours(1), now + std::chrono::hours(23)));
}

} // namespace

Result<LobbyMember> LobbyMember::guest(GuestInput input, Moment now)
{
    if (!input.trust.hasIssuers())
        return Error(ErrorCode::KeyUnavailable, "the practice is not known yet");
    TRY_OK(input.certificate.verifyGuest(input.trust.practice(), now.wall));
    auto bundle = freshPackage(input.device, input.certificate, input.visit, now.wall);
    return LobbyMember(std::unique_ptr<Parts>(
        new Parts{input.visit, std::pair(input.invite, std::move(input.keys)), std::move(input.device),
                  input.certificate, std::move(input.trust), std::move(input.name), std::move(bundle), {}}));
}

Result<LobbyMember> LobbyMember::staff(StaffInput input, Moment now)
{
    TRY_OK(input.trust.checkDevice(input.certificate, now.wall));
    auto bundle = freshPackage(input.device, input.certificate, input.visit, now.wall);
    return LobbyMember(std::unique_ptr<Parts>(new Parts{input.visit, std::nullopt, std::move(input.device),
                                                        input.certificate, std::move(input.trust),
                                                        std::move(input.displayName), std::move(bundle), {}}));
}

Result<Bytes> LobbyMember::hello(std::uint64_t counter)
{
    LobbyHello hello;
    hello.kind = m->kind();
    hello.visit = m->visit;
    hello.invite = m->inviteId();
    hello.counter = counter;
    hello.keyPackage = m->bundle.package.encodeMessage();
    if (m->invite) {
        TRY(hello.sealedName, sealName(hello, m->name, m->invite->second.hello));
        hello.mac = crypto::hmacSha256(m->invite->second.mac.reveal(), hello.macContent());
    }
    hello.signature = m->device.signing().sign(
        identity::signedContent("bedside lobby hello v1", m->certificate.practice, hello.signedFields()));
    auto bytes = hello.encode();
    if (bytes.size() > LobbyHello::kMaxSize)
        return Error(ErrorCode::TooLarge, "lobby hello");
    m->hellos.push_back(helloHash(bytes));
    if (m->hellos.size() > kHellosRemembered)
        m->hellos.erase(m->hellos.begin());
    return bytes;
}

void LobbyMember::setName(std::string name) { m->name = std::move(name); }
const VisitId &LobbyMember::visit() const noexcept { return m->visit; }
const identity::PracticeTrust &LobbyMember::trust() const noexcept { return m->trust; }

Result<WelcomeContent> LobbyMember::Parts::openWelcome(ByteSpan bytes, WelcomeHeader &header) const
{
    TRY(const auto envelope, WelcomeEnvelope::parse(bytes));
    header = envelope.header;
    if (header.visit != visit || header.kind != kind() || header.invite != inviteId())
        return Error(ErrorCode::WrongGroup, "welcome for another visit or invite");
    if (std::find(hellos.begin(), hellos.end(), header.hello) == hellos.end())
        return Error(ErrorCode::WrongGroup, "welcome for another hello");
    return invite ? envelope.openWithInvite(invite->second.welcome) : envelope.openWithDevice(device.agreement());
}

Result<crypto::SignaturePublicKey> LobbyMember::Parts::checkHost(const Checked &checked, ByteSpan hostCertificate,
                                                                 WallTime now) const
{
    if (checked.joined.signer.value != checked.params.hostLeaf)
        return Error(ErrorCode::NotHost, "signer of the GroupInfo");
    const auto host = checked.joined.group.member(checked.joined.signer);
    if (!host)
        return Error(ErrorCode::BadTree, "no host leaf");
    TRY(const auto credential, identity::LeafCredential::parse(host->identity));
    TRY(const auto claimed, identity::DeviceCertificate::parse(hostCertificate));
    if (!(credential.certificate == claimed))
        return Error(ErrorCode::WrongSender, "host certificate");
    if (claimed.isSelfIssued())
        return Error(ErrorCode::NotAuthorized, "a guest as host");
    TRY(const auto roles, checked.trust.checkLeaf(credential, visit, host->signatureKey, now));
    if (!mayHost(roles))
        return Error(ErrorCode::NotAuthorized, "role may not host");
    return claimed.signatureKey;
}

Result<void> LobbyMember::Parts::checkGroup(const Checked &checked, const WelcomeHeader &header) const
{
    const auto &group = checked.joined.group;
    auto groupId = toBytes(header.visit.bytes);
    append(groupId, header.instance.bytes);
    if (!equalBytes(group.groupId(), groupId))
        return Error(ErrorCode::WrongGroup, "group id");
    if (group.epoch() != header.epoch)
        return Error(ErrorCode::WrongEpoch, "welcome");
    const auto &grants = *checked.trust.grants();
    if (checked.params.grantNumber != grants.number || checked.params.grantHash != grants.hash())
        return Error(ErrorCode::Equivocated, "grant list of the group");
    if (!invite)
        return {};
    const auto *binding = checked.params.ofInvite(profile::inviteHash(invite->first));
    if (!binding || binding->barred || binding->device != identity::keyHash(certificate.signatureKey))
        return Error(ErrorCode::NotAuthorized, "the group does not name this invite's device");
    return {};
}

Result<LobbyMember::Parts::Checked> LobbyMember::Parts::check(ByteSpan envelope, Moment now) const
{
    WelcomeHeader header;
    TRY(const auto content, openWelcome(envelope, header));
    auto newTrust = trust;
    TRY_OK(newTrust.accept(content.trust, {}, now.wall));
    TRY_OK(newTrust.checkFresh(now.wall));
    TRY(auto joined, mls::Group::join(content.welcome, ByteSpan(content.ratchetTree), bundle, now.wall));
    TRY(auto params, profile::readGroupContext(joined.group.groupContextExtensions()));
    TRY(const auto commitment, profile::readJoin(joined.groupInfoExtensions, bundle.package.ref()));
    Checked checked{std::move(newTrust), std::move(joined), std::move(params), commitment, {}, header.instance};
    TRY_OK(checkGroup(checked, header));
    TRY(checked.hostDevice, checkHost(checked, content.hostCertificate, now.wall));
    return checked;
}

Result<SessionStart> LobbyMember::accept(ByteSpan welcomeEnvelope, Moment now)
{
    TRY(auto checked, m->check(welcomeEnvelope, now));
    auto trust = checked.trust;
    auto impl = std::make_unique<GroupSession::Impl>(std::move(checked.joined.group), m->visit, checked.instance,
                                                     std::move(checked.trust), std::move(checked.params), now);
    for (const auto &member : impl->m_group.members())
        TRY_OK(impl->verifyMember(member, impl->m_params, impl->m_trust, now.wall));
    m->trust = std::move(trust);
    impl->m_displayName = m->name;
    impl->start(now);
    const auto host = impl->m_params.hostLeaf;
    auto &code = impl->startCode(host, checked.hostDevice, m->certificate.signatureKey);
    code.commitment = checked.commitment;
    Nonce32 nonce;
    crypto::randomBytes(MutableByteSpan(nonce));
    code.newcomerNonce = nonce;
    impl->sendQuietly(Joined{nonce}, true, host, now);
    impl->introduce(now);
    auto effects = impl->take();
    return SessionStart{GroupSession(std::move(impl)), std::move(effects)};
}

} // namespace bedside::e2ee
