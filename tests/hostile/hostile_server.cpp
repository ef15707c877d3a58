// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/hostile_server.h"

#include <QPointer>
#include <QSslCertificate>
#include <QSslKey>
#include <QWebSocket>

namespace bedside::test
{
namespace
{

constexpr JsonLimits kAnyJson{.bytes = 4 * 1024 * 1024, .values = 200'000};

ByteSpan bytesOf(const QByteArray &bytes)
{
    return {reinterpret_cast<const std::uint8_t *>(bytes.constData()), static_cast<std::size_t>(bytes.size())};
}

QByteArray toQt(ByteSpan bytes)
{
    return QByteArray(reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size()));
}

// The value of a header in a request's or an answer's head; empty where it is not there.
QByteArray headerIn(const QByteArray &head, const QByteArray &name)
{
    for (const QByteArray &line : head.split('\n')) {
        const auto colon = line.indexOf(':');
        if (colon > 0 && line.first(colon).trimmed().toLower() == name)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

// A whole message at the front of `buffer`, taken out of it: its head and its body.
std::optional<std::pair<QByteArray, QByteArray>> takeMessage(QByteArray &buffer)
{
    const auto end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    const QByteArray head = buffer.first(end);
    const auto size = headerIn(head, "content-length").toLongLong();
    if (buffer.size() < end + 4 + size)
        return std::nullopt;
    const QByteArray body = buffer.mid(end + 4, size);
    buffer.remove(0, end + 4 + size);
    return std::pair(head, body);
}

Json jsonOf(const QByteArray &body)
{
    auto parsed = body.isEmpty() ? Result<Json>(Json()) : parseJson(bytesOf(body), kAnyJson);
    return parsed.ok() ? std::move(parsed).value() : Json();
}

} // namespace

// ---- Lines
// -------------------------------------------------------------------------------------------------------------

Line::Line(QWebSocket *client, std::unique_ptr<QWebSocket> server) : m_client(client), m_server(std::move(server)) {}

Line::~Line()
{
    m_client->disconnect();
    m_server->disconnect();
    m_client->abort();
    m_client->deleteLater();
    m_server.release()->deleteLater();
}

void Line::send(Way way, const Frame &frame)
{
    if (const auto message = wire::makeFrame(frame.type, frame.body); message.ok())
        sendBytes(way, *message);
}

void Line::sendBytes(Way way, ByteSpan message)
{
    if (way == Way::ToClient)
        m_client->sendBinaryMessage(toQt(message));
    else if (m_server->state() == QAbstractSocket::ConnectedState)
        m_server->sendBinaryMessage(toQt(message));
    else
        m_early.push_back(toQt(message));
}

void Line::flush()
{
    for (const QByteArray &message : std::exchange(m_early, {}))
        m_server->sendBinaryMessage(message);
}

bool Line::isOpen() const { return m_client->state() == QAbstractSocket::ConnectedState; }

void Line::close()
{
    m_client->close();
    m_server->close();
}

// ---- The door
// ------------------------------------------------------------------------------------------------------------

bool HostileServer::listen() { return m_door.listen(QHostAddress::LocalHost); }

bool HostileServer::begin(const QByteArray &pem, int realPort)
{
    m_realPort = realPort;
    m_toServer = QSslConfiguration::defaultConfiguration();
    m_toServer.setCaCertificates({QSslCertificate(pem)});
    show(pem);
    QObject::connect(&m_door, &QSslServer::pendingConnectionAvailable, &m_door, [this] {
        while (QTcpSocket *socket = m_door.nextPendingConnection())
            accept(socket);
    });
    QObject::connect(&m_upgrades, &QWebSocketServer::newConnection, &m_upgrades, [this] {
        while (QWebSocket *client = m_upgrades.nextPendingConnection())
            openLine(client);
    });
    return m_door.isListening();
}

void HostileServer::show(const QByteArray &pem)
{
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setLocalCertificate(QSslCertificate(pem));
    tls.setPrivateKey(QSslKey(pem, QSsl::Ec));
    m_door.setSslConfiguration(tls);
}

void HostileServer::forgetScript()
{
    onRequest = nullptr;
    onAnswer = nullptr;
    onFrame = nullptr;
}

void HostileServer::accept(QTcpSocket *socket)
{
    socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    const auto buffer = std::make_shared<QByteArray>();
    const auto read = [this, socket, buffer] {
        const QByteArray head = buffer->isEmpty() ? socket->peek(4096) : QByteArray();
        if (!head.contains("\r\n\r\n") && buffer->isEmpty())
            return;
        if (headerIn(head, "upgrade").toLower() == "websocket") {
            socket->disconnect(&m_door);
            return m_upgrades.handleConnection(socket);
        }
        *buffer += socket->readAll();
        readRequest(socket, *buffer);
    };
    QObject::connect(socket, &QTcpSocket::readyRead, &m_door, read);
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (socket->bytesAvailable() > 0)
        read();
}

void HostileServer::readRequest(QTcpSocket *socket, QByteArray &buffer)
{
    while (const auto message = takeMessage(buffer)) {
        const auto parts = message->first.left(message->first.indexOf("\r\n")).split(' ');
        if (parts.size() < 2)
            return socket->abort();
        const std::string target = parts[1].toStdString();
        const auto mark = target.find('?');
        Exchange exchange;
        exchange.method = parts[0].toStdString();
        exchange.path = target.substr(0, mark);
        exchange.query = mark == std::string::npos ? std::string() : target.substr(mark + 1);
        exchange.request = jsonOf(message->second);
        m_seen += message->second;
        switch (onRequest ? onRequest(exchange) : Asked::PassOn) {
        case Asked::Ignored: break;
        case Asked::Answered: reply(socket, exchange); break;
        case Asked::PassOn: ask(socket, std::move(exchange), headerIn(message->first, "authorization")); break;
        }
    }
}

void HostileServer::ask(QTcpSocket *socket, Exchange exchange, const QByteArray &authorization)
{
    auto *real = new QSslSocket(&m_door);
    real->setSslConfiguration(m_toServer);
    const std::string body = exchange.request.is_null() ? std::string() : dumpJson(exchange.request);
    QByteArray head = QByteArray::fromStdString(exchange.method + ' ' + exchange.path +
                                                (exchange.query.empty() ? "" : '?' + exchange.query)) +
                      " HTTP/1.1\r\nHost: real\r\nConnection: close\r\n";
    if (!authorization.isEmpty())
        head += "Authorization: " + authorization + "\r\n";
    head += "Content-Length: " + QByteArray::number(static_cast<qulonglong>(body.size())) + "\r\n\r\n";
    QObject::connect(real, &QSslSocket::encrypted, real, [real, bytes = head + QByteArray::fromStdString(body)] {
        real->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        real->write(bytes);
    });
    const QPointer<QTcpSocket> client(socket);
    QObject::connect(real, &QSslSocket::readyRead, real,
                     [this, real, client, exchange = std::move(exchange), buffer = QByteArray()]() mutable {
                         buffer += real->readAll();
                         const auto message = takeMessage(buffer);
                         if (!message)
                             return;
                         exchange.status = message->first.split(' ').value(1).toInt();
                         exchange.answer = jsonOf(message->second);
                         m_seen += message->second;
                         if (onAnswer)
                             onAnswer(exchange);
                         if (client)
                             reply(client, exchange);
                         real->disconnect();
                         real->deleteLater();
                     });
    QObject::connect(real, &QSslSocket::errorOccurred, real, [real, client] {
        if (client)
            client->abort();
        real->deleteLater();
    });
    real->connectToHostEncrypted(QStringLiteral("127.0.0.1"), static_cast<quint16>(m_realPort));
}

void HostileServer::reply(QTcpSocket *socket, const Exchange &exchange)
{
    const QByteArray body =
        exchange.answer.is_null() ? QByteArray() : QByteArray::fromStdString(dumpJson(exchange.answer));
    socket->write("HTTP/1.1 " + QByteArray::number(exchange.status) +
                  " Said\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                  "\r\n\r\n" + body);
}

// ---- WebSockets
// ------------------------------------------------------------------------------------------------------------

void HostileServer::openLine(QWebSocket *client)
{
    std::erase_if(m_lines, [](const auto &line) { return !line->isOpen(); });
    auto server = std::make_unique<QWebSocket>();
    server->setSslConfiguration(m_toServer);
    QWebSocket *real = server.get();
    m_lines.push_back(std::make_unique<Line>(client, std::move(server)));
    Line *line = m_lines.back().get();
    QObject::connect(client, &QWebSocket::binaryMessageReceived, client,
                     [this, line](const QByteArray &message) { onMessage(*line, Way::ToServer, message); });
    QObject::connect(real, &QWebSocket::binaryMessageReceived, real,
                     [this, line](const QByteArray &message) { onMessage(*line, Way::ToClient, message); });
    QObject::connect(real, &QWebSocket::connected, real, [line] { line->flush(); });
    QObject::connect(real, &QWebSocket::disconnected, client, [client] { client->close(); });
    QObject::connect(client, &QWebSocket::disconnected, real, [real] { real->close(); });
    real->open(QUrl(QStringLiteral("wss://127.0.0.1:%1/v1/socket").arg(m_realPort)));
}

void HostileServer::onMessage(Line &line, Way way, const QByteArray &message)
{
    m_seen += message;
    const auto parsed = wire::parseFrame(bytesOf(message));
    if (!parsed.ok())
        return line.sendBytes(way, bytesOf(message));
    Frame frame{parsed->type, toBytes(parsed->body)};
    if (way == Way::ToClient && frame.type == wire::FrameType::AuthOk) {
        if (const auto said = frame.as<wire::AuthOk>(); said.ok()) {
            line.kind = said->kind;
            line.connection = said->connection;
        }
    }
    if (!onFrame || onFrame(line, way, frame))
        line.send(way, frame);
}

Line *HostileServer::newest(wire::ConnectionKind kind)
{
    for (auto line = m_lines.rbegin(); line != m_lines.rend(); ++line) {
        if ((*line)->kind == kind && (*line)->isOpen())
            return line->get();
    }
    return nullptr;
}

Line *HostileServer::guest() { return newest(wire::ConnectionKind::Guest); }
Line *HostileServer::staff() { return newest(wire::ConnectionKind::Staff); }

} // namespace bedside::test
