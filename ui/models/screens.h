// SPDX-License-Identifier: Apache-2.0
// Which screen is shown: one pure function of what the client is in and what the person chose.
#pragma once

#include "core/client/facade.h"

#include <string_view>

namespace bedside::ui {

enum class Screen { Welcome, Unlock, SignIn, Code, Today, Appointment, Invite, Log, Settings, Waiting, Visit, Summary, Thanks, Problem };

// What a signed-in (or offline) clinician has turned to.
enum class Page { Today, Appointment, Invite, Log, Settings };

struct Situation {
    client::AppState app = client::AppState::Empty;
    client::GuestStage guest = client::GuestStage::Idle;
    client::VisitStage visit = client::VisitStage::None;
    bool isHost = false;
    bool onCodeStep = false;
    bool worksOffline = false;
    Page page = Page::Today;
};

Screen screenFor(const Situation &situation);
std::string_view screenName(Screen screen); // "sign-in": for scripts and reports
std::string_view screenFile(Screen screen); // beside Main.qml

} // namespace bedside::ui
