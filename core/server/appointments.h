// SPDX-License-Identifier: Apache-2.0
// Appointments as sealed objects with optimistic versions and one rising change number. Storage thread.
#pragma once

#include "core/server/storage.h"
#include "core/wire/http.h"

#include <vector>

namespace bedside::server {

struct AppointmentRow {
    VisitId visit;
    std::int64_t version = 0;
    AccountId owner;
    WallTime startsAt{};
    int minutes = 0;
    wire::AppointmentState state = wire::AppointmentState::Scheduled;
    Bytes sealed;
    WallTime changedAt{};
    std::int64_t change = 0;
};

class Appointments {
public:
    explicit Appointments(Storage &storage) : m_storage(storage) {}

    // Those changed after the cursor `since`, in order of change, at most `limit` and about a mebibyte of sealed bytes;
    // `owner` narrows to one account's.
    struct Page {
        std::vector<AppointmentRow> items;
        std::int64_t cursor = 0;
        bool more = false;
    };
    Result<Page> changedSince(std::int64_t since, const std::optional<AccountId> &owner, std::size_t limit);
    Result<std::optional<AppointmentRow>> find(const VisitId &visit);

    // Inside a transaction; gives the new version. `row.version` is the version that the change was made from, 0 for a
    // new appointment: Conflict where another one is stored.
    Result<std::int64_t> put(const AppointmentRow &row, WallTime now);

private:
    Storage &m_storage;
};

} // namespace bedside::server
