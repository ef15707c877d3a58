// SPDX-License-Identifier: Apache-2.0
// One window per profile: the first start listens on a local socket, a second hands its link over and ends.
// Main thread. Only this user's processes can connect; a message is at most 4 KiB and is a link or empty.
#pragma once

#include "core/base/error.h"

#include <QObject>
#include <QStringList>
#include <filesystem>
#include <functional>
#include <memory>

class QLocalServer;
class QLocalSocket;

namespace bedside::platform {

class SingleInstance {
public:
    enum class Role { First, Second };

    ~SingleInstance();

    // Hands `link` (or "" to bring the window up) to a running instance of this profile and returns Second, or becomes
    // First. At most 2 s. InputOutput when neither works.
    static Result<std::unique_ptr<SingleInstance>> claim(const std::filesystem::path &socket, const QString &link);

    Role role() const { return m_role; }
    // First only: called on the main thread for each later start; "" means: come to the front. What came before is
    // handed over at once.
    void setOnLink(std::function<void(const QString &)> onLink);

private:
    SingleInstance() = default;
    void accept();
    void serve(QLocalSocket *socket);

    Role m_role = Role::First;
    std::unique_ptr<QLocalServer> m_server;
    std::function<void(const QString &)> m_onLink;
    QStringList m_early; // accepted while the program was still starting
};

} // namespace bedside::platform
