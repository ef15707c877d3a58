// SPDX-License-Identifier: Apache-2.0
// The practice's log as the server tells it, kept locally for reading while offline, and believed only as far as the last
// tree head that is kept with it allows. Owned by Client; main thread. Exists while the profile is unlocked.
#pragma once

#include "core/audit/reader.h"
#include "core/client/common.h"
#include "core/client/staff_account.h"
#include "core/e2ee/control.h"

#include <deque>

namespace bedside::client {

class LogBook {
public:
    LogBook(Common &common, StaffAccount &account);

    void show();                                // the newest 500 of what is kept
    // Reads what is new; then shows it and calls back (also on failure: what is kept is still there).
    void refresh(std::function<void()> done);
    // The same for one visit, also for those who may not read the whole log.
    void refreshVisit(const VisitId &visit, std::function<void()> done);
    std::vector<LogEntry> of(const VisitId &visit); // oldest first
    // Another participant's head against ours, by way of the server: the answer for that participant, or what is wrong.
    void compare(const e2ee::LogHead &said, std::function<void(Result<e2ee::LogHead>)> done);

private:
    // One request at a time: a later head overtaken by an earlier one would look rolled back. `path` is asked for when
    // it is the request's turn, with the head that is kept by then.
    void ask(std::function<std::string(const audit::Reader &)> path, std::function<void(Result<Json>)> done);
    void askNext();
    void readPage();
    Result<audit::Reader> reader();
    Result<std::size_t> keepPage(const Json &answer);
    Result<void> keepVisit(const Json &answer);
    Result<e2ee::LogHead> keepCompared(const Json &answer, const audit::TreeHead &theirs);
    Result<void> save(const std::vector<audit::Entry> &entries, const audit::Reader &reader);
    void finish(std::optional<Error> error);
    void tellIfWrong(const Error &error);       // a log that does not hold is always said, whoever waits
    LogEntry named(LogEntry entry) const;       // our own id by our name

    Common &m_common;
    StaffAccount &m_account;
    std::vector<std::function<void()>> m_waiting;
    struct Question {
        std::function<std::string(const audit::Reader &)> path;
        std::function<void(Result<Json>)> done;
    };
    std::deque<Question> m_questions;
    bool m_asking = false;
    bool m_reading = false;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
