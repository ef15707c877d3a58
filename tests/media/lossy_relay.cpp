// SPDX-License-Identifier: Apache-2.0
#include "tests/media/lossy_relay.h"

#include <QNetworkDatagram>
#include <QStringList>
#include <QTimer>

#include <algorithm>

namespace bedside::media::test {

LossyRelay::LossyRelay(Leaf one, Leaf other, unsigned seed) : m_random(seed)
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
        if (std::uniform_real_distribution<>(0, 1)(m_random) < (media ? m_loss : m_handshakeLoss) || (loses && loses(sender.leaf, bytes))) {
            ++m_lost;
            continue;
        }
        pass(announced, sender, bytes);
    }
}

void LossyRelay::pass(End &announced, End &sender, const QByteArray &bytes)
{
    using namespace std::chrono;
    const auto now = steady_clock::now();
    if (m_rate != 0) {
        if (announced.lineFree - now > 300ms) {
            ++m_lost;
            return;
        }
        announced.lineFree = std::max(announced.lineFree, now) + microseconds(bytes.size() * 8 * 1'000'000 / m_rate);
    }
    ++m_carried;
    if (announced.port == 0)
        return;
    const auto send = [&announced, &sender, bytes] { sender.socket.writeDatagram(bytes, QHostAddress::LocalHost, announced.port); };
    const auto wait = duration_cast<milliseconds>(std::max(announced.lineFree, now) - now) + m_delay;
    if (wait > 0ms)
        QTimer::singleShot(wait, Qt::PreciseTimer, this, send);
    else
        send();
}

} // namespace bedside::media::test
