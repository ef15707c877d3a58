// SPDX-License-Identifier: Apache-2.0
#include "core/store/vault.h"

#include "core/crypto/hash.h"
#include "core/crypto/self_test.h"
#include "core/store/atomic_file.h"

#include <QTemporaryDir>
#include <QtTest>
#include <map>
#include <sys/stat.h>

using namespace bedside;
using namespace bedside::store;
namespace fs = std::filesystem;

namespace {

class FakeKeySlot final : public KeySlot {
public:
    Result<Secret> read(std::string_view name) override
    {
        if (broken)
            return Error(ErrorCode::KeyStoreRefused);
        auto found = entries.find(std::string(name));
        if (found == entries.end())
            return Error(ErrorCode::NotFound);
        return found->second.clone();
    }
    Result<void> write(std::string_view name, const Secret &secret) override
    {
        if (broken)
            return Error(ErrorCode::KeyStoreRefused);
        entries.insert_or_assign(std::string(name), secret.clone());
        return {};
    }
    Result<void> remove(std::string_view name) override
    {
        entries.erase(std::string(name));
        return {};
    }
    std::map<std::string, Secret> entries;
    bool broken = false;
};

constexpr crypto::PasswordCost kCheap{1, 8192};
Secret text(std::string_view value) { return Secret::copyOf(asBytes(value)); }
bool same(const Secret &a, const Secret &b) { return crypto::constantTimeEqual(a.reveal(), b.reveal()); }

} // namespace

class VaultTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    fs::path m_file;
    FakeKeySlot m_slot;

