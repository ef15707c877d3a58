// SPDX-License-Identifier: Apache-2.0
// A disk that is full, breaks once, or stays broken at each call of what client and server write: either it was done, or
// a sentence says that it was not; and with the disk whole again everything opens and what had been acknowledged is there.
// BEDSIDE_FAULT_CALLS is how many calls of each workflow fail (spread evenly), BEDSIDE_SEED where the spreading begins.
#include "core/audit/log.h"
#include "core/crypto/self_test.h"
#include "core/server/appointments.h"
#include "core/server/schema.h"
#include "core/store/atomic_file.h"
#include "core/store/migrations.h"
#include "tests/client/profile_fixture.h"
#include "tests/faults/failing_disk.h"
#include "tests/faults/staff.h"
#include "tests/support/from_environment.h"
#include "ui/models/formatters.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int32_t kServersDatabase = 0x42535356;

Secret passphrase(const char *text = kPassphrase) { return Secret::copyOf(asBytes(text)); }

// What a workflow does, from objects that were opened before the disk fails. It is destroyed while the disk still fails.
using Action = std::function<Result<void>()>;

struct Workflow {
    const char *name;
    std::function<Result<void>(const fs::path &)> prepare; // what was there before
    std::function<Action(const fs::path &)> open;
    // With the disk whole again; `acknowledged`: the action returned success. "" or what is wrong.
    std::function<std::string(const fs::path &, bool acknowledged)> check;
};

std::string nameOf(const Error &error)
{
    return std::string(errorName(error.code())) + " (" + error.why() + ", " + std::to_string(error.detail()) + ")";
}

// ---- a small file

std::string checkFile(const fs::path &folder, bool acknowledged)
{
    const auto content = store::readSmallFile(folder / "file", 1 << 20);
    if (!content.ok())
        return nameOf(content.error());
    if (*content == Bytes(9000, 2))
        return "";
    return *content == Bytes(9000, 1) && !acknowledged ? "" : "neither the old nor the new content";
}

// ---- the client's profile

client::LogEntry logEntry(std::uint64_t index) { return {index, SystemClock().now(), "visit.joined", "account:x", {}, ""}; }

Result<void> makeProfile(const fs::path &folder)
{
    ProfileFixture fixture;
    fixture.store.reset();
    fs::copy(fixture.folder.path().toStdString(), folder, fs::copy_options::recursive);
    Staff staff(folder);
    TRY_OK(staff.unlock());
    return staff.save("Earlier");
}

std::string checkProfile(const fs::path &folder, bool acknowledged)
{
    Staff staff(folder);
    if (const auto open = staff.unlock(); !open.ok())
        return "does not open: " + nameOf(open.error()) + " " + staff.facade->session().setAside;
    if (!staff.shows("Earlier"))
        return "an earlier appointment is gone";
    return acknowledged && !staff.shows("New") ? "the saved appointment is gone" : "";
}

Action unlocking(const fs::path &folder)
{
    return [folder] { return Staff(folder).unlock(); };
}

Action savingAnAppointment(const fs::path &folder)
{
    auto staff = std::make_shared<Staff>(folder);
    const auto open = staff->unlock();
    return [staff, open] { return open.ok() ? staff->save("New") : open; };
}

Result<std::unique_ptr<client::ProfileStore>> openStore(const fs::path &folder)
{
    TRY(const auto paths, platform::profilePaths(folder));
    TRY(const auto pinned, client::ProfileStore::readPinned(paths));
    TRY(const auto key, client::ProfileStore::openKey(paths, nullptr, passphrase()));
    return client::ProfileStore::open(paths, key, pinned);
}

Result<void> makeProfileWithLog(const fs::path &folder)
{
    TRY_OK(makeProfile(folder));
    TRY(const auto profile, openStore(folder));
    return profile->saveLog({logEntry(1)}, Bytes{1});
}

Action keepingTheLog(const fs::path &folder)
{
    auto opened = openStore(folder);
    auto profile = std::make_shared<Result<std::unique_ptr<client::ProfileStore>>>(std::move(opened));
    return [profile]() -> Result<void> {
        if (!profile->ok())
            return profile->error();
        TRY_OK((**profile)->saveLog({logEntry(2), logEntry(3)}, Bytes{3}));
        TRY_OK((**profile)->saveBinding(InviteId{{5}}, crypto::Digest{9}));
        return (**profile)->saveCounter(crypto::Digest{9}, 7);
    };
}

