// SPDX-License-Identifier: Apache-2.0
// A path between two participants that loses packets: their candidates are rewritten to point at sockets of this relay.
// RTP and RTCP are lost at random (seeded), and STUN and DTLS too if asked for; the line may be thin, or dead. Test's thread.
#pragma once

#include "tests/media/call_fixture.h"

#include <QUdpSocket>

#include <random>

namespace bedside::media::test {

class LossyRelay final : public QObject {
    Q_OBJECT
public:
    LossyRelay(Leaf one, Leaf other, unsigned seed = 7);
    void setLoss(double share) { m_loss = share; } // of RTP and RTCP, both ways
    void setLossOfAll(double share) { m_loss = m_handshakeLoss = share; }
    // Chooses what is lost besides; called with each packet that `from` sent.
    std::function<bool(Leaf from, const QByteArray &packet)> loses;
    // Each way, with up to 300 ms of it waiting; what does not fit is lost. 0: as fast as it comes.
    void setRate(std::int64_t bitsPerSecond) { m_rate = bitsPerSecond; }
    void setDelay(std::chrono::milliseconds oneWay) { m_delay = oneWay; }
    // Signals on this board name the relay's sockets from here on. Outlives what is on the board.
    void standBetween(SignalBoard &board)
    {
        board.filter = [this](Leaf from, Leaf to, Signal &signal) { return rewrite(from, to, signal); };
    }
    // What that does; for a filter that does more.
    bool rewrite(Leaf from, Leaf to, Signal &signal);
    int lost() const { return m_lost; }
    int carried() const { return m_carried; }

private:
    struct End {
        Leaf leaf = 0;
        QUdpSocket socket;         // stands for this participant in the other's eyes
        quint16 port = 0;          // the participant's real one
        std::chrono::steady_clock::time_point lineFree{}; // towards it
    };
    void carry(End &announced, End &towards);
    void pass(End &announced, End &sender, const QByteArray &bytes);

    End m_one, m_other;
    double m_loss = 0, m_handshakeLoss = 0;
    std::int64_t m_rate = 0;
    std::chrono::milliseconds m_delay{0};
    int m_lost = 0, m_carried = 0;
    std::minstd_rand m_random;
};

} // namespace bedside::media::test
