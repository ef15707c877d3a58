// SPDX-License-Identifier: Apache-2.0
// The practice's log as the server tells it, kept locally for reading while offline. Owned by Client; main thread.
// Exists while the profile is unlocked.
#pragma once

#include "core/client/common.h"
#include "core/client/staff_account.h"

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

private:
    void readPage();
    Result<std::size_t> keep(const Json &answer);
    void finish(std::optional<Error> error);
    LogEntry named(LogEntry entry) const;       // our own id by our name

    Common &m_common;
    StaffAccount &m_account;
    std::vector<std::function<void()>> m_waiting;
    bool m_reading = false;
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::client