std::string checkLog(const fs::path &folder, bool acknowledged)
{
    const auto profile = openStore(folder);
    if (!profile.ok())
        return nameOf(profile.error());
    const auto entries = (*profile)->loadLog(10);
    const auto reader = (*profile)->loadLogReader();
    if (!entries.ok() || !reader.ok() || !(*profile)->database().checkIntegrity().ok())
        return "the log does not read";
    const bool isNew = entries->size() == 3 && *reader == Bytes{3};
    if (!isNew && !(entries->size() == 1 && *reader == Bytes{1}))
        return "entries and head are not of one moment";
    if (!acknowledged)
        return "";
    return isNew && (*profile)->loadBindings()->size() == 1 && (*profile)->loadCounters()->size() == 1 ? "" : "something is gone";
}

// As set-up does it, in that order: the practice file, which makes the folder a profile, comes last.
Action makingAProfile(const fs::path &folder)
{
    auto fixture = std::make_shared<ProfileFixture>();
    return [folder, fixture]() -> Result<void> {
        TRY(const auto paths, platform::profilePaths(folder));
        TRY(const auto key, store::Vault::create(paths.envelope, nullptr, "x", passphrase(), crypto::PasswordCost{1, 8 * 1024 * 1024}));
        TRY(const auto profile, client::ProfileStore::create(paths, key, fixture->practice));
        TRY(const auto device, fixture->store->loadDevice());
        TRY_OK(profile->saveDevice(device));
        TRY_OK(profile->savePracticeKey(fixture->practiceKey));
        for (const auto role : {e2ee::KeyRole::Scheduling, e2ee::KeyRole::Clinical, e2ee::KeyRole::Hosting})
            TRY_OK(profile->saveRoleKey(e2ee::RoleKey::generate(role, 1)));
        return client::ProfileStore::writePinned(paths, fixture->pinned);
    };
}

// Whole, or not a profile that anybody could take for one.
std::string checkNewProfile(const fs::path &folder, bool acknowledged)
{
    Staff staff(folder);
    const auto open = staff.unlock();
    if (open.ok())
        return staff.save("First").ok() && openStore(folder).value()->loadPracticeKey()->has_value() ? "" : "it can't be used";
    return acknowledged ? "does not open: " + nameOf(open.error()) : "";
}

Action renewingTheTrust(const fs::path &folder)
{
    return [folder]() -> Result<void> {
        TRY(const auto paths, platform::profilePaths(folder));
        TRY(auto pinned, client::ProfileStore::readPinned(paths));
        pinned.login = "berta";
        return client::ProfileStore::writePinned(paths, pinned);
    };
}

std::string checkTrust(const fs::path &folder, bool acknowledged)
{
    const auto pinned = client::ProfileStore::readPinned(*platform::profilePaths(folder));
    if (!pinned.ok() || (acknowledged && pinned->login != "berta"))
        return "the practice file is not the one that was written";
    return checkProfile(folder, false);
}

Action changingThePassphrase(const fs::path &folder)
{
    return [folder] {
        return store::Vault::change(folder / "bedside.key", nullptr, passphrase(), passphrase("quite another passphrase"),
                                    crypto::PasswordCost{1, 8 * 1024 * 1024});
    };
}

std::string checkPassphrase(const fs::path &folder, bool acknowledged)
{
    if (store::Vault::open(folder / "bedside.key", nullptr, passphrase("quite another passphrase")).ok())
        return "";
    return acknowledged ? "the new passphrase does not open" : checkProfile(folder, false);
}

Result<void> makeDatabaseOfACrash(const fs::path &folder)
{
    const Secret key = Secret::copyOf(Bytes(32, 4));
    QTemporaryDir while_;
    const fs::path open = while_.path().toStdString();
    TRY(const auto database, store::Database::open(open / "a.db", key));
    TRY_OK(database->execute("CREATE TABLE t (x); INSERT INTO t VALUES (1)"));
    fs::create_directories(folder);
    for (const char *part : {"a.db", "a.db-wal"}) // its newest transactions are in the second
        fs::copy(open / part, folder / part);
    return {};
}

Action movingAsideAndBack(const fs::path &folder)
{
    return [folder]() -> Result<void> {
        TRY_OK(store::moveAside(folder / "a.db"));
        return store::moveBack(folder / "a.db");
    };
}

std::string checkMoved(const fs::path &folder, bool)
{
    if (!fs::exists(folder / "a.db") && !store::moveBack(folder / "a.db").ok())
        return "it can't be moved back";
    const auto database = store::Database::open(folder / "a.db", Secret::copyOf(Bytes(32, 4)));
    if (!database.ok())
        return nameOf(database.error());
    auto row = (*database)->prepare("SELECT x FROM t");
    return row.ok() && row->step().ok() ? "" : "the newest transactions are gone";
}

// ---- the server's data

