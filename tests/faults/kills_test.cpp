// SPDX-License-Identifier: Apache-2.0
// kill -9 of a client while it writes to its profile and re-keys the vault: the profile opens with the passphrase that holds,
// its pages and tables are whole, and what had been acknowledged is there. BEDSIDE_KILLS is how often, BEDSIDE_SEED the first
// kill's seed; a failure names its own.
#include "tests/faults/staff.h"
#include "tests/support/from_environment.h"

#include <QProcess>
#include <random>
#include <set>

using namespace bedside;
using namespace bedside::test;

namespace {

constexpr std::uint64_t kKillsOfAProfile = 15; // its day grows, and with it every save
constexpr int kWait = 30'000;

// A profile and what its program has said of it.
struct Written {
    ProfileFixture fixture;
    std::string passphrase = kPassphrase, other = "quite another passphrase";
    std::set<std::string> patients;
    std::uint64_t newest = 0, log = 0, counter = 0, bindings = 0;
    bool rekeying = false; // cut off in the middle: either of the two may hold

    Written() { fixture.store.reset(); }
    void hear(const QByteArray &line)
    {
        const auto words = line.trimmed().split(' ');
        const std::uint64_t number = words.size() == 2 ? words[1].toULongLong() : 0;
        newest = std::max(newest, number);
        if (words[0] == "appointment")
            patients.insert("Patient " + std::to_string(number));
        else if (words[0] == "log")
            log = number;
        else if (words[0] == "binding")
            ++bindings;
        else if (words[0] == "counter")
            counter = number;
        else if (words[0] == "re-keying")
            rekeying = true;
        else if (words[0] == "re-keyed") {
            rekeying = false;
            std::swap(passphrase, other);
        }
    }
    // "" or what is wrong.
    std::string check()
    {
        const auto opens = [&] { return client::ProfileStore::openKey(fixture.paths, nullptr, Secret::copyOf(asBytes(passphrase))); };
        auto key = opens();
        if (!key.ok() && rekeying) {
            std::swap(passphrase, other);
            key = opens();
        }
        rekeying = false;
        if (!key.ok())
            return std::string("the vault: ") + errorName(key.error().code()).data();
        {
            const auto profile = client::ProfileStore::open(fixture.paths, *key, fixture.pinned);
            if (!profile.ok())
                return std::string("the database: ") + errorName(profile.error().code()).data();
            if (!(*profile)->database().checkIntegrity().ok())
                return "the database is damaged";
            if (const auto problem = checkKept(**profile); !problem.empty())
                return problem;
        }
        Staff staff(fixture.paths.root);
        if (!staff.unlock(passphrase).ok())
            return "the client does not unlock";
        std::set<std::string> shown;
        for (const auto &appointment : staff.facade->appointments())
            shown.insert(appointment.patientName);
        for (const auto &patient : patients)
            if (!shown.contains(patient))
                return patient + " is gone";
        return "";
    }
    std::string checkKept(client::ProfileStore &profile) const
    {
        const auto entries = profile.loadLog(1);
        const auto reader = profile.loadLogReader();
        const auto counters = profile.loadCounters();
        const auto bound = profile.loadBindings();
        if (!entries.ok() || !reader.ok() || !counters.ok() || !bound.ok() || !profile.loadDevice().ok())
            return "it does not read";
        if (log > 0 && (entries->empty() || entries->front().index < log))
            return "the log is shorter";
        if (!entries->empty() && *reader != ByteWriter().u64(entries->front().index).bytes())
            return "log and reader are not of one moment";
        if (counter > 0 && (counters->size() != 1 || counters->front().second < counter))
            return "the counter went back";
        return bound->size() < bindings ? "a binding is gone" : "";
    }
};

} // namespace

class KillsTest : public QObject {
    Q_OBJECT

    std::uint64_t m_acknowledged = 0, m_whileRekeying = 0, m_early = 0;

    void killOnce(Written &written, std::uint64_t seed)
    {
        std::mt19937_64 moments(seed);
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(BEDSIDE_VICTIM),
                      {QString::fromStdString(written.fixture.paths.root.string()), QString::fromStdString(written.passphrase),
                       QString::fromStdString(written.other), QString::number(written.newest + 1)});
        QVERIFY(process.waitForStarted(kWait));
        QByteArray heard;
        const bool early = moments() % 10 == 0; // while it opens
        for (int i = 0; !early && !heard.contains("ready") && i < 1'000 && process.waitForReadyRead(kWait); ++i)
            heard += process.readAllStandardOutput();
        QVERIFY2(early || heard.contains("ready"), "the client did not start");
        QThread::msleep(moments() % (early ? 60 : 250));
        process.kill();
        QVERIFY(process.waitForFinished(kWait));
        heard += process.readAllStandardOutput();
        for (const QByteArray &line : heard.left(heard.lastIndexOf('\n') + 1).split('\n')) {
            written.hear(line);
            m_acknowledged += line.isEmpty() ? 0 : 1;
        }
        m_early += early ? 1 : 0;
        m_whileRekeying += written.rekeying ? 1 : 0;
        const auto problem = written.check();
        QVERIFY2(problem.empty(), ("BEDSIDE_SEED=" + std::to_string(seed) + ": " + problem).c_str());
    }

private Q_SLOTS:
    void losesNothingAcknowledged()
    {
        const auto kills = fromEnvironment("BEDSIDE_KILLS", 30), first = fromEnvironment("BEDSIDE_SEED", 1);
        std::unique_ptr<Written> written;
        for (std::uint64_t i = 0; i < kills && !QTest::currentTestFailed(); ++i) {
            if (i % kKillsOfAProfile == 0)
                written = std::make_unique<Written>();
            killOnce(*written, first + i);
        }
        qInfo("%llu kills, %llu of them while re-keying, %llu while opening; %llu lines of acknowledgement",
              static_cast<unsigned long long>(kills), static_cast<unsigned long long>(m_whileRekeying),
              static_cast<unsigned long long>(m_early), static_cast<unsigned long long>(m_acknowledged));
        if (kills >= 20)
            QVERIFY(m_acknowledged > kills && m_whileRekeying > 0);
    }
};

QTEST_GUILESS_MAIN(KillsTest)
#include "kills_test.moc"
