// SPDX-License-Identifier: Apache-2.0
// Unlocking the profile and signing in, in two steps: name and password, then the code. Main thread.
#pragma once

#include "core/client/facade.h"

#include <QObject>
#include <QTimer>
#include <QtQmlIntegration>

namespace bedside::ui {

class SessionModel : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by the program")
    Q_PROPERTY(QString practiceName READ practiceName NOTIFY changed FINAL)
    Q_PROPERTY(QString personName READ personName NOTIFY changed FINAL)
    Q_PROPERTY(QString login READ login NOTIFY changed FINAL)
    Q_PROPERTY(QString serverName READ serverName NOTIFY changed FINAL)
    Q_PROPERTY(bool usesPin READ usesPin NOTIFY changed FINAL)
    Q_PROPERTY(QString keyStoreText READ keyStoreText NOTIFY changed FINAL)
    Q_PROPERTY(bool busy READ busy NOTIFY changed FINAL)
    Q_PROPERTY(bool online READ online NOTIFY changed FINAL)
    Q_PROPERTY(bool signedIn READ signedIn NOTIFY changed FINAL)
    Q_PROPERTY(bool onCodeStep READ onCodeStep NOTIFY changed FINAL)
    Q_PROPERTY(bool worksOffline READ worksOffline NOTIFY changed FINAL)
    Q_PROPERTY(bool mustWait READ mustWait NOTIFY changed FINAL)
    Q_PROPERTY(QString problem READ problem NOTIFY changed FINAL)
    Q_PROPERTY(QString clockWarning READ clockWarning NOTIFY changed FINAL)
    Q_PROPERTY(QString connectionText READ connectionText NOTIFY changed FINAL)

public:
    SessionModel(client::Facade &facade, QObject *parent);

    QString practiceName() const;
    QString personName() const;
    QString login() const;
    QString serverName() const;
    bool usesPin() const;
    QString keyStoreText() const;
    bool busy() const;
    bool online() const;
    bool signedIn() const;
    bool onCodeStep() const { return m_onCodeStep; }
    bool worksOffline() const { return m_worksOffline; }
    bool mustWait() const { return m_waitSeconds > 0; }
    QString problem() const;
    QString clockWarning() const;
    QString connectionText() const;

    void refresh();

public Q_SLOTS:
    void unlock(const QString &pinOrPassphrase);
    void continueWith(const QString &login, const QString &password); // to the code step
    void signIn(const QString &code);
    void backToPassword();
    void workOffline();
    void askToSignIn();
    void signOut();
    void lock();

Q_SIGNALS:
    void changed();

private:
    void forgetPassword();
    void tick();

    client::Facade &m_facade;
    QTimer m_waiting;
    std::int64_t m_waitSeconds = 0;
    std::string m_login;
    std::string m_password; // between the two steps only; wiped
    bool m_onCodeStep = false;
    bool m_wasBusy = false;
    bool m_worksOffline = false;
    bool m_inputMissing = false;
};

} // namespace bedside::ui
