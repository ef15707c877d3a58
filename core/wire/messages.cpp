// SPDX-License-Identifier: Apache-2.0
#include "core/wire/messages.h"

#include "core/base/host.h"

namespace bedside::wire {

namespace {

// Reads fields one after the other; the first failure sticks, so that a decoder is a list of fields.
class Fields {
public:
    explicit Fields(ByteSpan body) : m_reader(body) {}

    template <class Tag>
    Fields &operator()(Id<Tag> &id)
    {
        return keep(m_reader.array<16>(), [&](auto bytes) { id.bytes = bytes; });
    }
    Fields &operator()(std::uint64_t &value)
    {
        return keep(m_reader.u64(), [&](auto v) { value = v; });
    }
    Fields &operator()(std::uint16_t &value)
    {
        return keep(m_reader.u16(), [&](auto v) { value = v; });
    }
    Fields &operator()(WallTime &value)
    {
        return keep(m_reader.u64(), [&](auto v) {
            if (v > kLatestTime)
                m_error = Error(ErrorCode::Malformed, "time");
            value = fromUnixMilliseconds(static_cast<std::int64_t>(v));
        });
    }
    Fields &operator()(bool &value)
    {
        return keep(m_reader.u8(), [&](auto v) {
            if (v > 1)
                m_error = Error(ErrorCode::Malformed, "flag");
            value = v == 1;
        });
    }
    // An enumeration whose values are first..last without gaps.
    template <class Enum>
    Fields &choice(Enum &value, Enum first, Enum last)
    {
        return keep(m_reader.u8(), [&](auto v) {
            if (v < static_cast<std::uint8_t>(first) || v > static_cast<std::uint8_t>(last))
                m_error = Error(ErrorCode::Malformed, "choice", v);
            value = static_cast<Enum>(v);
        });
    }
    Fields &byte(std::uint8_t &value)
    {
        return keep(m_reader.u8(), [&](auto v) { value = v; });
    }
    Fields &vector16(Bytes &value, std::size_t limit)
    {
        return keep(m_reader.vector16(limit), [&](auto v) { value = toBytes(v); });
    }
    Fields &vector32(Bytes &value, std::size_t limit)
    {
        return keep(m_reader.vector32(limit), [&](auto v) { value = toBytes(v); });
    }
    Fields &text16(std::string &value, std::size_t limit)
    {
        return keep(m_reader.vector16(limit), [&](auto v) { value = std::string(asText(v)); });
    }
    template <class T>
    Result<T> finish(T value) const
    {
        if (m_error)
            return *m_error;
        TRY_OK(m_reader.finish());
        return value;
    }

private:
    static constexpr std::uint64_t kLatestTime = 253'402'300'799'999; // the end of the year 9999

    template <class T, class Take>
    Fields &keep(Result<T> result, Take take)
    {
        if (m_error)
            return *this;
        if (result.ok())
            take(std::move(result).value());
        else
            m_error = result.error();
        return *this;
    }