private Q_SLOTS:
    void initTestCase() { QVERIFY(crypto::selfTest().ok()); }
    void init()
    {
        static int number = 0;
        m_file = fs::path(m_folder.path().toStdString()) / ("vault" + std::to_string(++number));
        m_slot = {};
    }

    void givesTheSameKeyAgain()
    {
        auto made = Vault::create(m_file, nullptr, "", text("correct horse battery"), kCheap);
        QVERIFY(made.ok() && made->size() == 32);
        auto opened = Vault::open(m_file, nullptr, text("correct horse battery"));
        QVERIFY(opened.ok() && same(*made, *opened));
        QVERIFY(*Vault::mode(m_file) == Vault::Mode::PassphraseOnly);
        struct stat status{};
        QVERIFY(stat(m_file.c_str(), &status) == 0 && (status.st_mode & 0777) == 0600);
    }
    void needsBothHalvesWhereThereIsAKeyStore()
    {
        auto made = Vault::create(m_file, &m_slot, "bedside.test", text("4711"), kCheap);
        QVERIFY(made.ok());
        QVERIFY(same(*made, *Vault::open(m_file, &m_slot, text("4711"))));
        QVERIFY(Vault::open(m_file, nullptr, text("4711")).error().code() == ErrorCode::KeyStoreMissing);
        QVERIFY(Vault::open(m_file, &m_slot, text("4712")).error().code() == ErrorCode::WrongPin);
        FakeKeySlot empty;
        QVERIFY(Vault::open(m_file, &empty, text("4711")).error().code() == ErrorCode::KeyStoreForeign);
        FakeKeySlot other;
        other.entries.insert_or_assign("bedside.test", Secret(32));
        QVERIFY(Vault::open(m_file, &other, text("4711")).error().code() == ErrorCode::KeyStoreForeign);
        m_slot.broken = true;
        QVERIFY(Vault::open(m_file, &m_slot, text("4711")).error().code() == ErrorCode::KeyStoreRefused);
    }
    void demandsMoreOfAPassphraseThatStandsAlone()
    {
        QVERIFY(Vault::create(m_file, nullptr, "", text("elevenchars"), kCheap).error().code() == ErrorCode::WeakPassword);
        QVERIFY(Vault::create(m_file, nullptr, "", text("éééééé"), kCheap).error().code() == ErrorCode::WeakPassword);
        QVERIFY(Vault::create(m_file, &m_slot, "n", text("471"), kCheap).error().code() == ErrorCode::WeakPassword);
        QVERIFY(!fs::exists(m_file));
        QVERIFY(m_slot.entries.empty());
    }
    void leavesNoFileWhenTheKeyStoreRefuses()
    {
        m_slot.broken = true;
        QVERIFY(Vault::create(m_file, &m_slot, "n", text("4711"), kCheap).error().code() == ErrorCode::KeyStoreRefused);
        QVERIFY(!fs::exists(m_file));
    }
    void tellsAWrongPassphraseFromDamage()
    {
        QVERIFY(Vault::create(m_file, nullptr, "", text("correct horse battery"), kCheap).ok());
        QVERIFY(Vault::open(m_file, nullptr, text("correct horse batterz")).error().code() == ErrorCode::WrongPin);
        QVERIFY(Vault::open(m_file, nullptr, text("")).error().code() == ErrorCode::WrongPin);
        const Bytes whole = *readSmallFile(m_file, 4096);
        for (std::size_t at = 0; at < whole.size(); ++at) {
            if (at == 4)
                continue; // the version, below
            Bytes damaged = whole;
            damaged[at] ^= 0x04;
            QVERIFY(writeFileAtomically(m_file, damaged).ok());
            auto opened = Vault::open(m_file, nullptr, text("correct horse battery"));
            QVERIFY2(!opened.ok() && opened.error().code() == ErrorCode::KeyFileDamaged, std::to_string(at).c_str());
        }
        for (std::size_t size = 0; size < whole.size(); ++size) {
            QVERIFY(writeFileAtomically(m_file, ByteSpan(whole).first(size)).ok());
            QVERIFY(Vault::mode(m_file).error().code() == ErrorCode::KeyFileDamaged);
        }
    }
    void refusesANewerFile()
    {
        QVERIFY(Vault::create(m_file, nullptr, "", text("correct horse battery"), kCheap).ok());
        Bytes content = *readSmallFile(m_file, 4096);
        content[4] = 2;
        QVERIFY(writeFileAtomically(m_file, content).ok());
        QVERIFY(Vault::open(m_file, nullptr, text("correct horse battery")).error().code() == ErrorCode::StoreNewer);
    }
    void refusesToReplaceOne()
    {
        QVERIFY(Vault::create(m_file, nullptr, "", text("correct horse battery"), kCheap).ok());
        QVERIFY(Vault::create(m_file, nullptr, "", text("another long enough"), kCheap).error().code() == ErrorCode::AlreadyExists);
        QVERIFY(Vault::open(m_file, nullptr, text("correct horse battery")).ok());
        QVERIFY(Vault::open(m_file.string() + "x", nullptr, text("z")).error().code() == ErrorCode::NotFound);
    }
    void changesThePinAndKeepsTheKey()
    {
        auto made = Vault::create(m_file, &m_slot, "n", text("4711"), kCheap);
        QVERIFY(Vault::change(m_file, &m_slot, text("0000"), text("9999"), kCheap).error().code() == ErrorCode::WrongPin);
        QVERIFY(Vault::change(m_file, &m_slot, text("4711"), text("99"), kCheap).error().code() == ErrorCode::WeakPassword);
        QVERIFY(Vault::change(m_file, &m_slot, text("4711"), text("9999"), kCheap).ok());
        QVERIFY(Vault::open(m_file, &m_slot, text("4711")).error().code() == ErrorCode::WrongPin);
        QVERIFY(same(*made, *Vault::open(m_file, &m_slot, text("9999"))));
    }
    void leavesNothingAfterDestroy()
    {
        QVERIFY(Vault::create(m_file, &m_slot, "n", text("4711"), kCheap).ok());
        QVERIFY(Vault::destroy(m_file, &m_slot).ok());
        QVERIFY(!fs::exists(m_file) && m_slot.entries.empty());
    }
    void writesEitherTheOldOrTheNewFile()
    {
        QVERIFY(writeFileAtomically(m_file, Bytes(10, 1)).ok());
        QVERIFY(!writeFileAtomically(m_file / "below", Bytes(10, 2)).ok());
        QVERIFY(*readSmallFile(m_file, 10) == Bytes(10, 1));
        QVERIFY(readSmallFile(m_file, 9).error().code() == ErrorCode::TooLarge);
        QVERIFY(!fs::exists(m_file.string() + ".new"));
    }
};

QTEST_GUILESS_MAIN(VaultTest)
#include "vault_test.moc"