Result<void> addEvents(store::Database &database, int count)
{
    audit::Log log(database);
    audit::Event event;
    event.type = audit::EventType::ServerStarted;
    event.at = SystemClock().now();
    event.practice = crypto::randomId<PracticeId>();
    event.actor = audit::Actor::server();
    for (int i = 0; i < count; ++i)
        TRY_OK(log.append(event));
    return database.run("INSERT INTO practice VALUES(1, ?, x'', x'', x'', x'')", event.practice);
}

Result<void> makeServersData(const fs::path &folder)
{
    {
        TRY(const auto storage, server::Storage::open(folder));
        TRY_OK(storage->database().run("INSERT INTO practice VALUES(1, ?, x'', x'', x'', x'')", crypto::randomId<PracticeId>()));
    }
    TRY(const auto storage, server::Storage::open(folder));
    return storage->transact([&] {
        return storage->record(audit::EventType::ServerStarted, SystemClock().now(), audit::Actor::server());
    });
}

// From before there were tree heads.
Result<void> makeOldServersData(const fs::path &folder)
{
    const Bytes key(32, 6);
    TRY_OK(store::makePrivateFolder(folder));
    TRY_OK(store::writeFileAtomically(folder / "bedside.key", key));
    TRY(const auto database, store::Database::open(folder / "bedside.db", Secret::copyOf(key), {.applicationId = kServersDatabase}));
    TRY_OK(store::migrate(*database, server::schemaSteps().first(1)));
    return addEvents(*database, 5);
}

Action startingTheServer(const fs::path &folder)
{
    return [folder]() -> Result<void> {
        TRY_OK(server::Storage::open(folder));
        return {};
    };
}

std::string checkServersData(const fs::path &folder, std::uint64_t least, std::uint64_t most)
{
    const auto storage = server::Storage::open(folder);
    if (!storage.ok())
        return "does not open: " + nameOf(storage.error());
    if (!(*storage)->database().checkIntegrity().ok())
        return "the database is damaged";
    if (const auto whole = (*storage)->log().verify(); !whole.ok())
        return "the log does not hold together: " + nameOf(whole.error());
    const auto size = (*storage)->log().size();
    const auto page = server::Appointments(**storage).changedSince(0, {}, 100);
    if (!size.ok() || *size < least || *size > most)
        return "events: " + std::to_string(*size);
    if (least != most && (!page.ok() || page->items.size() + 1 != *size))
        return "appointments and their events differ";
    return "";
}

Action acceptingAppointments(const fs::path &folder)
{
    auto storage = std::make_shared<Result<std::unique_ptr<server::Storage>>>(server::Storage::open(folder));
    return [storage]() -> Result<void> {
        if (!storage->ok())
            return storage->error();
        server::Storage &data = ***storage;
        for (int i = 0; i < 3; ++i) {
            server::AppointmentRow row;
            row.visit = crypto::randomId<VisitId>();
            row.minutes = 30;
            row.sealed = Bytes(700, 3);
            const auto now = SystemClock().now();
            const auto stored = data.transact([&]() -> Result<void> {
                TRY_OK(server::Appointments(data).put(row, now));
                return data.record(audit::EventType::AppointmentCreated, now, audit::Actor::server(), row.visit);
            });
            TRY_OK(stored);
        }
        return {};
    };
}

const std::vector<Workflow> &workflows()
{
    static const std::vector<Workflow> all{
        {"a file written atomically",
         [](const fs::path &folder) -> Result<void> {
             TRY_OK(store::makePrivateFolder(folder));
             return store::writeFileAtomically(folder / "file", Bytes(9000, 1));
         },
         [](const fs::path &folder) -> Action {
             return [folder] { return store::writeFileAtomically(folder / "file", Bytes(9000, 2)); };
         },
         checkFile},
        {"making a profile", [](const fs::path &folder) { return store::makePrivateFolder(folder); }, makingAProfile, checkNewProfile},
        {"renewing the practice file", makeProfile, renewingTheTrust, checkTrust},
        {"unlocking", makeProfile, unlocking, [](const fs::path &folder, bool) { return checkProfile(folder, false); }},
        {"saving an appointment", makeProfile, savingAnAppointment, checkProfile},
        {"keeping the log and the lobby's memory", makeProfileWithLog, keepingTheLog, checkLog},
        {"changing the passphrase", makeProfile, changingThePassphrase, checkPassphrase},
        {"moving a database aside and back", makeDatabaseOfACrash, movingAsideAndBack, checkMoved},
        {"a server's first start", [](const fs::path &folder) { return store::makePrivateFolder(folder); }, startingTheServer,
         [](const fs::path &folder, bool) { return checkServersData(folder, 0, 0); }},
        {"a server's start with an older database", makeOldServersData, startingTheServer,
         [](const fs::path &folder, bool) { return checkServersData(folder, 5, 5); }},
        {"a server's appointments and events", makeServersData, acceptingAppointments,
         [](const fs::path &folder, bool acknowledged) { return checkServersData(folder, acknowledged ? 4 : 1, 4); }},
    };
    return all;
}

