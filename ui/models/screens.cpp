// SPDX-License-Identifier: Apache-2.0
#include "ui/models/screens.h"

namespace bedside::ui {

using client::AppState;
using client::GuestStage;
using client::VisitStage;

namespace {

struct Row {
    std::string_view name;
    std::string_view file;
};

// In the order of Screen.
constexpr Row kScreens[] = {
    {"welcome", "WelcomeScreen.qml"},
    {"unlock", "UnlockScreen.qml"},
    {"sign-in", "SignInScreen.qml"},
    {"code", "CodeScreen.qml"},
    {"today", "TodayScreen.qml"},
    {"appointment", "AppointmentScreen.qml"},
    {"invite", "InviteScreen.qml"},
    {"log", "LogScreen.qml"},
    {"settings", "SettingsScreen.qml"},
    {"waiting", "WaitingScreen.qml"},
    {"visit", "VisitScreen.qml"},
    {"summary", "SummaryScreen.qml"},
    {"thanks", "ThanksScreen.qml"},
    {"problem", "ProblemScreen.qml"},
};

Screen screenOfPage(Page page)
{
    switch (page) {
    case Page::Today: return Screen::Today;
    case Page::Appointment: return Screen::Appointment;
    case Page::Invite: return Screen::Invite;
    case Page::Log: return Screen::Log;
    case Page::Settings: return Screen::Settings;
    }
    return Screen::Today;
}

Screen screenOfGuest(const Situation &s)
{
    if (s.visit == VisitStage::Summary)
        return Screen::Thanks;
    switch (s.guest) {
    case GuestStage::Idle: return Screen::Welcome;
    case GuestStage::Connecting:
    case GuestStage::NeedsName:
    case GuestStage::Waiting:
    case GuestStage::Joining: return Screen::Waiting;
    case GuestStage::InVisit: return Screen::Visit;
    case GuestStage::Ended: return Screen::Thanks;
    case GuestStage::Denied:
    case GuestStage::Failed: return Screen::Problem;
    }
    return Screen::Welcome;
}

} // namespace

Screen screenFor(const Situation &s)
{
    switch (s.app) {
    case AppState::Empty: return Screen::Welcome;
    case AppState::Unusable: return Screen::Problem;
    case AppState::Guest: return screenOfGuest(s);
    case AppState::Locked: return Screen::Unlock;
    case AppState::SignedOut:
        if (s.visit == VisitStage::None && s.worksOffline)
            return screenOfPage(s.page);
        if (s.visit == VisitStage::None)
            return s.onCodeStep ? Screen::Code : Screen::SignIn;
        break;
    case AppState::SignedIn: break;
    }
    switch (s.visit) {
    case VisitStage::None: return screenOfPage(s.page);
    case VisitStage::Opening:
    case VisitStage::Active:
    case VisitStage::Ending: return Screen::Visit;
    case VisitStage::Summary: return Screen::Summary;
    }
    return Screen::Today;
}

std::string_view screenName(Screen screen) { return kScreens[static_cast<std::size_t>(screen)].name; }
std::string_view screenFile(Screen screen) { return kScreens[static_cast<std::size_t>(screen)].file; }

} // namespace bedside::ui
