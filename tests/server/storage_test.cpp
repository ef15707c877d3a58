// SPDX-License-Identifier: Apache-2.0
// The repositories on a real database, without a network, under a clock of the test's own.
#include "core/server/accounts.h"
#include "core/server/appointments.h"
#include "core/server/instances.h"
#include "core/server/invites.h"
#include "core/server/sessions.h"

#include "core/crypto/random.h"
#include "core/crypto/self_test.h"
#include "core/crypto/totp.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace bedside;
using namespace bedside::server;
using namespace std::chrono_literals;

class StorageTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Storage> m_storage;
    AccountId m_account;
    SecondFactors m_factors;
    const WallTime m_now = fromUnixMilliseconds(1'700'000'000'000);

    std::filesystem::path path() const { return m_folder->path().toStdString() + "/data"; }
    VisitId appointment()
    {
        AppointmentRow row;
        row.visit = crypto::randomId<VisitId>();
        row.owner = m_account;
        row.startsAt = m_now;
        row.minutes = 30;
        row.sealed = {1, 2, 3};
        return Appointments(*m_storage).put(row, m_now).ok() ? row.visit : VisitId();
    }
    NewInvite inviteFor(const VisitId &visit, ByteSpan token)
    {
        NewInvite invite{crypto::randomId<InviteId>(), visit, crypto::sha256(token), m_now + 1h, m_account};
        return Invites(*m_storage).create(invite, m_now).ok() ? invite : NewInvite();
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void init()
    {
        m_storage.reset();
        m_folder = std::make_unique<QTemporaryDir>();
        auto storage = Storage::open(path());
        QVERIFY(storage.ok());
        m_storage = std::move(*storage);
        m_account = crypto::randomId<AccountId>();
        auto factors = Accounts(*m_storage).create({m_account, "ada", "hash", wire::Role::Clinician, {}, crypto::randomId<DeviceId>(), {}}, m_now);
        QVERIFY(factors.ok());
        m_factors = *factors;
        QVERIFY(m_storage->database().run("INSERT INTO practice VALUES(1, ?, x'', x'', x'', x'')", crypto::randomId<PracticeId>()).ok());
        QVERIFY(m_storage->reloadPractice().ok());
    }

    void undoesTheEventWithWhatItDescribes()
    {
        QVERIFY(m_storage->transact([&] { return m_storage->record(audit::EventType::ServerStarted, m_now, audit::Actor::server()); }).ok());
        const VisitId visit = crypto::randomId<VisitId>();
        auto failed = m_storage->transact([&]() -> Result<void> {
            TRY_OK(m_storage->record(audit::EventType::VisitOpened, m_now, audit::Actor::server(), visit));
            return Error(ErrorCode::Conflict, "after the event");
        });
        QVERIFY(failed.error().code() == ErrorCode::Conflict);
        QCOMPARE(*m_storage->log().size(), std::uint64_t(1));
        QVERIFY(m_storage->transact([&] { return m_storage->record(audit::EventType::ServerStopped, m_now, audit::Actor::server()); }).ok());
        QCOMPARE(*m_storage->log().size(), std::uint64_t(2));
        QVERIFY(m_storage->log().verify().ok());
    }
    void refusesTheDatabaseWithoutItsKeyFile()
    {
        m_storage.reset();
        QVERIFY(QFile::remove(QString::fromStdString((path() / "bedside.key").string())));
        QVERIFY(Storage::open(path()).error().code() == ErrorCode::NotFound);
        QFile key(QString::fromStdString((path() / "bedside.key").string()));
        QVERIFY(key.open(QIODevice::WriteOnly) && key.write(QByteArray(32, 'x')) == 32);
        key.close();
        QVERIFY(Storage::open(path()).error().code() == ErrorCode::StoreDamaged);
    }

    void acceptsACodeOnce()
    {
        Accounts accounts(*m_storage);
        bool recovery = false;
        const Secret secret = crypto::fromBase32(m_factors.totpSecret).value().clone();
        const std::string code = crypto::totpCode(secret, m_now);
        QVERIFY(accounts.useCode(m_account, code, m_now, recovery).ok() && !recovery);
        QVERIFY(accounts.useCode(m_account, code, m_now, recovery).error().code() == ErrorCode::SignInRefused);
        QVERIFY(accounts.useCode(m_account, code, m_now + 29s, recovery).error().code() == ErrorCode::SignInRefused);
        const std::string earlier = crypto::totpCode(secret, m_now - 30s);
        QVERIFY(!accounts.useCode(m_account, earlier, m_now, recovery).ok()); // older than the accepted one
        QVERIFY(accounts.useCode(m_account, crypto::totpCode(secret, m_now + 30s), m_now, recovery).ok());
        QVERIFY(!accounts.useCode(m_account, crypto::totpCode(secret, m_now + 10min), m_now, recovery).ok());
    }
    void acceptsARecoveryCodeOnceHoweverItIsTyped()
    {
        Accounts accounts(*m_storage);
        bool recovery = false;
        std::string typed = m_factors.recoveryCodes[3];
        for (char &c : typed)
            c = c == '-' ? ' ' : char(std::tolower(static_cast<unsigned char>(c)));
        QVERIFY(accounts.useCode(m_account, typed, m_now, recovery).ok() && recovery);
        QVERIFY(!accounts.useCode(m_account, typed, m_now, recovery).ok());
        QVERIFY(!accounts.useCode(m_account, m_factors.recoveryCodes[3], m_now, recovery).ok());
        QVERIFY(!accounts.useCode(crypto::randomId<AccountId>(), m_factors.recoveryCodes[4], m_now, recovery).ok());
        QVERIFY(!accounts.useCode(m_account, "", m_now, recovery).ok());
        QCOMPARE(m_factors.recoveryCodes.size(), Accounts::kRecoveryCodes);
    }
    void refusesALoginThatIsTaken()
    {
        const auto again = [&](const AccountId &id, const char *login) {
            return Accounts(*m_storage).create({id, login, "h", wire::Role::Clinician, {}, crypto::randomId<DeviceId>(), {}}, m_now);
        };
        QVERIFY(again(crypto::randomId<AccountId>(), "ada").error().code() == ErrorCode::AlreadyExists);
        QVERIFY(again(m_account, "bob").error().code() == ErrorCode::AlreadyExists);
        QCOMPARE(*Accounts::normalizedLogin("Ada"), std::string("ada"));
        for (const std::string &bad : {std::string(), std::string("a b"), std::string("a\n"), std::string(129, 'a'), std::string("\0", 1)})
            QVERIFY(!Accounts::normalizedLogin(bad).ok());
    }

    void endsASessionByRestAndByAge()
    {
        Sessions sessions(*m_storage, 30min, 12h);
        auto opened = sessions.open(m_account, {}, m_now);
        QVERIFY(sessions.find(opened->token.reveal(), m_now + 29min).ok());
        QVERIFY(sessions.find(opened->token.reveal(), m_now + 58min).ok()); // used meanwhile
        QVERIFY(sessions.find(opened->token.reveal(), m_now + 89min).error().code() == ErrorCode::SessionEnded);
        auto busy = sessions.open(m_account, {}, m_now);
        for (auto age = 0min; age < 12h; age += 20min)
            QVERIFY(sessions.find(busy->token.reveal(), m_now + age).ok());
        QVERIFY(sessions.find(busy->token.reveal(), m_now + 12h).error().code() == ErrorCode::SessionEnded);
    }
    void refusesTokensThatAreNotOurs()
    {
        Sessions sessions(*m_storage, 30min, 12h);
        auto opened = sessions.open(m_account, {}, m_now);
        Bytes token = toBytes(opened->token.reveal());
        token[31] ^= 1;
        for (const Bytes &bad : {token, Bytes(), Bytes(31), Bytes(33), toBytes(crypto::sha256(opened->token.reveal()))})
            QVERIFY(sessions.find(bad, m_now).error().code() == ErrorCode::SessionEnded);
        QVERIFY(sessions.close(crypto::sha256(opened->token.reveal())).ok());
        QVERIFY(!sessions.find(opened->token.reveal(), m_now).ok());
    }
    void endsTheSessionsOfADisabledAccount()
    {
        Sessions sessions(*m_storage, 30min, 12h);
        auto opened = sessions.open(m_account, {}, m_now);
        QVERIFY(m_storage->database().run("UPDATE accounts SET disabled = 1 WHERE account = ?", m_account).ok());
        QVERIFY(sessions.find(opened->token.reveal(), m_now).error().code() == ErrorCode::SessionEnded);
    }

    void refusesAChangeFromAnOldVersion()
    {
        Appointments appointments(*m_storage);
        const VisitId visit = appointment();
        auto row = **appointments.find(visit);
        QCOMPARE(*appointments.put(row, m_now), std::int64_t(2));
        QVERIFY(appointments.put(row, m_now).error().code() == ErrorCode::Conflict);
        row.version = 3;
        QVERIFY(appointments.put(row, m_now).error().code() == ErrorCode::Conflict);
        row.version = 0;
        QVERIFY(appointments.put(row, m_now).error().code() == ErrorCode::Conflict);
    }
    void givesEveryChangeOnceInOrder()
    {
        Appointments appointments(*m_storage);
        std::vector<VisitId> visits;
        for (int i = 0; i < 25; ++i)
            visits.push_back(appointment());
        auto row = **appointments.find(visits[0]);
        QVERIFY(appointments.put(row, m_now).ok()); // now the newest
        std::int64_t cursor = 0;
        std::vector<VisitId> seen;
        for (bool more = true; more;) {
            auto page = appointments.changedSince(cursor, {}, 10);
            QVERIFY(page.ok() && page->items.size() <= 10 && page->cursor > cursor);
            cursor = page->cursor;
            more = page->more;
            for (const auto &item : page->items)
                seen.push_back(item.visit);
        }
        QCOMPARE(seen.size(), std::size_t(25));
        QVERIFY(seen.back() == visits[0] && seen.front() == visits[1]);
        QVERIFY(appointments.changedSince(cursor, {}, 10)->items.empty());
        QVERIFY(appointments.changedSince(0, crypto::randomId<AccountId>(), 10)->items.empty());
    }

    void opensAnInviteOnlyWithItsToken()
    {
        Invites invites(*m_storage);
        const Bytes token = crypto::randomBytes(32);
        const auto invite = inviteFor(appointment(), token);
        QVERIFY(invites.open(invite.invite, token, m_now).ok());
        Bytes wrong = token;
        wrong[0] ^= 1;
        for (const Bytes &bad : {wrong, Bytes(), toBytes(invite.tokenHash)})
            QVERIFY(invites.open(invite.invite, bad, m_now).error().code() == ErrorCode::LinkUnknown);
        QVERIFY(invites.open(crypto::randomId<InviteId>(), token, m_now).error().code() == ErrorCode::LinkUnknown);
        QVERIFY(invites.open(invite.invite, token, m_now + 1h).error().code() == ErrorCode::LinkExpired);
        // A stranger does not learn that an invite has expired.
        QVERIFY(invites.open(invite.invite, wrong, m_now + 1h).error().code() == ErrorCode::LinkUnknown);
    }
    void closesInvitesWithWhatTheyLeadTo()
    {
        Invites invites(*m_storage);
        Instances instances(*m_storage);
        const Bytes token = crypto::randomBytes(32);
        const VisitId visit = appointment();
        const auto invite = inviteFor(visit, token);
        const auto instance = crypto::randomId<InstanceId>();
        QVERIFY(instances.open(visit, instance, m_account, m_now).ok());
        QVERIFY(invites.noteAdmission(invite.invite, m_now).ok());
        QVERIFY(invites.open(invite.invite, token, m_now).ok()); // the same device may come back
        QVERIFY(instances.end(visit, instance, wire::EndOutcome::Completed, m_now + 1min).ok());
        QVERIFY(invites.open(invite.invite, token, m_now + 2min).error().code() == ErrorCode::LinkSpent);
        QVERIFY(instances.open(visit, crypto::randomId<InstanceId>(), m_account, m_now + 3min).ok());
        QVERIFY(invites.open(invite.invite, token, m_now + 4min).ok()); // the host opened it again
        QVERIFY(*invites.withdraw(invite.invite, m_now + 5min));
        QVERIFY(!*invites.withdraw(invite.invite, m_now + 5min));
        QVERIFY(invites.open(invite.invite, token, m_now + 6min).error().code() == ErrorCode::LinkUnknown);
    }
    void keepsTheNewestCommitsOfAnInstance()
    {
        Instances instances(*m_storage);
        const VisitId visit = appointment();
        const auto instance = crypto::randomId<InstanceId>();
        QVERIFY(instances.open(visit, instance, m_account, m_now).ok());
        QVERIFY(instances.open(visit, instance, m_account, m_now).error().code() == ErrorCode::AlreadyExists);
        for (std::uint64_t i = 1; i <= Instances::kKeptCommits + 10; ++i)
            QVERIFY(instances.addCommit(visit, instance, {i, i, Bytes(10)}).ok());
        auto found = *instances.find(visit, instance);
        QCOMPARE(found->commits.size(), Instances::kKeptCommits);
        QCOMPARE(found->commits.front().seq, std::uint64_t(11));
        const Bytes token(32, 7);
        const auto invite = crypto::randomId<InviteId>();
        QVERIFY(instances.addMember(visit, instance, invite, crypto::sha256(token), m_now).ok());
        QVERIFY(*instances.memberInvite(visit, instance, crypto::sha256(token)) == invite);
        QVERIFY(!*instances.memberInvite(visit, crypto::randomId<InstanceId>(), crypto::sha256(token)));
        QVERIFY(instances.end(visit, instance, wire::EndOutcome::Left, m_now).ok());
        QVERIFY(!*instances.memberInvite(visit, instance, crypto::sha256(token)));
        QVERIFY((*instances.find(visit, instance))->ended);
    }
};

QTEST_GUILESS_MAIN(StorageTest)
#include "storage_test.moc"
