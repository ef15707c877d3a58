// SPDX-License-Identifier: Apache-2.0
#include "core/audit/log.h"
#include "core/audit/reader.h"
#include "core/crypto/random.h"
#include "core/store/database.h"
#include "tests/bench/measure.h"

#include <QTemporaryDir>

namespace bedside::bench {
namespace {

constexpr std::size_t kPage = 500;

struct LogOnDisk {
    QTemporaryDir folder;
    PracticeId practice = crypto::randomId<PracticeId>();
    crypto::SigningKey key = crypto::SigningKey::generate();
    std::unique_ptr<store::Database> database;

    Result<void> fill(int events)
    {
        TRY(database, store::Database::open(folder.filePath(QStringLiteral("log.db")).toStdString(), crypto::randomSecret(32)));
        TRY_OK(audit::createTables(*database));
        TRY_OK(audit::createHeadTable(*database));
        TRY(auto transaction, store::Transaction::begin(*database));
        audit::Log log(*database);
        audit::Event event;
        event.type = audit::EventType::AppointmentChanged;
        event.practice = practice;
        event.actor = audit::Actor::account(crypto::randomId<AccountId>());
        event.visit = crypto::randomId<VisitId>();
        event.address = "203.0.113.250";
        event.device = crypto::randomId<DeviceId>().text();
        for (int i = 0; i < events; ++i) {
            event.at = fromUnixMilliseconds(1'790'000'000'000 + i);
            TRY_OK(log.append(event));
        }
        TRY_OK(log.signHead(key, static_cast<std::uint64_t>(events)));
        return transaction.commit();
    }
};

// The client's part alone: answers are made beforehand.
Result<double> verifyAsClient(LogOnDisk &made)
{
    const audit::Log log(*made.database);
    TRY(const auto head, log.head());
    struct Answer {
        std::vector<Bytes> leaves;
        audit::Proof growth, rest;
    };
    std::vector<Answer> answers;
    for (std::uint64_t from = 0; from < head->size; from += kPage) {
        Answer answer;
        for (std::uint64_t i = from; i < std::min<std::uint64_t>(head->size, from + kPage); ++i) {
            TRY(auto leaf, log.encoded(i));
            answer.leaves.push_back(std::move(leaf));
        }
        TRY(answer.rest, log.consistencyProof(from + answer.leaves.size(), head->size));
        answers.push_back(std::move(answer));
    }
    audit::Reader reader(made.practice, {audit::keyPin(made.key.publicKey())});
    const auto begin = SteadyClock::now();
    for (const Answer &answer : answers)
        TRY_OK(reader.acceptNext(*head, answer.growth, answer.leaves, answer.rest, kPage));
    return millisecondsSince(begin);
}

} // namespace

int benchLog(int events)
{
    LogOnDisk made;
    if (const auto filled = made.fill(events); !filled.ok())
        return 1;
    const crypto::Digest pins[] = {audit::keyPin(made.key.publicKey())};
    const auto begin = SteadyClock::now();
    if (const auto verdict = audit::Log(*made.database).verify(pins); !verdict.ok())
        return 1;
    print(std::to_string(events) + " events verified offline", millisecondsSince(begin) / 1000, "s", "at most 2 for 100,000");
    const auto client = verifyAsClient(made);
    if (!client.ok())
        return 1;
    print(std::to_string(events) + " events verified by a client", *client / 1000, "s", "at most 2 for 100,000");
    return 0;
}

} // namespace bedside::bench