    ByteReader m_reader;
    std::optional<Error> m_error;
};

std::uint64_t milliseconds(WallTime time) { return static_cast<std::uint64_t>(toUnixMilliseconds(time)); }
std::uint8_t flag(bool value) { return value ? 1 : 0; }

} // namespace

std::string_view endOutcomeName(EndOutcome outcome) noexcept
{
    switch (outcome) {
    case EndOutcome::Completed: return "completed";
    case EndOutcome::AudioOnly: return "audio-only";
    case EndOutcome::NoShow: return "no-show";
    case EndOutcome::TechnicalFailure: return "technical-failure";
    case EndOutcome::Left: return "left";
    }
    return "";
}

Bytes AuthRequest::encode() const { return ByteWriter().vector16(ticket).bytes(); }
Result<AuthRequest> AuthRequest::decode(ByteSpan body)
{
    AuthRequest m;
    return Fields(body).vector16(m.ticket, kMaxTicketBytes).finish(std::move(m));
}

Bytes AuthOk::encode() const
{
    return ByteWriter().u64(connection).u8(static_cast<std::uint8_t>(kind)).u64(milliseconds(serverTime)).bytes();
}
Result<AuthOk> AuthOk::decode(ByteSpan body)
{
    AuthOk m;
    return Fields(body)(m.connection).choice(m.kind, ConnectionKind::Staff, ConnectionKind::Guest)(m.serverTime).finish(m);
}

Bytes ErrorReport::encode() const
{
    return ByteWriter().u16(static_cast<std::uint16_t>(code)).u64(detail).u8(static_cast<std::uint8_t>(about)).bytes();
}
Result<ErrorReport> ErrorReport::decode(ByteSpan body)
{
    std::uint16_t code = 0;
    std::uint8_t about = 0;
    ErrorReport m;
    TRY(m, Fields(body)(code)(m.detail).byte(about).finish(ErrorReport(m)));
    m.code = static_cast<ErrorCode>(code);
    m.about = static_cast<FrameType>(about);
    return m;
}

Bytes LobbyArrival::encode() const
{
    return ByteWriter()
        .raw(visit.bytes)
        .raw(invite.bytes)
        .u64(guestConnection)
        .u64(milliseconds(since))
        .vector32(hello)
        .bytes();
}
Result<LobbyArrival> LobbyArrival::decode(ByteSpan body)
{
    LobbyArrival m;
    return Fields(body)(m.visit)(m.invite)(m.guestConnection)(m.since)
        .vector32(m.hello, kMaxHelloPayload)
        .finish(std::move(m));
}

Bytes LobbyGone::encode() const { return ByteWriter().raw(visit.bytes).u64(guestConnection).bytes(); }
Result<LobbyGone> LobbyGone::decode(ByteSpan body)
{
    LobbyGone m;
    return Fields(body)(m.visit)(m.guestConnection).finish(m);
}

Bytes LobbyPlace::encode() const { return ByteWriter().u16(place).u16(waitMinutes).u8(flag(hostPresent)).bytes(); }
Result<LobbyPlace> LobbyPlace::decode(ByteSpan body)
{
    LobbyPlace m;
    return Fields(body)(m.place)(m.waitMinutes)(m.hostPresent).finish(m);
}

Bytes DenyRequest::encode() const
{
    return ByteWriter().raw(visit.bytes).u64(guestConnection).u8(static_cast<std::uint8_t>(reason)).bytes();
}
Result<DenyRequest> DenyRequest::decode(ByteSpan body)
{
    DenyRequest m;
    return Fields(body)(m.visit)(m.guestConnection)
        .choice(m.reason, DenyReason::NotSaid, DenyReason::UnknownPerson)
        .finish(m);
}

Bytes DenyDelivery::encode() const { return ByteWriter().u8(static_cast<std::uint8_t>(reason)).bytes(); }
Result<DenyDelivery> DenyDelivery::decode(ByteSpan body)
{
    DenyDelivery m;
    return Fields(body).choice(m.reason, DenyReason::NotSaid, DenyReason::UnknownPerson).finish(m);
}

Bytes WelcomeRequest::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).u64(guestConnection).vector32(welcome).bytes();
}
Result<WelcomeRequest> WelcomeRequest::decode(ByteSpan body)
{
    WelcomeRequest m;
    return Fields(body)(m.visit)(m.instance)(m.guestConnection)
        .vector32(m.welcome, kMaxWelcomePayload)
        .finish(std::move(m));
}

Bytes WelcomeDelivery::encode() const { return ByteWriter().vector16(memberToken).vector32(welcome).bytes(); }
Result<WelcomeDelivery> WelcomeDelivery::decode(ByteSpan body)
{
    WelcomeDelivery m;
    return Fields(body)
        .vector16(m.memberToken, kMaxMemberTokenBytes)
        .vector32(m.welcome, kMaxWelcomePayload)
        .finish(std::move(m));
}

Bytes VisitOpen::encode() const { return ByteWriter().raw(visit.bytes).raw(instance.bytes).bytes(); }
Result<VisitOpen> VisitOpen::decode(ByteSpan body)
{
    VisitOpen m;
    return Fields(body)(m.visit)(m.instance).finish(m);
}

Bytes CommitRequest::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).u64(epoch).vector32(commit).bytes();
}
Result<CommitRequest> CommitRequest::decode(ByteSpan body)
{
    CommitRequest m;
    return Fields(body)(m.visit)(m.instance)(m.epoch).vector32(m.commit, kMaxCommitPayload).finish(std::move(m));
}

Bytes CommitDelivery::encode() const
{
    return ByteWriter()
        .raw(visit.bytes)
        .raw(instance.bytes)
        .u64(seq)
        .u64(sender)
        .u64(epoch)
        .vector32(commit)
        .bytes();
}
Result<CommitDelivery> CommitDelivery::decode(ByteSpan body)
{
    CommitDelivery m;
    return Fields(body)(m.visit)(m.instance)(m.seq)(m.sender)(m.epoch)
        .vector32(m.commit, kMaxCommitPayload)
        .finish(std::move(m));
}

Bytes GroupMessageRequest::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).vector32(message).bytes();
}
Result<GroupMessageRequest> GroupMessageRequest::decode(ByteSpan body)
{
    GroupMessageRequest m;
    return Fields(body)(m.visit)(m.instance).vector32(m.message, kMaxGroupPayload).finish(std::move(m));
}

Bytes GroupMessageDelivery::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).u64(seq).u64(sender).vector32(message).bytes();
}
Result<GroupMessageDelivery> GroupMessageDelivery::decode(ByteSpan body)
{
    GroupMessageDelivery m;
    return Fields(body)(m.visit)(m.instance)(m.seq)(m.sender).vector32(m.message, kMaxGroupPayload).finish(std::move(m));
}

Bytes Leave::encode() const { return ByteWriter().raw(visit.bytes).raw(instance.bytes).bytes(); }
Result<Leave> Leave::decode(ByteSpan body)
{
    Leave m;
    return Fields(body)(m.visit)(m.instance).finish(m);
}

Bytes VisitEnd::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).u8(static_cast<std::uint8_t>(outcome)).bytes();
}
Result<VisitEnd> VisitEnd::decode(ByteSpan body)
{
    VisitEnd m;
    return Fields(body)(m.visit)(m.instance).choice(m.outcome, EndOutcome::Completed, EndOutcome::Left).finish(m);
}