struct Way {
    const char *name;
    FailingDisk::How how;
};
const Way kWays[] = {{"full", FailingDisk::kFull}, {"breaks once", FailingDisk::kBroken}, {"stays broken", FailingDisk::kBrokenForGood}};

// `of` calls, as many as asked for, evenly spread.
std::vector<std::uint64_t> chosen(std::uint64_t of)
{
    const auto most = std::max<std::uint64_t>(1, fromEnvironment("BEDSIDE_FAULT_CALLS", 25));
    const auto first = fromEnvironment("BEDSIDE_SEED", 1);
    std::vector<std::uint64_t> out;
    const std::uint64_t count = std::min(of, most);
    for (std::uint64_t i = 0; i < count; ++i)
        out.push_back((i * of / count + first - 1) % of + 1);
    return out;
}

std::string wordsFor(const Error &error)
{
    const QString said = ui::errorSentence(error);
    return error.code() != ErrorCode::Internal && said != ui::errorSentence(Error(ErrorCode::Internal)) ? "" : "no words for " + nameOf(error);
}

} // namespace

class DiskTest : public QObject {
    Q_OBJECT

    std::uint64_t m_faults = 0, m_refused = 0;

    // The call count of a run in which nothing fails.
    std::uint64_t countCalls(const Workflow &workflow, const fs::path &before, const Way &way)
    {
        QTemporaryDir folder;
        const fs::path place = folder.path().toStdString() + "/data";
        fs::copy(before, place, fs::copy_options::recursive);
        Action action = workflow.open(place);
        Result<void> done;
        std::uint64_t calls = 0;
        {
            const FailingDisk counting(diskControl(), place.string(), way.how, 0);
            done = action();
            action = {};
            calls = diskControl().calls;
        }
        const std::string problem = done.ok() ? workflow.check(place, true) : nameOf(done.error());
        if (!problem.empty())
            qWarning("without a fault: %s", problem.c_str());
        return problem.empty() ? calls : 0;
    }
    std::string failAt(const Workflow &workflow, const fs::path &before, const Way &way, std::uint64_t call)
    {
        QTemporaryDir folder;
        const fs::path place = folder.path().toStdString() + "/data";
        fs::copy(before, place, fs::copy_options::recursive);
        Action action = workflow.open(place);
        Result<void> done;
        {
            const FailingDisk failing(diskControl(), place.string(), way.how, call);
            done = action();
            action = {};
            m_faults += diskControl().failed > 0 ? 1 : 0;
        }
        m_refused += done.ok() ? 0 : 1;
        const std::string words = done.ok() ? "" : wordsFor(done.error());
        return words.empty() ? workflow.check(place, done.ok()) : words;
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void keepsWhatWasAcknowledged_data()
    {
        QTest::addColumn<int>("workflow");
        QTest::addColumn<int>("way");
        for (std::size_t i = 0; i < workflows().size(); ++i)
            for (std::size_t j = 0; j < std::size(kWays); ++j)
                QTest::addRow("%s, %s", workflows()[i].name, kWays[j].name) << int(i) << int(j);
    }
    void keepsWhatWasAcknowledged()
    {
        QFETCH(int, workflow);
        QFETCH(int, way);
        const Workflow &what = workflows()[static_cast<std::size_t>(workflow)];
        const Way &how = kWays[way];
        QTemporaryDir folder;
        const fs::path before = folder.path().toStdString() + "/before";
        const auto prepared = what.prepare(before);
        QVERIFY2(prepared.ok(), prepared.ok() ? "" : nameOf(prepared.error()).c_str());
        const auto calls = countCalls(what, before, how);
        QVERIFY(calls > 0);
        for (const auto call : chosen(calls)) {
            const auto problem = failAt(what, before, how, call);
            if (!problem.empty())
                qWarning("call %llu of %llu (kind %d): %s", static_cast<unsigned long long>(call), static_cast<unsigned long long>(calls),
                         diskControl().lastFailed.load(), problem.c_str());
            QVERIFY2(problem.empty(), problem.c_str());
        }
    }
    void cleanupTestCase()
    {
        qInfo("%llu faults, %llu of them told as an error", static_cast<unsigned long long>(m_faults),
              static_cast<unsigned long long>(m_refused));
    }
};

QTEST_GUILESS_MAIN(DiskTest)
#include "disk_test.moc"
