// SPDX-License-Identifier: Apache-2.0
// The root of the view-models: listens to the client, tells the models what has changed, and says which screen is
// shown. Made by the program, given to Main.qml as its one required property. Main thread.
#pragma once

#include "ui/models/address_model.h"
#include "ui/models/appointment_card.h"
#include "ui/models/appointment_editor_model.h"
#include "ui/models/day_model.h"
#include "ui/models/devices_model.h"
#include "ui/models/guest_model.h"
#include "ui/models/invitation_model.h"
#include "ui/models/lobby_model.h"
#include "ui/models/log_model.h"
#include "ui/models/network_model.h"
#include "ui/models/screens.h"
#include "ui/models/session_model.h"
#include "ui/models/settings_model.h"
#include "ui/models/summary_model.h"
#include "ui/models/support_model.h"
#include "ui/models/visit_model.h"

namespace bedside::ui {

class AppModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString screen READ screen NOTIFY screenChanged FINAL)
    Q_PROPERTY(QString screenFile READ screenFile NOTIFY screenChanged FINAL)
    Q_PROPERTY(QString notice READ notice NOTIFY noticeChanged FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY noticeChanged FINAL)
    Q_PROPERTY(QString setAside READ setAside NOTIFY noticeChanged FINAL)
    Q_PROPERTY(bool canTryAgain READ canTryAgain NOTIFY noticeChanged FINAL)
    Q_PROPERTY(bool isGuest READ isGuest NOTIFY screenChanged FINAL)
    Q_PROPERTY(bool asking READ asking NOTIFY questionChanged FINAL)
    Q_PROPERTY(QString question READ question NOTIFY questionChanged FINAL)
    Q_PROPERTY(QString consequence READ consequence NOTIFY questionChanged FINAL)
    Q_PROPERTY(QString yesText READ yesText NOTIFY questionChanged FINAL)
    Q_PROPERTY(QString noText READ noText NOTIFY questionChanged FINAL)
    Q_PROPERTY(bedside::ui::SettingsModel *settings READ settings CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::SessionModel *session READ session CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::DayModel *day READ day CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::AppointmentCard *card READ card CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::AppointmentEditorModel *editor READ editor CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::InvitationModel *invitation READ invitation CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::LobbyModel *lobby READ lobby CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::GuestModel *guest READ guest CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::VisitModel *visit READ visit CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::DevicesModel *devices READ devices CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::SummaryModel *summary READ summary CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::LogModel *log READ log CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::AddressModel *address READ address CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::SupportModel *support READ support CONSTANT FINAL)
    Q_PROPERTY(bedside::ui::NetworkModel *network READ network CONSTANT FINAL)

public:
    // All outlive the model, which is the facade's one listener as long as it lives.
    AppModel(client::Facade &facade, const Clock &clock, Surroundings &surroundings, SettingsModel &settings,
             QObject *parent = nullptr);
    ~AppModel() override;

    QString screen() const;
    QString screenFile() const;
    QString notice() const;  // why the last command could not do what was asked
    QString problem() const; // why the whole program can't be used
    QString setAside() const; // where a file went that could not be used; empty: nowhere
    bool canTryAgain() const { return m_facade.session().canTryAgain; }
    bool isGuest() const;
    SettingsModel *settings() { return &m_settings; }
    SessionModel *session() { return &m_session; }
    DayModel *day() { return &m_day; }
    AppointmentCard *card() { return &m_card; }
    AppointmentEditorModel *editor() { return &m_editor; }
    InvitationModel *invitation() { return &m_invitation; }
    LobbyModel *lobby() { return &m_lobby; }
    GuestModel *guest() { return &m_guest; }
    VisitModel *visit() { return &m_visit; }
    DevicesModel *devices() { return &m_devices; }
    SummaryModel *summary() { return &m_summary; }
    LogModel *log() { return &m_log; }
    AddressModel *address() { return &m_address; }
    SupportModel *support() { return &m_support; }
    NetworkModel *network() { return &m_network; }

    // What is asked before something is lost. One at a time, over every screen.
    bool asking() const { return m_question != Question::None; }
    QString question() const;
    QString consequence() const;
    QString yesText() const;
    QString noText() const;

    void retranslate(); // the language has changed: every text is read again

public Q_SLOTS:
    void showToday();
    void showLog();
    void showSettings();
    void newAppointment();
    void changeAppointment(); // the selected one
    void invite();            // the selected one: its link, or a new one where there is none
    void askToReplaceLink();
    void cancelAppointment(); // the selected one; can be undone
    void act();               // the selected appointment's next action
    void saveAppointment();
    void dismissNotice();
    void tryAgain();          // the whole program
    bool askBeforeClosing();  // false: nothing is lost by closing
    void answerYes();
    void answerNo();

Q_SIGNALS:
    void screenChanged();
    void noticeChanged();
    void questionChanged();
    void closeAgreed();

private:
    enum class Question { None, ReplaceLink, LeaveDraft, CloseDraft, CloseEnds, CloseLeaves, CloseQueue, CloseLocked };

    struct QuestionWords;
    static const QuestionWords kQuestions[];

    QString words(const char *QuestionWords::*which) const;
    Question closingQuestion() const;
    bool hasDraft() const { return m_page == Page::Appointment && m_editor.isChanged(); }
    void leaveEditor(std::function<void()> then); // asks first where something was typed
    void ask(Question question);
    void refresh(client::Part part);
    void refreshVisit();
    void turnTo(Page page);
    void updateScreen();

    client::Facade &m_facade;
    SettingsModel &m_settings;
    SessionModel m_session;
    DayModel m_day;
    AppointmentCard m_card;
    AppointmentEditorModel m_editor;
    InvitationModel m_invitation;
    LobbyModel m_lobby;
    GuestModel m_guest;
    VisitModel m_visit;
    DevicesModel m_devices;
    SummaryModel m_summary;
    LogModel m_log;
    AddressModel m_address;
    SupportModel m_support;
    NetworkModel m_network;
    Page m_page = Page::Today;
    Screen m_screen = Screen::Welcome;
    Question m_question = Question::None;
    std::function<void()> m_then; // what waits for the answer
    bool m_closeAgreed = false;
};

} // namespace bedside::ui
