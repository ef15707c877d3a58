// SPDX-License-Identifier: Apache-2.0
// What the screens ask of the system: the chime, a notification that names nobody, the clipboard, files, the report.
// Main thread.
#pragma once

#include "core/media/local/chime.h"
#include "ui/models/surroundings.h"

#include <QPointer>
#include <QSystemTrayIcon>
#include <QWindow>

#include <memory>

namespace bedside::desktop {

class SystemSurroundings final : public ui::Surroundings {
public:
    SystemSurroundings();

    void setWindow(QWindow *window); // brought to the front from the tray; asks for attention at an arrival

    void ring() override;
    void notify(const QString &words) override;
    void copyText(const QString &text) override;
    Result<QString> saveFile(const QString &name, const QByteArray &content) override;
    void makeReport(std::function<void(const QString &text)> ready) override { m_reporter(std::move(ready)); }
    void chooseFile(const QString &title, const QString &name, std::function<void(const QString &path)> chosen) override;
    Result<void> writeFile(const QString &path, const QByteArray &content) override;

    using Reporter = std::function<void(std::function<void(const QString &text)> ready)>;
    void setReporter(Reporter reporter) { m_reporter = std::move(reporter); } // before the first window

private:
    media::Chime m_chime;
    std::unique_ptr<QSystemTrayIcon> m_tray; // null where the system has no tray
    QPointer<QWindow> m_window;
    Reporter m_reporter;
};

} // namespace bedside::desktop
