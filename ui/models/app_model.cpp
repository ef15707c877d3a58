// SPDX-License-Identifier: Apache-2.0
#include "ui/models/app_model.h"

#include "ui/models/formatters.h"
#include "ui/models/surroundings.h"

namespace bedside::ui {

using client::Part;

struct AppModel::QuestionWords {
    const char *question;
    const char *consequence;
    const char *yes; // empty: there is nothing to agree to
    const char *no;
};

// In the order of Question.
const AppModel::QuestionWords AppModel::kQuestions[] = {
    {"", "", "", ""},
    {QT_TR_NOOP("Replace the link? The old one stops working."),
     QT_TR_NOOP("Do this when the link may have come into other hands. Then send the new link to the patient: with the old "
                "one they can't come in any more."),
     QT_TR_NOOP("Replace the link"), QT_TR_NOOP("Keep the link")},
    {QT_TR_NOOP("Go on without saving this visit?"), QT_TR_NOOP("What you typed is not kept."),
     QT_TR_NOOP("Go on without saving"), QT_TR_NOOP("Keep writing")},
    {QT_TR_NOOP("Close Bedside without saving this visit?"), QT_TR_NOOP("What you typed is not kept."),
     QT_TR_NOOP("Close without saving"), QT_TR_NOOP("Keep writing")},
    {QT_TR_NOOP("End the visit for everyone?"),
     QT_TR_NOOP("The patient's picture and sound stop too, and the keys of this visit are wiped. You choose the outcome "
                "next, then you can close Bedside."),
     QT_TR_NOOP("End it for everyone"), QT_TR_NOOP("Stay")},
    {QT_TR_NOOP("Leave the visit?"), QT_TR_NOOP("You can come back with the same link as long as the visit goes on."),
     QT_TR_NOOP("Leave the visit"), QT_TR_NOOP("Stay")},
    {QT_TR_NOOP("Leave the waiting room?"), QT_TR_NOOP("You lose your place. You can come back with the same link."),
     QT_TR_NOOP("Leave and close"), QT_TR_NOOP("Stay")},
    {QT_TR_NOOP("A visit is running. Unlock Bedside before you close it."),
     QT_TR_NOOP("Closing it now would cut off your patient. Type your PIN or passphrase, end the visit, then close."), "",
     QT_TR_NOOP("Go back")},
};

AppModel::AppModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, SettingsModel &settings,
                   QObject *parent)
    : QObject(parent), m_facade(facade), m_settings(settings), m_session(facade, this), m_day(facade, clock, this),
      m_card(m_day, this), m_editor(facade, clock, this), m_invitation(facade, surroundings, this),
      m_lobby(facade, clock, surroundings, this), m_guest(facade, clock, surroundings, this), m_visit(facade, clock, this),
      m_devices(facade, surroundings, this), m_summary(facade, this), m_log(this), m_address(facade, settings, this),
      m_support(clock, surroundings, this), m_network(facade, this)
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

QString AppModel::setAside() const
{
    const auto &path = m_facade.session().setAside;
    return path.empty() ? QString() : tr("Nothing was deleted. The file is now here:") + QLatin1Char('\n') + fromText(path);
}

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
    case Part::Guest:
        m_guest.refresh();
        m_network.refresh(); // which a guest who can't get through is offered
        break;
    case Part::Network: m_network.refresh(); return;
    case Part::Visit: refreshVisit(); break;
    case Part::LocalMedia: m_devices.refresh(); break;
    case Part::Level: m_devices.refreshLevel(); return;
    case Part::Log: m_log.show(m_facade.log()); break;
    case Part::Address: m_address.refresh(); break;
    case Part::Notice:
        m_invitation.refreshNotice();
        Q_EMIT noticeChanged();
        break;
    }
    updateScreen();
}

void AppModel::refreshVisit()
{
    m_visit.refresh();
    m_summary.refresh();
    m_lobby.refreshVisit();
    if (m_facade.visit().stage != client::VisitStage::None && m_facade.visit().isHost && !hasDraft())
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
        if (m_question == Question::ReplaceLink || m_question == Question::LeaveDraft)
            answerNo(); // asked on a page that is gone
        Q_EMIT screenChanged();
    }
    if (m_question >= Question::CloseDraft && m_question != closingQuestion())
        answerNo(); // the visit has ended meanwhile: what was asked is no longer so
}

