// SPDX-License-Identifier: Apache-2.0
#include "core/identity/practice_keys.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::identity;

class PracticeKeysTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void theRecoverySheetGivesTheKeyBack()
    {
        const auto key = PracticeKey::generate();
        const auto sheet = key.recoverySheet();
        const std::string text(asText(sheet.reveal()));
        QCOMPARE(text.size(), std::size_t(60 + 11)); // twelve groups of five
        const auto back = PracticeKey::fromRecoverySheet(text);
        QVERIFY(back.ok());
        QVERIFY(back->publicKey() == key.publicKey());
        QVERIFY(back->recoveryKey().publicKey() == key.recoveryKey().publicKey());
    }
    void theSheetMayBeTypedInAnyLayout()
    {
        const auto key = PracticeKey::generate();
        const auto sheet = key.recoverySheet();
        std::string text(asText(sheet.reveal()));
        std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c == '-' ? ' ' : char(std::tolower(c)); });
        text.insert(20, "\n");
        QVERIFY(PracticeKey::fromRecoverySheet(text).ok());
    }
    void everyMistypedCharacterIsFound()
    {
        const auto key = PracticeKey::generate();
        const auto sheet = key.recoverySheet();
        const std::string text(asText(sheet.reveal()));
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '-')
                continue;
            auto changed = text;
            changed[at] = text[at] == 'A' ? 'B' : 'A';
            QVERIFY(!PracticeKey::fromRecoverySheet(changed).ok());
        }
        QVERIFY(!PracticeKey::fromRecoverySheet(text.substr(0, 40)).ok());
        QVERIFY(!PracticeKey::fromRecoverySheet("").ok());
    }
    void keysComeBackFromTheirSeeds()
    {
        const auto issuing = IssuingKey::generate();
        QVERIFY(IssuingKey::fromSeed(issuing.seed())->publicKey() == issuing.publicKey());
        QVERIFY(IssuingKey::fromSeed(Secret(31)).error().code() == ErrorCode::BadKey);
        const auto device = DeviceKeys::generate();
        const auto back = DeviceKeys::fromSecret(device.toSecret());
        QVERIFY(back->signing().publicKey() == device.signing().publicKey());
        QVERIFY(back->agreement().publicKey() == device.agreement().publicKey());
        QVERIFY(DeviceKeys::fromSecret(Secret(63)).error().code() == ErrorCode::BadKey);
    }
};

QTEST_APPLESS_MAIN(PracticeKeysTest)
#include "practice_keys_test.moc"
