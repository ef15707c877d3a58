// SPDX-License-Identifier: Apache-2.0
#include "ui/models/screens.h"

namespace bedside::ui {

using client::AppState;
using client::GuestStage;
using client::VisitStage;

namespace {

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

std::string_view screenName(Screen screen)
{
    switch (screen) {
    case Screen::Welcome: return "welcome";
    case Screen::Unlock: return "unlock";
    case Screen::SignIn: return "sign-in";
    case Screen::Code: return "code";
    case Screen::Today: return "today";
    case Screen::Appointment: return "appointment";
    case Screen::Invite: return "invite";
    case Screen::Log: return "log";
    case Screen::Settings: return "settings";
    case Screen::Waiting: return "waiting";
    case Screen::Visit: return "visit";
    case Screen::Summary: return "summary";
    case Screen::Thanks: return "thanks";
    case Screen::Problem: return "problem";
    }
    return "";
}

} // namespace bedside::ui
