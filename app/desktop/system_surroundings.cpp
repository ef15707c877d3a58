// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/system_surroundings.h"

#include "app/desktop/support_report.h"

#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QIcon>
#include <QStandardPaths>

namespace bedside::desktop {

namespace {

Bytes chimeFile()
{
    QFile file(QStringLiteral(":/bedside/sounds/chime.wav"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray content = file.readAll();
    return Bytes(content.begin(), content.end());
}

QString freePath(const QDir &folder, const QString &name)
{
    const QFileInfo info(name);
    QString path = folder.filePath(name);
    for (int n = 2; QFile::exists(path); ++n)
        path = folder.filePath(QStringLiteral("%1-%2.%3").arg(info.completeBaseName()).arg(n).arg(info.suffix()));
    return path;
}

} // namespace

SystemSurroundings::SystemSurroundings() : m_chime(chimeFile())
{
    if (!QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_tray = std::make_unique<QSystemTrayIcon>(QIcon(QStringLiteral(":/bedside/icons/bedside.svg")));
    m_tray->setToolTip(QStringLiteral("Bedside"));
    const auto toFront = [this] {
        if (!m_window)
            return;
        m_window->show();
        m_window->raise();
        m_window->requestActivate();
    };
    QObject::connect(m_tray.get(), &QSystemTrayIcon::activated, m_tray.get(), toFront);
    QObject::connect(m_tray.get(), &QSystemTrayIcon::messageClicked, m_tray.get(), toFront);
    m_tray->show();
}

void SystemSurroundings::setWindow(QWindow *window) { m_window = window; }

void SystemSurroundings::ring() { m_chime.ring(); }

void SystemSurroundings::notify(const QString &words)
{
    if (!m_window || m_window->isActive())
        return;
    m_window->alert(0);
    if (m_tray)
        m_tray->showMessage(QStringLiteral("Bedside"), words, QSystemTrayIcon::NoIcon);
}

void SystemSurroundings::copyText(const QString &text) { QGuiApplication::clipboard()->setText(text); }

Result<QString> SystemSurroundings::saveFile(const QString &name, const QByteArray &content)
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    if (folder.isEmpty() || !QDir().mkpath(folder))
        folder = QDir::homePath();
    const QString path = freePath(QDir(folder), name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        return Error(ErrorCode::InputOutput, "file for saving");
    if (file.write(content) != content.size() || !file.flush()) {
        file.remove();
        return Error(ErrorCode::DiskFull, "saving a file");
    }
    return path;
}

void SystemSurroundings::chooseFile(const QString &title, const QString &name, std::function<void(const QString &path)> chosen)
{
    auto *dialog = new QFileDialog(nullptr, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setFileMode(QFileDialog::AnyFile);
    dialog->setDefaultSuffix(QFileInfo(name).suffix());
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(name);
    dialog->winId(); // makes its window
    if (m_window)
        dialog->windowHandle()->setTransientParent(m_window);
    QObject::connect(dialog, &QFileDialog::finished, dialog, [dialog, chosen = std::move(chosen)](int result) {
        const QStringList files = dialog->selectedFiles();
        chosen(result == QDialog::Accepted && !files.isEmpty() ? files.first() : QString());
    });
    dialog->open();
}

Result<void> SystemSurroundings::writeFile(const QString &path, const QByteArray &content)
{
    return saveReport(path.toStdU16String(), std::string_view(content.constData(), static_cast<std::size_t>(content.size())));
}

} // namespace bedside::desktop
