// SPDX-License-Identifier: Apache-2.0
// A relay of the test's own: coturn as an unprivileged process on loopback, over UDP, TCP and TLS, that checks
// credentials with a shared secret.
#pragma once

#include "tests/support/ends_with_its_test.h"

#include <QDir>
#include <QProcess>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QThread>
#include <QUdpSocket>

namespace bedside::test {

inline constexpr char kTurnSecret[] = "the-secret-of-the-tests-relay";

class TurnServer {
public:
    ~TurnServer() { stop(); }

    // `certificate`: a file NAME.pem with NAME.key beside it, for TLS. Waits until it answers; false if it does not.
    bool start(const QString &certificate)
    {
        m_port = freePort();
        m_tlsPort = freePort();
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.setStandardOutputFile(m_folder.filePath(QStringLiteral("log")));
        endsWithItsTest(m_process);
        m_process.start(
            QStringLiteral("turnserver"),
            {QStringLiteral("-n"), QStringLiteral("--listening-ip=127.0.0.1"), QStringLiteral("--relay-ip=127.0.0.1"),
             QStringLiteral("--listening-port=%1").arg(m_port),
             QStringLiteral("--tls-listening-port=%1").arg(m_tlsPort), QStringLiteral("--min-port=%1").arg(kLeastPort),
             QStringLiteral("--max-port=%1").arg(kMostPort), QStringLiteral("--fingerprint"), QStringLiteral("--use-auth-secret"),
             QStringLiteral("--static-auth-secret=") + QLatin1String(kTurnSecret),
             QStringLiteral("--realm=bedside.test"), QStringLiteral("--no-dtls"), QStringLiteral("--no-cli"),
             QStringLiteral("--allow-loopback-peers"), QStringLiteral("--cert=%1.pem").arg(certificate),
             QStringLiteral("--pkey=%1.key").arg(certificate), QStringLiteral("--log-file=stdout"),
             QStringLiteral("--userdb=") + m_folder.filePath(QStringLiteral("db")),
             QStringLiteral("--pidfile=") + m_folder.filePath(QStringLiteral("pid"))});
        return m_process.waitForStarted() && answers(m_port) && answers(m_tlsPort);
    }
    void stop()
    {
        m_process.terminate();
        if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(10'000)) {
            m_process.kill();
            m_process.waitForFinished(10'000);
        }
    }
    std::uint16_t port() const { return m_port; } // UDP and TCP
    // What a server's settings say of a relay on this computer; of this one.
    static QByteArray setting(int port, const char *transport)
    {
        return "relay = localhost:" + QByteArray::number(port) + ' ' + transport + '\n';
    }
    QByteArray setting(const char *transport) const
    {
        return setting(qstrcmp(transport, "tls") == 0 ? m_tlsPort : m_port, transport);
    }
    QByteArray settings() const { return setting("udp") + setting("tcp") + setting("tls"); }
    std::uint16_t tlsPort() const { return m_tlsPort; }

    // UDP ports that it holds for somebody at this moment, as /proc tells.
    int allocations() const
    {
        QSet<QByteArray> inodes;
        const QDir held(QStringLiteral("/proc/%1/fd").arg(m_process.processId()));
        for (const QFileInfo &entry : held.entryInfoList(QDir::System | QDir::Files))
            inodes.insert(QFile::symLinkTarget(entry.filePath()).section(QLatin1String("socket:["), 1).remove(QLatin1Char(']')).toLatin1());
        QFile table(QStringLiteral("/proc/net/udp"));
        int count = 0;
        if (table.open(QIODevice::ReadOnly))
            for (const QByteArray &line : table.readAll().split('\n')) {
                const auto cells = line.simplified().split(' '); // 1: address:port in hexadecimal, 9: inode
                const int port = cells.size() > 9 ? cells[1].split(':').last().toInt(nullptr, 16) : 0;
                count += port >= kLeastPort && port <= kMostPort && inodes.contains(cells[9]) ? 1 : 0;
            }
        return count;
    }

    // One that nobody listens on at this moment, neither over TCP nor over UDP.
    static std::uint16_t freePort()
    {
        QTcpServer tcp;
        QUdpSocket udp;
        while (!udp.isValid() || udp.state() != QAbstractSocket::BoundState) {
            tcp.close();
            if (!tcp.listen(QHostAddress::LocalHost))
                return 0;
            udp.bind(QHostAddress::LocalHost, tcp.serverPort());
        }
        return tcp.serverPort();
    }

private:
    static constexpr int kLeastPort = 20000, kMostPort = 29999;

    static bool answers(std::uint16_t port)
    {
        for (int i = 0; i < 200; ++i) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress::LocalHost, port);
            if (socket.waitForConnected(1000))
                return true;
            QThread::msleep(50);
        }
        return false;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    std::uint16_t m_port = 0, m_tlsPort = 0;
};

} // namespace bedside::test
