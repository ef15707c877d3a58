// SPDX-License-Identifier: Apache-2.0
#include "core/platform/single_instance.h"

#include <QLocalServer>
#include <QLocalSocket>
#include <QLockFile>

#include <utility>

namespace bedside::platform {
namespace {

constexpr int kMaxMessage = 4096;
constexpr int kAnswerLimitMs = 2000;
constexpr int kMostEarly = 16;
constexpr char kAccepted[] = "ok";

// True once a running instance has confirmed that it took the link.
bool handOver(const QString &name, const QByteArray &message)
{
    QLocalSocket socket;
    socket.connectToServer(name);
    if (!socket.waitForConnected(kAnswerLimitMs))
        return false;
    socket.write(message + '\n');
    if (!socket.waitForBytesWritten(kAnswerLimitMs))
        return false;
    while (socket.bytesAvailable() < 2 && socket.waitForReadyRead(kAnswerLimitMs)) {}
    return socket.read(2) == kAccepted;
}

} // namespace

SingleInstance::~SingleInstance() = default;

Result<std::unique_ptr<SingleInstance>> SingleInstance::claim(const std::filesystem::path &socket, const QString &link)
{
    const QByteArray message = link.toUtf8();
    if (message.size() > kMaxMessage || message.contains('\n') || message.contains('\0'))
        return Error(ErrorCode::TooLarge, "link");

    std::unique_ptr<SingleInstance> instance(new SingleInstance);
    const QString name = QString::fromStdString(socket.string());
    if (handOver(name, message)) {
        instance->m_role = Role::Second;
        return instance;
    }

    // Two starts at the same moment: only the holder of the lock may replace a dead instance's socket.
    QLockFile lock(name + QStringLiteral(".lock"));
    lock.setStaleLockTime(0);
#ifndef _WIN32
    if (!lock.tryLock(kAnswerLimitMs))
        return Error(ErrorCode::InputOutput, "single-instance lock");
    if (handOver(name, message)) {
        instance->m_role = Role::Second;
        return instance;
    }
    QLocalServer::removeServer(name);
#endif
    instance->m_server = std::make_unique<QLocalServer>();
    instance->m_server->setSocketOptions(QLocalServer::UserAccessOption);
    if (!instance->m_server->listen(name))
        return Error(ErrorCode::InputOutput, "single-instance socket", instance->m_server->serverError());
    QObject::connect(instance->m_server.get(), &QLocalServer::newConnection, instance->m_server.get(),
                     [self = instance.get()] { self->accept(); });
    return instance;
}

void SingleInstance::setOnLink(std::function<void(const QString &)> onLink)
{
    m_onLink = std::move(onLink);
    for (const QString &link : std::exchange(m_early, {}))
        m_onLink(link);
}

// Reads one line from a later start, answers and passes it on.
void SingleInstance::serve(QLocalSocket *socket)
{
    if (!socket->canReadLine()) {
        if (socket->bytesAvailable() > kMaxMessage)
            socket->abort();
        return;
    }
    QByteArray line = socket->readLine(kMaxMessage + 1);
    const bool whole = line.endsWith('\n');
    line.chop(whole ? 1 : 0);
    if (!whole || line.contains('\0') || (!m_onLink && m_early.size() >= kMostEarly)) {
        socket->abort();
        return;
    }
    socket->write(kAccepted);
    socket->flush();
    socket->disconnectFromServer();
    const QString link = QString::fromUtf8(line);
    m_onLink ? m_onLink(link) : m_early.append(link);
}

void SingleInstance::accept()
{
    while (QLocalSocket *socket = m_server->nextPendingConnection()) {
        socket->setReadBufferSize(kMaxMessage + 2);
        QObject::connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        QObject::connect(socket, &QLocalSocket::readyRead, m_server.get(), [this, socket] { serve(socket); });
        if (socket->bytesAvailable() > 0)
            serve(socket);
    }
}

} // namespace bedside::platform
