// SPDX-License-Identifier: Apache-2.0
#include "ui/models/app_model.h"

#include "ui/models/formatters.h"
#include "ui/models/surroundings.h"

namespace bedside::ui {

using client::Part;

AppModel::AppModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, SettingsModel &settings,
                   QObject *parent)
    : QObject(parent), m_facade(facade), m_settings(settings), m_session(facade, this), m_day(facade, clock, this),
      m_card(m_day, this), m_editor(facade, clock, this), m_invitation(facade, surroundings, this),
      m_lobby(facade, clock, surroundings, this), m_guest(facade, clock, surroundings, this), m_visit(facade, clock, this),
      m_devices(facade, surroundings, this), m_summary(facade, this), m_log(this)
{
    m_facade.setListener([this](Part part) { refresh(part); });
    connect(&m_session, &SessionModel::changed, this, &AppModel::updateScreen);
    m_log.show(m_facade.log());
    refreshVisit();
    updateScreen();
}

AppModel::~AppModel() { m_facade.setListener(nullptr); }

QString AppModel::screen() const { return fromText(std::string(screenName(m_screen))); }
QString AppModel::screenFile() const { return fromText(std::string(ui::screenFile(m_screen))); }
QString AppModel::notice() const { return errorSentence(m_facade.notice()); }
QString AppModel::problem() const { return errorSentence(m_facade.session().failure); }
bool AppModel::isGuest() const { return m_facade.session().state == client::AppState::Guest; }

void AppModel::refresh(Part part)
{
    switch (part) {
    case Part::Session: m_session.refresh(); break;
    case Part::Appointments: m_day.refresh(); break;
    case Part::Invitation: m_invitation.refresh(); break;
    case Part::Lobby:
        m_lobby.refresh();
        m_day.refresh(); // waiting times stand in the rows too
        break;
    case Part::Guest: m_guest.refresh(); break;
    case Part::Visit: refreshVisit(); break;
    case Part::LocalMedia: m_devices.refresh(); break;
    case Part::Level: m_devices.refreshLevel(); return;
    case Part::Log: m_log.show(m_facade.log()); break;
    case Part::Notice: Q_EMIT noticeChanged(); break;
    }
    updateScreen();
}

void AppModel::refreshVisit()
{
    m_visit.refresh();
    m_summary.refresh();
    m_lobby.refreshVisit();
    if (m_facade.visit().isHost)
        m_page = Page::Today; // where the clinician comes back to
}

void AppModel::updateScreen()
{
    const auto &visit = m_facade.visit();
    Situation s;
    s.app = m_facade.session().state;
    s.guest = m_facade.guest().stage;
    s.visit = visit.stage;
    s.isHost = visit.isHost;
    s.onCodeStep = m_session.onCodeStep();
    s.worksOffline = m_session.worksOffline();
    s.page = m_page;
    if (s.app == client::AppState::Unusable)
        Q_EMIT noticeChanged();
    if (const Screen next = screenFor(s); next != m_screen) {
        m_screen = next;
        Q_EMIT screenChanged();
    }
}

void AppModel::turnTo(Page page)
{
    m_page = page;
    updateScreen();
}

void AppModel::showLog()
{
    m_facade.refreshLog();
    turnTo(Page::Log);
}

void AppModel::newAppointment()
{
    m_editor.begin(m_day.date());
    turnTo(Page::Appointment);
}

void AppModel::changeAppointment()
{
    if (!m_card.canChange())
        return;
    m_editor.beginChanging(*m_day.selected());
    turnTo(Page::Appointment);
}

void AppModel::invite()
{
    if (!m_card.canInvite())
        return;
    m_invitation.begin(*m_day.selected());
    turnTo(Page::Invite);
}

void AppModel::cancelAppointment()
{
    if (m_card.canChange())
        m_day.cancelSelected();
}

void AppModel::act()
{
    switch (m_card.action()) {
    case AppointmentCard::Action::None: break;
    case AppointmentCard::Action::Admit: m_lobby.presentFirstOf(m_day.selected()->id); break;
    case AppointmentCard::Action::Open: m_facade.openVisit(m_day.selected()->id); break;
    case AppointmentCard::Action::Invite: invite(); break;
    }
}

void AppModel::saveAppointment()
{
    // The client may answer within the call or later: the newcomer is awaited first.
    if (m_editor.isNew())
        m_day.selectNewcomer();
    if (!m_editor.save())
        return;
    if (m_editor.date() != m_day.date())
        m_day.showDate(m_editor.date());
    turnTo(Page::Today);
}

void AppModel::dismissNotice() { m_facade.dismissNotice(); }

void AppModel::retranslate()
{
    m_session.refresh();
    m_day.refresh();
    m_invitation.refresh();
    m_lobby.refresh();
    m_guest.refresh();
    refreshVisit();
    m_devices.refresh();
    m_log.show(m_facade.log());
    Q_EMIT m_editor.changed();
    Q_EMIT noticeChanged();
}

} // namespace bedside::ui