void AppModel::turnTo(Page page)
{
    m_page = page;
    updateScreen();
}

void AppModel::showToday()
{
    leaveEditor([this] { turnTo(Page::Today); });
}

void AppModel::showLog()
{
    leaveEditor([this] {
        m_facade.refreshLog();
        turnTo(Page::Log);
    });
}

void AppModel::showSettings()
{
    leaveEditor([this] { turnTo(Page::Settings); });
}

void AppModel::newAppointment()
{
    leaveEditor([this] {
        m_editor.begin(m_day.date());
        turnTo(Page::Appointment);
    });
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

void AppModel::askToReplaceLink()
{
    if (m_invitation.ready())
        ask(Question::ReplaceLink);
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
    m_facade.dismissNotice(); // what it says afterwards is of this attempt
    // The appointment may be there within the call or later: the newcomer is awaited first.
    if (m_editor.isNew())
        m_day.selectNewcomer();
    if (!m_editor.save())
        return;
    if (m_facade.notice()) // not saved: what was typed stays
        return m_day.expectNobody();
    m_editor.forget();
    if (m_editor.date() != m_day.date())
        m_day.showDate(m_editor.date());
    turnTo(Page::Today);
}

void AppModel::dismissNotice() { m_facade.dismissNotice(); }
void AppModel::tryAgain() { m_facade.tryAgain(); }

// ---- Before something is lost ------------------------------------------------------------------------------------------

void AppModel::leaveEditor(std::function<void()> then)
{
    if (!hasDraft())
        return then();
    m_then = std::move(then);
    ask(Question::LeaveDraft);
}

AppModel::Question AppModel::closingQuestion() const
{
    const auto &visit = m_facade.visit();
    const auto state = m_facade.session().state;
    if (visit.stage == client::VisitStage::Opening || visit.stage == client::VisitStage::Active) {
        if (state == client::AppState::Locked)
            return Question::CloseLocked; // whoever passes by must not end it
        return visit.isHost ? Question::CloseEnds : Question::CloseLeaves;
    }
    if (state == client::AppState::Guest)
        return m_facade.guest().stage == client::GuestStage::Waiting ? Question::CloseQueue : Question::None;
    return hasDraft() ? Question::CloseDraft : Question::None;
}

bool AppModel::askBeforeClosing()
{
    const Question question = m_closeAgreed ? Question::None : closingQuestion();
    if (question != Question::None)
        ask(question);
    return question != Question::None;
}

void AppModel::ask(Question question)
{
    m_question = question;
    Q_EMIT questionChanged();
}

void AppModel::answerYes()
{
    const Question question = std::exchange(m_question, Question::None);
    const auto then = std::exchange(m_then, nullptr);
    Q_EMIT questionChanged();
    switch (question) {
    case Question::None:
    case Question::CloseLocked: break;
    case Question::ReplaceLink: m_invitation.replace(); break;
    case Question::LeaveDraft:
        m_editor.forget();
        then();
        break;
    case Question::CloseDraft:
    case Question::CloseQueue:
        m_closeAgreed = true;
        Q_EMIT closeAgreed();
        break;
    case Question::CloseEnds: m_visit.endForAll(); break; // the summary follows, with its outcome to choose
    case Question::CloseLeaves: m_visit.leave(); break;
    }
}

void AppModel::answerNo()
{
    m_then = nullptr;
    ask(Question::None);
}

QString AppModel::words(const char *QuestionWords::*which) const
{
    const char *text = kQuestions[static_cast<std::size_t>(m_question)].*which;
    return *text == '\0' ? QString() : tr(text);
}

QString AppModel::question() const { return words(&QuestionWords::question); }
QString AppModel::consequence() const { return words(&QuestionWords::consequence); }
QString AppModel::yesText() const { return words(&QuestionWords::yes); }
QString AppModel::noText() const { return words(&QuestionWords::no); }

// ---- Language ----------------------------------------------------------------------------------------------------------

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
    m_address.refresh();
    m_support.refresh();
    m_network.refresh();
    Q_EMIT m_editor.changed();
    Q_EMIT noticeChanged();
    Q_EMIT questionChanged();
}

} // namespace bedside::ui
