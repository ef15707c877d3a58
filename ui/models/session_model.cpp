// SPDX-License-Identifier: Apache-2.0
#include "ui/models/session_model.h"

#include "core/base/secret.h"
#include "ui/models/formatters.h"

namespace bedside::ui {

using client::AppState;
using client::KeyStoreMode;

SessionModel::SessionModel(client::Facade &facade, QObject *parent) : QObject(parent), m_facade(facade)
{
    m_waiting.setInterval(1000);
    connect(&m_waiting, &QTimer::timeout, this, &SessionModel::tick);
    refresh();
}

QString SessionModel::practiceName() const { return fromText(m_facade.session().practiceName); }
QString SessionModel::personName() const { return fromText(m_facade.session().personName); }
QString SessionModel::login() const { return fromText(m_facade.session().login); }
QString SessionModel::serverName() const { return fromText(m_facade.session().serverName); }
bool SessionModel::usesPin() const { return m_facade.session().keyStoreMode == KeyStoreMode::SystemKeyStoreAndPin; }
bool SessionModel::busy() const { return m_facade.session().busy; }
bool SessionModel::online() const { return m_facade.session().online; }
bool SessionModel::signedIn() const { return m_facade.session().state == AppState::SignedIn; }

QString SessionModel::keyStoreText() const
{
    return usesPin() ? tr("Your data opens with this PIN and this computer's key store together.")
                     : tr("This computer has no key store, so your passphrase alone protects your data. Use a long one.");
}

QString SessionModel::problem() const
{
    if (m_inputMissing)
        return m_onCodeStep ? tr("The code has six digits. Type the one that your app shows now.")
                            : tr("Type your name and your password.");
    if (m_waitSeconds > 0)
        return tr("There were too many attempts. You can try again in %n second(s).", nullptr,
                  static_cast<int>(m_waitSeconds));
    return errorSentence(m_facade.session().failure);
}

QString SessionModel::clockWarning() const
{
    constexpr std::int64_t kToleratedSeconds = 120; // certificates and codes allow for no more
    const std::int64_t offset = m_facade.session().clockOffsetSeconds;
    if (std::abs(offset) <= kToleratedSeconds)
        return {};
    const QString by = durationText(std::chrono::seconds(std::abs(offset)));
    return offset > 0 ? tr("This computer's clock is %1 slow. Set the date and time, or sign-in and visits won't work.").arg(by)
                      : tr("This computer's clock is %1 fast. Set the date and time, or sign-in and visits won't work.").arg(by);
}

QString SessionModel::connectionText() const
{
    if (!signedIn())
        return tr("Not signed in: changes are kept here and sent later");
    return online() ? tr("Connected") : tr("No connection: changes are kept here and sent later");
}

void SessionModel::refresh()
{
    const auto &session = m_facade.session();
    if (session.state == AppState::SignedIn || session.state == AppState::Locked) {
        m_onCodeStep = false;
        m_worksOffline = false;
        forgetPassword();
    }
    // A refused sign-in starts again at the password: which of the three was wrong is not said.
    if (m_wasBusy && !session.busy && session.failure && session.state == AppState::SignedOut) {
        m_onCodeStep = false;
        forgetPassword();
    }
    m_wasBusy = session.busy;
    m_waitSeconds = session.retryAfterSeconds;
    if (m_waitSeconds > 0)
        m_waiting.start();
    Q_EMIT changed();
}

void SessionModel::tick()
{
    if (--m_waitSeconds <= 0)
        m_waiting.stop();
    Q_EMIT changed();
}

void SessionModel::unlock(const QString &pinOrPassphrase)
{
    if (!busy() && !mustWait() && !pinOrPassphrase.isEmpty())
        m_facade.unlock(pinOrPassphrase.toStdString());
}

void SessionModel::continueWith(const QString &login, const QString &password)
{
    m_inputMissing = login.trimmed().isEmpty() || password.isEmpty();
    if (!m_inputMissing) {
        m_login = login.trimmed().toStdString();
        m_password = password.toStdString();
        m_onCodeStep = true;
    }
    Q_EMIT changed();
}

void SessionModel::signIn(const QString &code)
{
    if (busy() || mustWait())
        return;
    const QString trimmed = QString(code).remove(QLatin1Char(' '));
    m_inputMissing = trimmed.size() < 6; // a recovery code is longer
    if (!m_inputMissing)
        m_facade.signIn(m_login, m_password, trimmed.toStdString());
    Q_EMIT changed();
}

void SessionModel::backToPassword()
{
    m_onCodeStep = false;
    m_inputMissing = false;
    forgetPassword();
    Q_EMIT changed();
}

void SessionModel::workOffline()
{
    m_worksOffline = true;
    Q_EMIT changed();
}

void SessionModel::askToSignIn()
{
    m_worksOffline = false;
    Q_EMIT changed();
}

void SessionModel::signOut() { m_facade.signOut(); }

void SessionModel::lock() { m_facade.lock(); }

void SessionModel::forgetPassword()
{
    wipeMemory({reinterpret_cast<std::uint8_t *>(m_password.data()), m_password.size()});
    m_password.clear();
}

} // namespace bedside::ui
