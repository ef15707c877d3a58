// SPDX-License-Identifier: Apache-2.0
// Brings the local table and the server together: edits go up, changes come down; a conflict is merged and tried
// again. Owned by the client; main thread.
#pragma once

#include "core/net/http_client.h"
#include "core/schedule/appointment_content.h"
#include "core/schedule/appointment_table.h"

#include <functional>

namespace bedside::schedule {

class AppointmentSync {
public:
    using Keys = std::function<std::optional<SealingKeys>()>;  // none while the store is locked
    using Token = std::function<const Secret *()>;             // null while signed out
    using Done = std::function<void(Result<void>)>;

    AppointmentSync(AppointmentTable &table, net::HttpClient &http, Keys keys, Token token);
    ~AppointmentSync();
    AppointmentSync(const AppointmentSync &) = delete;
    AppointmentSync &operator=(const AppointmentSync &) = delete;

    // Uploads every edit, then reads what changed. While one run is under way another is put behind it, once. On an
    // error the edits stay pending and nothing is lost; an edit that is refused for itself does not hold up the others.
    // SessionEnded also when nobody is signed in.
    void run(Done done);
    // Called after each page that came down and each edit that went up.
    void setOnChanged(std::function<void()> changed) { m_changed = std::move(changed); }

private:
    static constexpr int kMostMerges = 3; // of one appointment in one run

    void begin();
    void uploadNext();
    void upload(AppointmentRow row);
    void onUploaded(const AppointmentRow &row, const Json &answer);
    void download();
    Result<bool> applyAnswer(const Json &answer); // true: another page follows
    Result<void> mergeEdits(); // what cannot be merged is remembered in m_refused
    Result<void> mergeEdit(const AppointmentRow &edit, const AppointmentRow &theirs, const SealingKeys &keys);
    void finish(Result<void> outcome);
    void send(net::HttpRequest request, std::function<void(Result<Json>)> done);

    AppointmentTable &m_table;
    net::HttpClient &m_http;
    Keys m_keys;
    Token m_token;
    std::function<void()> m_changed;
    net::HttpClient::RequestId m_request = 0;
    std::vector<Done> m_running;
    std::vector<Done> m_waiting;
    std::vector<AppointmentRow> m_queue;
    int m_merges = 0;
    bool m_conflict = false;
    std::optional<Error> m_refused; // of one appointment; the others go on
    std::shared_ptr<int> m_alive = std::make_shared<int>(0);
};

} // namespace bedside::schedule
