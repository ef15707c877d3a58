// SPDX-License-Identifier: Apache-2.0
#include "tests/media/lossy_relay.h"

#include <QNetworkDatagram>
#include <QStringList>

namespace bedside::media::test {

LossyRelay::LossyRelay(Leaf one, Leaf other)
{
    m_one.leaf = one;
    m_other.leaf = other;
    for (End *end : {&m_one, &m_other}) {
        End *far = end == &m_one ? &m_other : &m_one;
        if (!end->socket.bind(QHostAddress::LocalHost))
            qFatal("relay: no socket");
        // What arrives at the socket that stands for `end` was sent by `far`, and is meant for `end`.
        QObject::connect(&end->socket, &QUdpSocket::readyRead, this, [this, end, far] { carry(*end, *far); });
    }
}

bool LossyRelay::rewrite(Leaf from, Leaf, Signal &signal)
{
    if (signal.kind != SignalKind::Candidate || (from != m_one.leaf && from != m_other.leaf))
        return true;
    End &end = from == m_one.leaf ? m_one : m_other;
    QStringList words = QString::fromLatin1(reinterpret_cast<const char *>(signal.body.data()) + 2,
                                            static_cast<int>(signal.body.size()) - 2)
                            .split(u' ');
    if (words.size() < 8)
        return true;
    end.port = words[5].toUShort();
    words[5] = QString::number(end.socket.localPort());
    const QByteArray line = words.join(u' ').toLatin1();
    signal.body.resize(2);
    signal.body.insert(signal.body.end(), line.begin(), line.end());
    return true;
}

void LossyRelay::carry(End &announced, End &sender)
{
    while (announced.socket.hasPendingDatagrams()) {
        const QByteArray bytes = announced.socket.receiveDatagram().data();
        const auto first = bytes.isEmpty() ? 0 : static_cast<unsigned char>(bytes[0]);
        const bool media = first >= 128 && first < 192; // RFC 7983
        if (media && std::uniform_real_distribution<>(0, 1)(m_random) < m_loss) {
            ++m_lost;
            continue;
        }
        ++m_carried;
        if (announced.port != 0)
            sender.socket.writeDatagram(bytes, QHostAddress::LocalHost, announced.port);
    }
}

} // namespace bedside::media::test