Bytes MemberPresence::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).u64(connection).u8(flag(up)).bytes();
}
Result<MemberPresence> MemberPresence::decode(ByteSpan body)
{
    MemberPresence m;
    return Fields(body)(m.visit)(m.instance)(m.connection)(m.up).finish(m);
}

Bytes ResumeRequest::encode() const
{
    return ByteWriter().raw(visit.bytes).raw(instance.bytes).vector16(memberToken).u64(lastSeq).bytes();
}
Result<ResumeRequest> ResumeRequest::decode(ByteSpan body)
{
    ResumeRequest m;
    return Fields(body)(m.visit)(m.instance).vector16(m.memberToken, kMaxMemberTokenBytes)(m.lastSeq).finish(std::move(m));
}

Bytes Resumed::encode() const { return ByteWriter().raw(visit.bytes).raw(instance.bytes).u64(seq).bytes(); }
Result<Resumed> Resumed::decode(ByteSpan body)
{
    Resumed m;
    return Fields(body)(m.visit)(m.instance)(m.seq).finish(m);
}

Bytes EventReport::encode() const
{
    return ByteWriter().raw(visit.bytes).vector16(asBytes(name)).vector16(asBytes(detail)).bytes();
}
Result<EventReport> EventReport::decode(ByteSpan body)
{
    EventReport m;
    return Fields(body)(m.visit)
        .text16(m.name, kMaxEventNameBytes)
        .text16(m.detail, kMaxEventDetailBytes)
        .finish(std::move(m));
}

Bytes Changed::encode() const { return ByteWriter().u8(static_cast<std::uint8_t>(what)).bytes(); }
Result<Changed> Changed::decode(ByteSpan body)
{
    Changed m;
    return Fields(body).choice(m.what, ChangedWhat::Appointments, ChangedWhat::Trust).finish(m);
}

namespace {

bool isRelayUsername(std::string_view text)
{
    constexpr std::size_t kDigits = 10; // of Unix time, until the year 2286
    constexpr std::string_view kIdCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return text.size() > kDigits + 1 && text[kDigits] == ':'
           && text.substr(0, kDigits).find_first_not_of("0123456789") == std::string_view::npos
           && text.substr(kDigits + 1).find_first_not_of(kIdCharacters) == std::string_view::npos;
}

Result<RelayServer> readRelayServer(ByteReader &reader)
{
    RelayServer server;
    TRY(const auto transport, reader.u8());
    TRY(server.port, reader.u16());
    TRY(const auto host, reader.vector16(kMaxRelayHostBytes));
    server.host = std::string(asText(host));
    if (transport > static_cast<std::uint8_t>(RelayTransport::Tls) || server.port == 0 || !isHost(server.host))
        return Error(ErrorCode::Malformed, "relay server");
    server.transport = static_cast<RelayTransport>(transport);
    return server;
}

} // namespace

std::string_view relayTransportName(RelayTransport transport) noexcept
{
    switch (transport) {
    case RelayTransport::Udp: return "udp";
    case RelayTransport::Tcp: return "tcp";
    case RelayTransport::Tls: return "tls";
    }
    return "";
}
Result<RelayTransport> relayTransportFromName(std::string_view name)
{
    for (const auto transport : {RelayTransport::Udp, RelayTransport::Tcp, RelayTransport::Tls})
        if (relayTransportName(transport) == name)
            return transport;
    return Error(ErrorCode::Malformed, "udp, tcp or tls");
}

Bytes RelayOffer::encode() const
{
    ByteWriter writer;
    writer.u8(flag(only)).vector16(asBytes(username)).vector16(password).vector16(authority);
    writer.u8(static_cast<std::uint8_t>(servers.size()));
    for (const RelayServer &server : servers)
        writer.u8(static_cast<std::uint8_t>(server.transport)).u16(server.port).vector16(asBytes(server.host));
    return std::move(writer).bytes();
}
Result<RelayOffer> RelayOffer::decode(ByteSpan body)
{
    RelayOffer m;
    ByteReader reader(body);
    TRY(const auto only, reader.u8());
    TRY(const auto username, reader.vector16(kMaxRelayNameBytes));
    TRY(const auto password, reader.vector16(kMaxRelayNameBytes));
    TRY(const auto authority, reader.vector16(kMaxRelayAuthorityBytes));
    TRY(const auto count, reader.u8());
    if (only > 1 || !isRelayUsername(asText(username)) || password.empty() || !fromBase64(asText(password)).ok())
        return Error(ErrorCode::Malformed, "relay credentials");
    if (count == 0 || count > kMaxRelays)
        return Error(ErrorCode::Malformed, "relays", count);
    m.only = only == 1;
    m.username = std::string(asText(username));
    m.password = toBytes(password);
    m.authority = toBytes(authority);
    for (int i = 0; i < count; ++i) {
        TRY(auto server, readRelayServer(reader));
        m.servers.push_back(std::move(server));
    }
    TRY_OK(reader.finish());
    return m;
}

} // namespace bedside::wire
