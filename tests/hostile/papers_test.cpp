// SPDX-License-Identifier: Apache-2.0
// What a clinician's computer keeps of the server and follows from day to day: sealed appointments, role keys, the
// practice's lists, the log, the account. What the server takes back, alters or slips in is refused by name.
#include "core/crypto/random.h"
#include "core/e2ee/role_keys.h"
#include "core/wire/http.h"
#include "tests/hostile/visit_attacks.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::client;
using test::Ended;
using test::Exchange;
using test::Frame;
using test::Way;

class PapersTest : public test::VisitAttacks
{
    Q_OBJECT
private:
    Json *itemOf(Json &answer, const VisitId &visit)
    {
        for (Json &item : answer["items"]) {
            if (item["visitId"] == visit.text())
                return &item;
        }
        return nullptr;
    }
    const Appointment *shown(const VisitId &visit) const
    {
        for (const Appointment &one : m_staff->appointments()) {
            if (one.id == visit)
                return &one;
        }
        return nullptr;
    }
    // Makes the clinician's computer ask for the appointments, and the real server answer with all of them.
    void askAgain(std::function<void(Json &)> change)
    {
        m_staff->dismissNotice();
        m_practice.hostile.onRequest = [](Exchange &exchange) {
            if (exchange.path == wire::path::kAppointments)
                exchange.query = "since=0";
            return test::HostileServer::Asked::PassOn;
        };
        m_practice.hostile.onAnswer = [change = std::move(change)](Exchange &exchange) {
            if (exchange.path == wire::path::kAppointments && exchange.method == "GET" && exchange.status == 200)
                change(exchange.answer);
        };
        m_practice.hostile.staff()->send(Way::ToClient, Frame::of(wire::Changed{wire::ChangedWhat::Appointments}));
    }
    Ended noticed()
    {
        return waitForError([&]() -> const std::optional<Error> & { return m_staff->notice(); });
    }
    // An appointment of two versions, and what the server had of the first.
    std::pair<VisitId, Json> changedAppointment()
    {
        const auto invited = invite();
        Json first;
        askAgain([&](Json &answer) {
            if (const Json *item = itemOf(answer, invited.visit))
                first = *item;
        });
        (void)waitFor([&] { return !first.is_null(); });
        m_practice.hostile.forgetScript();
        AppointmentDraft draft;
        draft.id = invited.visit;
        draft.startsAt = wall();
        draft.patientName = "Changed since";
        m_staff->saveAppointment(draft);
        (void)waitFor([&] { return shown(invited.visit) && !shown(invited.visit)->pendingUpload; });
        return {invited.visit, first};
    }
    // The notice, where the newer content is still what is shown.
    Ended stillShowsTheNewer(const VisitId &visit)
    {
        const Ended ended = noticed();
        const Appointment *now = shown(visit);
        return now && now->patientName == "Changed since" && !now->unreadable ? ended : ErrorCode::Internal;
    }
    Ended rollsAnAppointmentBack()
    {
        const auto [visit, first] = changedAppointment();
        askAgain([this, visit = visit, first = first](Json &answer) {
            if (Json *item = itemOf(answer, visit))
                *item = first;
        });
        return stillShowsTheNewer(visit);
    }
    Ended altersAnAppointment()
    {
        const auto [visit, first] = changedAppointment();
        askAgain([this, visit = visit, how = m_practice.pick(4)](Json &answer) {
            Json *item = itemOf(answer, visit);
            if (!item)
                return;
            Bytes sealed = *jsonBase64(*item, "sealed", wire::limit::kSealedBytes);
            switch (how) {
            case 0: (*item)["startsAt"] = toUnixMilliseconds(wall() + std::chrono::hours(1)); break;
            case 1: (*item)["state"] = "cancelled"; break;
            case 2: (*item)["minutes"] = 1; break;
            default: m_practice.flipIn(sealed, 0, sealed.size()), (*item)["sealed"] = toBase64(sealed);
            }
        });
        return stillShowsTheNewer(visit);
    }
    Ended unreadable(const VisitId &visit)
    {
        (void)waitFor([&] { return shown(visit) && shown(visit)->unreadable; });
        const Appointment *now = shown(visit);
        return now && now->patientName.empty() ? test::codeOf(now->unreadable) : ErrorCode::Internal;
    }
    Ended showsOldContentAsNew()
    {
        const auto [visit, first] = changedAppointment();
        askAgain([this, visit = visit, first = first](Json &answer) {
            if (Json *item = itemOf(answer, visit)) {
                (*item)["version"] = (*item)["version"].get<std::int64_t>() + 1;
                (*item)["sealed"] = first["sealed"];
            }
        });
        return unreadable(visit);
    }
    Ended exchangesTwoAppointments()
    {
        const VisitId one = changedAppointment().first, other = invite().visit;
        askAgain([=, this](Json &answer) {
            Json *item = itemOf(answer, one), *second = itemOf(answer, other);
            if (!item || !second)
                return;
            (*item)["sealed"] = (*second)["sealed"];
            (*item)["version"] = (*item)["version"].get<std::int64_t>() + 1;
        });
        return unreadable(one);
    }

    // ---- The log ----

