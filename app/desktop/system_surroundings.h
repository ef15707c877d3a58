// SPDX-License-Identifier: Apache-2.0
// What the screens ask of the system: the chime, a notification that names nobody, the clipboard, the download folder.
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

private:
    media::Chime m_chime;
    std::unique_ptr<QSystemTrayIcon> m_tray; // null where the system has no tray
    QPointer<QWindow> m_window;
};

} // namespace bedside::desktop
