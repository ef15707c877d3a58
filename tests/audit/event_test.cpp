// SPDX-License-Identifier: Apache-2.0
#include "core/audit/event.h"

#include "core/crypto/random.h"

#include <QtTest>
#include <set>

using namespace bedside;
using namespace bedside::audit;

namespace {

Entry fullEntry()
{
    Entry entry;
    entry.index = 41;
    entry.at = fromUnixMilliseconds(1'790'000'000'123);
    entry.type = EventType::VisitJoined;
    entry.practice = crypto::randomId<PracticeId>();
    entry.actor = Actor::invite(crypto::randomId<InviteId>());
    entry.visit = crypto::randomId<VisitId>();
    entry.detail = "epoch=2";
    entry.address = Erasable::commit(kAddressLabel, "192.0.2.7");
    entry.device = Erasable::commit(kDeviceLabel, "bedside 0.1.0");
    return entry;
}

Entry leastEntry()
{
    Entry entry;
    entry.type = EventType::ServerStarted;
    return entry;
}

} // namespace

class EventTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void readsBackEveryField()
    {
        const Entry written = fullEntry();
        const auto read = decode(encode(written));
        QVERIFY(read.ok());
        QCOMPARE(read->index, written.index);
        QVERIFY(read->at == written.at);
        QVERIFY(read->type == written.type);
        QVERIFY(read->practice == written.practice);
        QVERIFY(read->actor == written.actor);
        QVERIFY(read->visit == written.visit);
        QCOMPARE(read->detail, written.detail);
        QVERIFY(read->address->commitment == written.address->commitment);
        QVERIFY(!read->address->value.has_value());
        QVERIFY(read->device->commitment == written.device->commitment);
        QVERIFY(encode(*read) == encode(written));
    }
    void readsBackTheLeastEntry()
    {
        const auto read = decode(encode(leastEntry()));
        QVERIFY(read.ok());
        QVERIFY(!read->visit && !read->address && !read->device && read->detail.empty());
    }
    void keepsAddressAndDeviceOutOfTheHashedBytes()
    {
        const Bytes encoded = encode(fullEntry());
        const auto text = asText(encoded);
        QVERIFY(text.find("192.0.2.7") == std::string_view::npos);
        QVERIFY(text.find("bedside 0.1.0") == std::string_view::npos);
    }
    void hasOneEncodingForOneEntry()
    {
        // Whatever decodes must encode to the same bytes: no second form of an entry can pass.
        const Bytes encoded = encode(fullEntry());
        for (std::size_t at = 0; at < encoded.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                Bytes changed = encoded;
                changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1 << bit));
                const auto read = decode(changed);
                if (read.ok())
                    QVERIFY(encode(*read) == changed);
            }
        }
    }
    void refusesEveryCutAndEveryAddition()
    {
        Bytes encoded = encode(fullEntry());
        // Optional fields stand at the end: a cut between two of them is another, shorter entry. All others fail.
        int shorter = 0;
        for (std::size_t size = 0; size < encoded.size(); ++size) {
            if (const auto read = decode(ByteSpan(encoded).first(size)); read.ok())
                ++shorter;
        }
        QCOMPARE(shorter, 4);
        encoded.push_back(0);
        QVERIFY(!decode(encoded).ok());
    }
    void refusesAnotherVersion()
    {
        Bytes encoded = encode(leastEntry());
        encoded[0] = 2;
        QVERIFY(decode(encoded).error().code() == ErrorCode::UnknownVersion);
    }
    void refusesAnUnknownEventOrActor()
    {
        Entry entry = leastEntry();
        entry.type = static_cast<EventType>(999);
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::UnknownType);
        entry = leastEntry();
        entry.actor.kind = static_cast<ActorKind>(4);
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::UnknownType);
        entry = leastEntry();
        entry.actor.id[3] = 1; // the server has no id
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::Malformed);
    }
    void refusesADetailThatCouldCarryText()
    {
        Entry entry = leastEntry();
        entry.detail = std::string(kMaxDetail + 1, 'x');
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::TooLarge);
        entry.detail = "two\nlines";
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::Malformed);
        entry.detail = "Gr\xc3\xbc\xc3\x9f";
        QVERIFY(decode(encode(entry)).error().code() == ErrorCode::Malformed);
    }

    void namesEveryEventOnceAndFindsItAgain()
    {
        std::set<std::string_view> names;
        for (std::uint16_t number = 0; number < 300; ++number) {
            const auto type = eventFromNumber(number);
            if (!type.ok()) {
                QVERIFY(eventName(static_cast<EventType>(number)).empty());
                continue;
            }
            const auto name = eventName(*type);
            QVERIFY(name.size() > 3 && name.size() <= kMaxDetail && name.find('.') != std::string_view::npos);
            QVERIFY(names.insert(name).second);
            QVERIFY(*eventFromName(name) == *type);
        }
        QCOMPARE(names.size(), std::size_t(59));
    }
    void keepsTheNumbersOfTheFirstRelease()
    {
        QCOMPARE(eventName(static_cast<EventType>(1)), std::string_view("practice.created"));
        QCOMPARE(eventName(static_cast<EventType>(20)), std::string_view("session.signed-in"));
        QCOMPARE(eventName(static_cast<EventType>(60)), std::string_view("lobby.arrived"));
        QCOMPARE(eventName(static_cast<EventType>(68)), std::string_view("visit.resumed"));
        QCOMPARE(eventName(static_cast<EventType>(6)), std::string_view("server.stopped"));
        QCOMPARE(eventName(static_cast<EventType>(24)), std::string_view("session.recovery-code"));
        QCOMPARE(eventName(static_cast<EventType>(74)), std::string_view("media.restored"));
        QCOMPARE(eventName(static_cast<EventType>(86)), std::string_view("network.checked"));
        QCOMPARE(eventName(static_cast<EventType>(90)), std::string_view("key.failed"));
        QCOMPARE(eventName(static_cast<EventType>(110)), std::string_view("audit.read"));
    }
    void hasANameForWhateverAPracticeMustAccountFor()
    {
        for (const auto *name :
             {"session.signed-in", "session.refused", "session.locked", "appointment.created", "appointment.changed",
              "appointment.cancelled", "invite.created", "invite.withdrawn", "lobby.arrived", "visit.admitted", "visit.joined",
              "visit.left", "visit.locked", "share.started", "share.stopped", "chat.sent", "file.sent", "file.received",
              "consent.given", "consent.refused", "consent.withdrawn", "record.started", "record.stopped", "record.exported",
              "audit.exported", "account.roles-changed", "account.disabled", "device.added", "device.revoked",
              "policy.changed", "key.failed", "certificate.failed"})
            QVERIFY2(eventFromName(name).ok(), name);
    }
    void saysThePlaceOfAnEntryThatOnlyANewerVersionKnows()
    {
        Entry entry = fullEntry();
        entry.type = static_cast<EventType>(999);
        QCOMPARE(*indexOf(encode(entry)), entry.index);
        Bytes encoded = encode(entry);
        encoded[0] = 2;
        QVERIFY(indexOf(encoded).error().code() == ErrorCode::UnknownVersion);
        for (std::size_t size = 0; size < 12; ++size)
            QVERIFY(!indexOf(ByteSpan(encode(entry)).first(size)).ok());
    }
    void refusesNamesOutsideTheCatalogue()
    {
        for (const auto *name : {"", "visit", "visit.", "Visit.Joined", "visit.joined ", "patient.name"})
            QVERIFY(eventFromName(name).error().code() == ErrorCode::UnknownType);
    }
    void letsNoClientReportWhatTheServerItselfSees()
    {
        for (const auto type : {EventType::SignedIn, EventType::VisitOpened, EventType::VisitAdmitted, EventType::VisitEnded,
                                EventType::AuditRead, EventType::AuditErased, EventType::PracticeCreated})
            QVERIFY(!isClientReportable(type));
        QVERIFY(isClientReportable(EventType::ChatSent));
        QVERIFY(isClientReportable(EventType::NetworkChecked));
        QVERIFY(!isClientReportable(static_cast<EventType>(12345)));
    }

    void writesAndReadsActors()
    {
        const Actor actors[] = {Actor::server(), Actor::account(crypto::randomId<AccountId>()),
                                Actor::invite(crypto::randomId<InviteId>()), Actor::device(crypto::randomId<DeviceId>())};
        for (const auto &actor : actors)
            QVERIFY(*Actor::fromText(actor.text()) == actor);
        for (const auto *text : {"", "serve", "account", "account:", "account:short", "guest:AAAAAAAAAAAAAAAAAAAAAA",
                                 "server:AAAAAAAAAAAAAAAAAAAAAA"})
            QVERIFY(!Actor::fromText(text).ok());
    }

    void commitsToOneValueUnderOneLabel()
    {
        auto erasable = Erasable::commit(kAddressLabel, "192.0.2.7");
        QVERIFY(erasable.holds(kAddressLabel));
        QVERIFY(!erasable.holds(kDeviceLabel));
        auto other = erasable;
        other.value = "192.0.2.8";
        QVERIFY(!other.holds(kAddressLabel));
        other = erasable;
        other.salt[0] ^= 1;
        QVERIFY(!other.holds(kAddressLabel));
        other = erasable;
        other.value.reset();
        QVERIFY(other.holds(kAddressLabel)); // erased: nothing left to contradict
    }
    void commitsToEqualValuesDifferently()
    {
        QVERIFY(Erasable::commit(kAddressLabel, "a").commitment != Erasable::commit(kAddressLabel, "a").commitment);
    }
};

QTEST_GUILESS_MAIN(EventTest)
#include "event_test.moc"