    Ended afterLog(std::function<void(Json &)> change)
    {
        (void)invite(); // entries that have not been read
        m_staff->dismissNotice();
        m_practice.hostile.onAnswer = [change = std::move(change)](Exchange &exchange) {
            if (exchange.path == wire::path::kAudit && exchange.status == 200)
                change(exchange.answer);
        };
        m_staff->refreshLog();
        return noticed();
    }
    Ended editsTheLog()
    {
        return afterLog([this](Json &answer) {
            Json &leaf = answer["entries"][m_practice.pick(answer["entries"].size())]["leaf"];
            Bytes bytes = *fromBase64(leaf.get<std::string>());
            m_practice.flipIn(bytes, bytes.size() / 2, bytes.size());
            leaf = toBase64(bytes);
        });
    }
    Ended dropsALogEntry()
    {
        return afterLog([this](Json &answer) { answer["entries"].erase(m_practice.pick(answer["entries"].size())); });
    }
    Ended reordersTheLog()
    {
        return afterLog([this](Json &answer) {
            Json &entries = answer["entries"];
            const std::size_t at = m_practice.pick(entries.size() - 1);
            std::swap(entries[at], entries[at + 1]);
        });
    }

    // ---- Lists and accounts ----

    Ended afterTrust(std::function<void(Json &)> change)
    {
        m_staff->dismissNotice();
        m_practice.hostile.onAnswer = [change = std::move(change)](Exchange &exchange) {
            if (exchange.path == wire::path::kStatement)
                change(exchange.answer);
        };
        m_practice.hostile.staff()->send(Way::ToClient, Frame::of(wire::Changed{wire::ChangedWhat::Trust}));
        return noticed();
    }
    Ended swapsTheGrantList()
    {
        return afterTrust([this](Json &answer) {
            const auto list = identity::IssuingKey::generate().makeGrantList(
                *m_practice.trust.issuers(), &*m_practice.trust.grants(), m_practice.trust.grants()->entries, wall());
            answer["grants"] = toBase64(list.encode());
        });
    }
    Ended raisesARole()
    {
        return afterTrust([this](Json &answer) {
            auto list = *identity::GrantList::parse(*jsonBase64(answer, "grants", identity::GrantList::kMaxSize));
            list.entries[m_practice.pick(list.entries.size())].roles.add(wire::Role::Billing);
            answer["grants"] = toBase64(list.encode());
        });
    }
    // Another key for what is sealed from now on, which the server knows: anybody can wrap for a device.
    Ended slipsInRoleKeys()
    {
        const auto ghost = identity::DeviceKeys::generate();
        const auto certificate = identity::IssuingKey::generate().certify(
            m_practice.trust.practice(), crypto::randomId<AccountId>(), crypto::randomId<DeviceId>(),
            wire::Role::Administrator, ghost.signing().publicKey(), ghost.agreement().publicKey(), wall());
        const auto &device = m_practice.founder->certificate;
        int offered = 0;
        m_practice.hostile.onAnswer = [&](Exchange &exchange) {
            if (exchange.path != wire::path::kRoleKeys || exchange.method != "GET")
                return;
            for (const auto role : {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting}) {
                const auto key = e2ee::RoleKey::generate(role, 2 + static_cast<std::uint32_t>(m_practice.pick(1000)));
                const auto wrapped =
                    *e2ee::wrapRoleKey(m_practice.trust.practice(), key, device.agreementKey, ghost, certificate);
                exchange.answer["items"].push_back({{"role", e2ee::keyRoleName(role)},
                                                    {"number", key.number},
                                                    {"deviceId", device.device.text()},
                                                    {"wrapped", toBase64(wrapped)}});
                ++offered;
            }
        };
        m_staff->dismissNotice();
        const auto refused = [&] { return m_practice.log.count("role-key.refused", ErrorCode::WrongPractice); };
        if (!signInAgain() || !waitFor([&] { return offered > 0 && refused() == offered; }))
            return std::nullopt;
        return noticed();
    }
    bool signInAgain()
    {
        m_staff->signOut();
        m_staff->signIn(test::kLogin, test::kPassword, m_practice.nextCode());
        return waitFor([&] { return !m_staff->session().busy; });
    }
    Ended answersWithAnotherAccount()
    {
        m_practice.hostile.onAnswer = [](Exchange &exchange) {
            if (exchange.path == wire::path::kSignIn && exchange.status == 200)
                exchange.answer["accountId"] = crypto::randomId<AccountId>().text();
        };
        (void)signInAgain();
        const Ended ended = test::codeOf(m_staff->session().failure);
        const bool out = m_staff->session().state == AppState::SignedOut;
        m_practice.hostile.forgetScript();
        return out && signInAgain() && m_staff->session().state == AppState::SignedIn ? ended : ErrorCode::Internal;
    }

    std::vector<Attack> attacks() override
    {
        using E = ErrorCode;
        return {
            {"appointment rolled back", E::RolledBack, [this] { return rollsAnAppointmentBack(); }},
            {"appointment altered under its version", E::Equivocated, [this] { return altersAnAppointment(); }},
            {"old content shown as new", E::BadMac, [this] { return showsOldContentAsNew(); }},
            {"two appointments exchanged", E::BadMac, [this] { return exchangesTwoAppointments(); }},
            {"log entry edited", E::LogEdited, [this] { return editsTheLog(); }},
            {"log entry dropped", E::LogDropped, [this] { return dropsALogEntry(); }},
            {"log entries reordered", E::LogReordered, [this] { return reordersTheLog(); }},
            {"grant list swapped for a clinician", E::WrongPractice, [this] { return swapsTheGrantList(); }},
            {"role raised for a clinician", E::BadSignature, [this] { return raisesARole(); }},
            {"role keys slipped in", E::WrongPractice, [this] { return slipsInRoleKeys(); }, true},
            {"another account at sign-in", E::NotAuthorized, [this] { return answersWithAnotherAccount(); }, true},
        };
    }
};

QTEST_GUILESS_MAIN(PapersTest)
#include "papers_test.moc"
