// SPDX-License-Identifier: Apache-2.0
// Before anybody waits: the server lies in its statement, in the practice's lists, in its certificate, in the answer to
// a link, and about the time. A guest that meets it stops with the error's name, and nothing of its own has been sent.
#include "core/audit/tree_head.h"
#include "core/server/certificates.h"
#include "core/wire/http.h"
#include "tests/hostile/visit_attacks.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using namespace std::chrono_literals;
using test::Ended;
using test::Exchange;
using Asked = test::HostileServer::Asked;

namespace
{

// Everything that a practice signs, in the attacker's own name.
identity::TrustBundle falsePractice(const identity::PracticeTrust &like, WallTime now)
{
    const auto key = identity::PracticeKey::generate();
    const auto issuing = identity::IssuingKey::generate();
    const auto issuers = key.makeIssuerSet(like.practice(), 1, {issuing.publicKey()}, now);
    const auto grants = issuing.makeGrantList(issuers, nullptr, like.grants()->entries, now);
    const auto &statement = *like.statement();
    return {toBytes(key.publicKey()), issuers.encode(), grants.encode(),
            issuing
                .makeStatement(like.practice(), nullptr, statement.serverName, statement.current, statement.next,
                               statement.pins, now)
                .encode()};
}

Bytes bytesIn(const Json &object, const char *key) { return *jsonBase64(object, key, 200'000); }

} // namespace

class DoorTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    std::string m_link;

    // A guest that meets the script: what it stops with.
    Ended stops(test::Guest &guest, const Clock *clock = nullptr)
    {
        m_practice.restart(guest, clock);
        guest->openLink(m_link);
        (void)test::runUntil(
            [&] {
                return guest->guest().stage == GuestStage::Failed || guest->guest().stage == GuestStage::Waiting ||
                       (guest->guest().failure && guest->guest().failure->code() == ErrorCode::TimedOut);
            },
            test::HostilePractice::kWait);
        return test::codeOf(guest->guest().failure);
    }
    Ended stops(const Clock *clock = nullptr)
    {
        const auto guest = m_practice.newGuest();
        return stops(*guest, clock);
    }
    // The statement's answer, changed before the guest sees it.
    void answering(std::function<void(Json &)> change, std::string_view path = wire::path::kStatement)
    {
        m_practice.hostile.onAnswer = [change = std::move(change), path](Exchange &exchange) {
            if (exchange.path == path && exchange.status == 200)
                change(exchange.answer);
        };
    }
    void showing(const char *part, Bytes bytes)
    {
        answering([part, bytes = std::move(bytes)](Json &answer) { answer[part] = toBase64(bytes); });
    }
    void flipping(const char *part, std::size_t lastBytes)
    {
        answering([this, part, lastBytes](Json &answer) {
            Bytes bytes = bytesIn(answer, part);
            m_practice.flipIn(bytes, bytes.size() - lastBytes, bytes.size());
            answer[part] = toBase64(bytes);
        });
    }
    const identity::IssuingKey &issuing() const { return *m_practice.founder->issuingKey; }
    identity::GrantList successor(WallTime at) const
    {
        return issuing().makeGrantList(*m_practice.trust.issuers(), &*m_practice.trust.grants(),
                                       m_practice.trust.grants()->entries, at);
    }
    identity::ServerStatement statementOf(const std::string &name, WallTime at) const
    {
        const auto &now = *m_practice.trust.statement();
        return issuing().makeStatement(m_practice.trust.practice(), &now, name, now.current, now.next, now.pins, at);
    }

    // ---- The statement and the lists ----

    Ended swapsThePracticeKey()
    {
        showing("practiceKey", falsePractice(m_practice.trust, wall()).practiceKey);
        return stops();
    }
    Ended answersForAnotherPractice()
    {
        answering([bundle = falsePractice(m_practice.trust, wall())](Json &answer) {
            answer["practiceKey"] = toBase64(bundle.practiceKey);
            answer["issuers"] = toBase64(bundle.issuers);
            answer["grants"] = toBase64(bundle.grants);
            answer["statement"] = toBase64(bundle.statement);
        });
        return stops();
    }
    Ended swapsTheIssuerSet()
    {
        showing("issuers", falsePractice(m_practice.trust, wall()).issuers);
        return stops();
    }
    Ended altersTheIssuerSet()
    {
        flipping("issuers", 64);
        return stops();
    }
    Ended swapsTheGrantList()
    {
        showing("grants", falsePractice(m_practice.trust, wall()).grants);
        return stops();
    }
    Ended altersTheGrantList()
    {
        flipping("grants", 64);
        return stops();
    }
    Ended raisesARoleOnTheGrantList()
    {
        answering([](Json &answer) {
            auto list = *identity::GrantList::parse(bytesIn(answer, "grants"));
            for (auto &entry : list.entries)
                entry.roles.add(wire::Role::Administrator), entry.roles.add(wire::Role::Billing);
            answer["grants"] = toBase64(list.encode());
        });
        return stops();
    }
    Ended swapsTheStatement()
    {
        showing("statement", falsePractice(m_practice.trust, wall()).statement);
        return stops();
    }
    Ended showsAnotherServersStatement()
    {
        showing("statement", statementOf("elsewhere.example", wall()).encode());
        return stops();
    }
    Ended showsAStatementThatRanOut()
    {
        showing("statement", statementOf(m_practice.hostile.address(), wall() - 24h * 31).encode());
        return stops();
    }
    Ended goesBackToAnOlderGrantList()
    {
        const auto guest = m_practice.newGuest();
        showing("grants", successor(wall()).encode()); // the newer one, which names a revocation perhaps
        if (const auto first = stops(*guest))
            return first;
        m_practice.hostile.forgetScript();
        return stops(*guest);
    }
    Ended showsTwoGrantListsOfOneNumber()
    {
        const auto guest = m_practice.newGuest();
        showing("grants", successor(wall()).encode());
        if (const auto first = stops(*guest))
            return first;
        showing("grants", successor(wall() - 1min - Milliseconds(m_practice.pick(10'000))).encode());
        return stops(*guest);
    }
    Ended goesBackToAnOlderStatement()
    {
        const auto guest = m_practice.newGuest();
        showing("statement", statementOf(m_practice.hostile.address(), wall()).encode());
        if (const auto first = stops(*guest))
            return first;
        m_practice.hostile.forgetScript();
        return stops(*guest);
    }
    Ended hidesARevocationForMoreThanADay()
    {
        test::ShiftedClock tomorrow;
        tomorrow.shift = 24h + Milliseconds(1000 + m_practice.pick(3'600'000));
        answering([&](Json &answer) { answer["serverTime"] = toUnixMilliseconds(tomorrow.now()); });
        return stops(&tomorrow);
    }
    Ended cutsTheAnswerShort()
    {
        answering([this](Json &answer) {
            static constexpr const char *kParts[] = {"practiceKey", "issuers", "grants", "statement", "serverTime"};
            answer.erase(kParts[m_practice.pick(std::size(kParts))]);
        });
        return stops();
    }
    Ended neverAnswers()
    {
        m_practice.hostile.onRequest = [](Exchange &) { return Asked::Ignored; };
        std::vector<std::unique_ptr<test::Guest>> guests;
        for (int i = 0; i < 3; ++i) {
            guests.push_back(m_practice.newGuest());
            (*guests.back())->openLink(m_link);
        }
        const bool said = test::runUntil(
            [&] {
                return std::all_of(guests.begin(), guests.end(),
                                   [](const auto &guest) { return (*guest)->guest().failure.has_value(); });
            },
            30'000);
        return said ? test::codeOf((*guests.back())->guest().failure) : std::nullopt;
    }

    // ---- Time ----

    Ended liesAboutTheTime()
    {
        const auto off = 10min + Milliseconds(1000 + m_practice.pick(24 * 3'600'000));
        const auto said = wall() + (m_practice.pick(2) ? off : -off);
        answering([said](Json &answer) { answer["serverTime"] = toUnixMilliseconds(said); });
        return stops();
    }
    Ended liesAboutTheTimeAtSignIn()
    {
        const auto off = 11min + Milliseconds(m_practice.pick(24 * 3'600'000));
        answering([said = wall() - off](Json &answer) { answer["serverTime"] = toUnixMilliseconds(said); });
        auto staff = m_practice.makeStaff();
        if (!m_practice.unlock(*staff))
            return std::nullopt;
        staff->signIn(test::kLogin, test::kPassword, "a code that is never sent");
        (void)test::runUntil([&] { return !staff->session().busy; }, test::HostilePractice::kWait);
        return test::codeOf(staff->session().failure);
    }

    // ---- The certificate ----

    QByteArray otherCertificate()
    {
        QTemporaryDir folder;
        const auto made = server::loadCertificates(folder.path().toStdString(), "127.0.0.1", wall());
        QFile file(folder.path() + QStringLiteral("/tls-current.pem"));
        return made.ok() && file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QByteArray realCertificate(const char *which = "current")
    {
        QFile file(m_practice.serverFolder.path() + QStringLiteral("/tls-%1.pem").arg(QLatin1String(which)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    Ended swapsItsCertificate()
    {
        m_practice.hostile.show(otherCertificate());
        const auto ended = stops();
        m_practice.hostile.show(realCertificate());
        return ended;
    }
    Ended swapsItsCertificateForTheSocketOnly()
    {
        const QByteArray other = otherCertificate();
        bool joined = false; // by requests that were answered under the true one
        m_practice.hostile.onAnswer = [&](Exchange &exchange) {
            if (exchange.path != wire::path::kJoin)
                return;
            joined = true;
            m_practice.hostile.show(other);
        };
        // The first socket may have connected before that: the next one has not.
        m_practice.hostile.onFrame = [](test::Line &line, test::Way, auto &) {
            line.close();
            return false;
        };
        const auto ended = stops();
        m_practice.hostile.show(realCertificate());
        return joined ? ended : Ended();
    }

    // ---- The link ----

    Ended saysThatAGoodLinkIsSpent()
    {
        m_practice.hostile.onRequest = [](Exchange &exchange) {
            if (exchange.path != wire::path::kJoin)
                return Asked::PassOn;
            exchange.status = wire::httpStatus(ErrorCode::LinkSpent);
            exchange.answer = Json{{"error", "LinkSpent"}};
            return Asked::Answered;
        };
        return stops();
    }

    // ---- The log's head, which a guest is given with the answer to its link; the visit itself goes on ----

    Ended noticeOf(test::Guest &guest)
    {
        m_practice.restart(guest);
        guest->openLink(m_link);
        (void)test::runUntil(
            [&] { return guest->guest().stage == GuestStage::Waiting || guest->guest().stage == GuestStage::Failed; },
            test::HostilePractice::kWait);
        return guest->guest().stage == GuestStage::Waiting ? test::codeOf(guest->notice()) : ErrorCode::Internal;
    }
    // The head as the server would have signed it, of another log.
    std::function<void(Json &)> resigned(std::function<void(audit::TreeHead &)> change)
    {
        return [this, change = std::move(change)](Json &answer) {
            auto head = *audit::TreeHead::decode(bytesIn(answer, "head"));
            change(head);
            head.sign(m_practice.logKey());
            answer["head"] = toBase64(head.encode());
        };
    }
    Ended altersTheLogsHead()
    {
        answering(
            [this](Json &answer) {
                Bytes head = bytesIn(answer, "head");
                m_practice.flipIn(head, head.size() - 64, head.size());
                answer["head"] = toBase64(head);
            },
            wire::path::kJoin);
        return noticeOf(*m_practice.newGuest());
    }
    Ended takesTheLogsHeadAway()
    {
        answering([](Json &answer) { answer.erase("head"); }, wire::path::kJoin);
        return noticeOf(*m_practice.newGuest());
    }
    Ended rollsTheLogBack()
    {
        const auto guest = m_practice.newGuest();
        answering(resigned([this](audit::TreeHead &head) { head.size += 10 + m_practice.pick(100); }),
                  wire::path::kJoin);
        if (const auto first = noticeOf(*guest))
            return first;
        m_practice.hostile.forgetScript();
        return noticeOf(*guest);
    }
    Ended forksTheLog()
    {
        const auto guest = m_practice.newGuest();
        answering(resigned([this](audit::TreeHead &head) { head.root[m_practice.pick(32)] ^= 1; }), wire::path::kJoin);
        if (const auto first = noticeOf(*guest))
            return first;
        m_practice.hostile.forgetScript();
        return noticeOf(*guest);
    }

    // ---- The check of the network ----

    Ended networkOf(test::Guest &guest)
    {
        (void)stops(guest); // it waits, and the check has begun or is asked for
        guest->checkNetwork();
        const NetworkVerdict &found = guest->network();
        (void)waitFor([&] { return !found.running && !found.steps.empty(); });
        for (const NetworkStep &step : found.steps)
            if (step.error)
                return step.error->code();
        return std::nullopt;
    }
    Ended namesTooManyRelays()
    {
        answering([this](Json &answer) {
            const Json relay{{"host", "127.0.0.1"}, {"port", 9}, {"transport", "udp"}};
            answer["relays"] = Json::array_t(wire::kMaxRelays + 1 + m_practice.pick(50), relay);
            answer["relayCertificate"] = "";
        });
        const auto guest = m_practice.newGuest();
        return networkOf(*guest);
    }
    // More octets than were asked for would be measured as a faster line, and fill this computer.
    Ended answersTheProbeWithMore()
    {
        const std::string much(1'000 + m_practice.pick(4'000'000), 'x');
        m_practice.hostile.onRequest = [&](Exchange &exchange) {
            if (exchange.path != wire::path::kNetworkProbe)
                return Asked::PassOn;
            exchange.status = 200;
            exchange.answer = much;
            return Asked::Answered;
        };
        const auto guest = m_practice.newGuest();
        const Ended ended = networkOf(*guest);
        const NetworkVerdict &found = (*guest)->network();
        return found.downKbps || found.upKbps ? ErrorCode::Internal : ended;
    }

    std::vector<Attack> attacks() override
    {
        return {
            {"practice key swapped", ErrorCode::LinkForeign, [this] { return swapsThePracticeKey(); }},
            {"statement of another practice", ErrorCode::LinkForeign, [this] { return answersForAnotherPractice(); }},
            {"issuer set swapped", ErrorCode::LinkForeign, [this] { return swapsTheIssuerSet(); }},
            {"issuer set altered", ErrorCode::LinkForeign, [this] { return altersTheIssuerSet(); }},
            {"grant list swapped", ErrorCode::LinkForeign, [this] { return swapsTheGrantList(); }},
            {"grant list altered", ErrorCode::LinkForeign, [this] { return altersTheGrantList(); }},
            {"roles raised on the grant list", ErrorCode::LinkForeign, [this] { return raisesARoleOnTheGrantList(); }},
            {"statement swapped", ErrorCode::LinkForeign, [this] { return swapsTheStatement(); }},
            {"statement of another server", ErrorCode::LinkForeign, [this] { return showsAnotherServersStatement(); }},
            {"statement that ran out", ErrorCode::Expired, [this] { return showsAStatementThatRanOut(); }},
            {"grant list rolled back", ErrorCode::RolledBack, [this] { return goesBackToAnOlderGrantList(); }},
            {"two grant lists of one number", ErrorCode::Equivocated,
             [this] { return showsTwoGrantListsOfOneNumber(); }},
            {"statement rolled back", ErrorCode::RolledBack, [this] { return goesBackToAnOlderStatement(); }},
            {"revocation hidden for a day", ErrorCode::Expired, [this] { return hidesARevocationForMoreThanADay(); }},
            {"answer cut short", ErrorCode::Malformed, [this] { return cutsTheAnswerShort(); }},
            {"answer withheld", ErrorCode::TimedOut, [this] { return neverAnswers(); }, true},
            {"wrong time told to a guest", ErrorCode::ClockWrong, [this] { return liesAboutTheTime(); }},
            {"wrong time told at sign-in", ErrorCode::ClockWrong, [this] { return liesAboutTheTimeAtSignIn(); }},
            {"server certificate swapped", ErrorCode::ServerCertificateChanged,
             [this] { return swapsItsCertificate(); }},
            {"socket's certificate swapped", ErrorCode::ServerCertificateChanged,
             [this] { return swapsItsCertificateForTheSocketOnly(); }},
            {"good link said to be spent", ErrorCode::LinkSpent, [this] { return saysThatAGoodLinkIsSpent(); }},
            {"log head altered", ErrorCode::LogHeadInvalid, [this] { return altersTheLogsHead(); }},
            {"log head taken away", ErrorCode::LogHeadInvalid, [this] { return takesTheLogsHeadAway(); }},
            {"log rolled back", ErrorCode::LogRolledBack, [this] { return rollsTheLogBack(); }},
            {"log forked", ErrorCode::LogForked, [this] { return forksTheLog(); }},
            {"too many relays named", ErrorCode::TooLarge, [this] { return namesTooManyRelays(); }},
            {"probe answered with more", std::nullopt, [this] { return answersTheProbeWithMore(); }},
        };
    }

private Q_SLOTS:
    void init()
    {
        if (m_link.empty())
            m_link = invite().link;
        QVERIFY(!m_link.empty());
    }
    void letsAGuestInWhereItPlaysNoTricks()
    {
        QVERIFY(!stops());
        m_practice.hostile.show(realCertificate("next")); // the statement vouches for that one too
        QVERIFY(!stops());
        m_practice.hostile.show(realCertificate());
    }
};

QTEST_GUILESS_MAIN(DoorTest)
#include "door_test.moc"
