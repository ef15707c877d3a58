// SPDX-License-Identifier: Apache-2.0
// A server in hostile hands: it owns the real server's TLS key, stands in front of it and speaks the real wire to both
// sides. Every HTTP exchange and every frame of every WebSocket passes through a script that may alter, drop, hold,
// double, invent or answer by itself. Lives in the test's process, on its event loop; main thread.
#pragma once

#include "core/base/json.h"
#include "core/wire/frame.h"
#include "core/wire/messages.h"

#include <QSslConfiguration>
#include <QSslServer>
#include <QWebSocketServer>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

class QWebSocket;

namespace bedside::test
{

enum class Way { ToServer, ToClient };

struct Frame {
    wire::FrameType type{};
    Bytes body;

    template <class Message>
    static Frame of(const Message &message)
    {
        return {Message::kType, message.encode()};
    }
    template <class Message>
    Result<Message> as() const
    {
        return Message::decode(body);
    }
};

// One client's WebSocket, and the one to the real server behind it.
class Line
{
public:
    Line(QWebSocket *client, std::unique_ptr<QWebSocket> server);
    ~Line();

    void send(Way way, const Frame &frame);
    void sendBytes(Way way, ByteSpan message); // whatever they are
    bool isOpen() const;
    void close();

    // As the real server's AuthOk said.
    std::optional<wire::ConnectionKind> kind;
    std::uint64_t connection = 0;
    bool isGuest() const { return kind == wire::ConnectionKind::Guest; }
    bool isStaff() const { return kind == wire::ConnectionKind::Staff; }

private:
    friend class HostileServer;
    void flush();

    QWebSocket *m_client;
    std::unique_ptr<QWebSocket> m_server;
    std::vector<QByteArray> m_early; // until the real server has answered
};

struct Exchange {
    std::string method, path, query;
    Json request; // null: none
    int status = 0;
    Json answer;
};

class HostileServer
{
public:
    // Takes a port of loopback. Clients are served once begin() has been called.
    bool listen();
    std::string address() const { return "127.0.0.1:" + std::to_string(m_door.serverPort()); }
    // The real server's certificate and key, and where it listens.
    bool begin(const QByteArray &pem, int realPort);
    // What new connections are shown from now on.
    void show(const QByteArray &pem);

    // ---- The script. What is not set lets everything through. ----
    enum class Asked { PassOn, Answered, Ignored };
    std::function<Asked(Exchange &)>
        onRequest;                            // Answered: status and answer are the script's; Ignored: none ever comes
    std::function<void(Exchange &)> onAnswer; // of the real server, to be altered in place
    std::function<bool(Line &, Way, Frame &)> onFrame; // false: the script keeps it
    void forgetScript();

    // Whether these bytes have stood in any body or frame that passed, either way.
    bool hasSeen(const QByteArray &bytes) const { return m_seen.contains(bytes); }
    Line *guest(); // the newest that is open
    Line *staff();

private:
    void accept(QTcpSocket *socket);
    void readRequest(QTcpSocket *socket, QByteArray &buffer);
    void ask(QTcpSocket *socket, Exchange exchange, const QByteArray &authorization);
    void reply(QTcpSocket *socket, const Exchange &exchange);
    void openLine(QWebSocket *client);
    void onMessage(Line &line, Way way, const QByteArray &message);
    Line *newest(wire::ConnectionKind kind);

    QSslServer m_door;
    QWebSocketServer m_upgrades{QStringLiteral("hostile"), QWebSocketServer::NonSecureMode}; // behind m_door's TLS
    QSslConfiguration m_toServer;
    int m_realPort = 0;
    QByteArray m_seen;
    std::vector<std::unique_ptr<Line>> m_lines; // closed ones too, until the next one comes
};

} // namespace bedside::test
