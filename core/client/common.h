// SPDX-License-Identifier: Apache-2.0
// What the parts of one client share: options, clocks, the worker, and the values that the facade shows. Owned by
// Client, which outlives every part; main thread.
#pragma once

#include "core/base/log.h"
#include "core/client/client.h"
#include "core/e2ee/moment.h"
#include "core/platform/profile_paths.h"
#include "core/store/worker.h"

namespace bedside::client {

// The facade's values. A part changes its own and then says so with Common::changed().
struct View {
    Session session;
    std::vector<Appointment> appointments;
    std::optional<Invitation> invitation;
    std::vector<LobbyGuest> lobby;
    GuestState guest;
    Visit visit;
    LocalMedia localMedia;
    std::vector<LogEntry> log;
    NetworkVerdict network;
    std::optional<Error> notice;
    std::vector<LineRecord> lineRecords; // of visits that are over
};

// What is known of a practice's relays.
struct RelayPolicy {
    std::optional<bool> hasRelay;
    bool only = false; // the practice's word
};

struct Common {
    ClientOptions options;
    platform::ProfilePaths paths;
    Executor &executor;
    const Clock &clock;
    View view;
    std::function<void(Part)> listener;
    store::Worker worker; // Argon2id, GStreamer's start

    Common(ClientOptions chosen, platform::ProfilePaths places, Executor &replies, const Clock &time)
        : options(std::move(chosen)), paths(std::move(places)), executor(replies), clock(time), worker("bedside-slow", replies)
    {
    }
    // Options::relayOnly is the person's choice; it may change while this lives.
    AddressHiding addressHiding(const RelayPolicy &practice) const { return {options.relayOnly, practice.only, practice.hasRelay}; }
    void keep(const LineRecord &record)
    {
        if (view.lineRecords.size() >= kMostLineRecords)
            view.lineRecords.erase(view.lineRecords.begin());
        view.lineRecords.push_back(record);
    }
    void changed(Part part)
    {
        if (listener)
            listener(part);
    }
    void tell(std::optional<Error> notice)
    {
        if (!notice && !view.notice)
            return;
        if (notice)
            logEvent(LogLevel::Warning, "client.notice", {{"error", *notice}});
        view.notice = notice;
        changed(Part::Notice);
    }
    e2ee::Moment now() const { return e2ee::Moment::of(clock); }
};

} // namespace bedside::client
