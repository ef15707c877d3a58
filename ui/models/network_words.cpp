// SPDX-License-Identifier: Apache-2.0
// What a check of the network has found, in words for whoever waits and for whoever looks after the network. `bedside
// --doctor` says it with the same ones.
#include "ui/models/formatters.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace bedside::ui {

using client::NetworkGrade;
using client::NetworkLeg;
using client::NetworkStep;
using client::NetworkVerdict;

namespace {

QString words(const char *text) { return QCoreApplication::translate("Network", text); }

bool isOfServer(NetworkLeg leg) { return leg == NetworkLeg::Https || leg == NetworkLeg::Socket; }

const NetworkStep *firstFailure(const NetworkVerdict &verdict)
{
    const auto failed = [](const NetworkStep &step) { return step.error.has_value(); };
    const auto found = std::find_if(verdict.steps.begin(), verdict.steps.end(), failed);
    return found == verdict.steps.end() ? nullptr : &*found;
}

// Nobody answers: whether the network or the server is to blame can't be told from here.
bool isServerSilent(const NetworkVerdict &verdict)
{
    const NetworkStep *failure = firstFailure(verdict);
    if (!failure || failure->leg != NetworkLeg::Https)
        return false;
    const ErrorCode code = failure->error->code();
    return code == ErrorCode::ServerUnreachable || code == ErrorCode::TimedOut || code == ErrorCode::ConnectionLost;
}

bool isClockWrong(const NetworkVerdict &verdict)
{
    const NetworkStep *failure = firstFailure(verdict);
    return failure && failure->error->code() == ErrorCode::ClockWrong;
}

// Symbols of units are the same in every language.
QString rateText(int kbps)
{
    const QLocale locale;
    return kbps < 1'000 ? locale.toString(kbps) + QStringLiteral(" kbit/s")
                        : locale.toString(kbps / 1'000.0, 'f', kbps < 10'000 ? 1 : 0) + QStringLiteral(" Mbit/s");
}

QString millisecondsText(int milliseconds) { return QLocale().toString(milliseconds) + QStringLiteral(" ms"); }

} // namespace

QString networkHeadline(const NetworkVerdict &verdict)
{
    if (verdict.running)
        return words(QT_TRANSLATE_NOOP("Network", "We are checking your internet connection (%1 %)."))
            .arg(verdict.percent);
    switch (verdict.grade) {
    case NetworkGrade::Good:
        return words(QT_TRANSLATE_NOOP("Network", "Your internet connection is fine for the visit."));
    case NetworkGrade::Slow:
        return verdict.soundAtRisk
                   ? words(QT_TRANSLATE_NOOP("Network", "Your internet connection is very slow. The sound may break "
                                                        "up, and the picture may be missing."))
                   : words(QT_TRANSLATE_NOOP(
                         "Network",
                         "Your internet connection is slow. You will hear each other well; the picture may be small."));
    case NetworkGrade::Blocked:
        if (isClockWrong(verdict))
            return errorSentence(Error(ErrorCode::ClockWrong));
        return isServerSilent(verdict)
                   ? words(QT_TRANSLATE_NOOP("Network", "This computer can't reach the practice's server."))
                   : words(QT_TRANSLATE_NOOP("Network", "Your internet connection blocks video visits."));
    case NetworkGrade::Unknown: break;
    }
    return verdict.steps.empty()
               ? words(QT_TRANSLATE_NOOP("Network", "See whether this internet connection is good enough for visits."))
               : words(QT_TRANSLATE_NOOP("Network", "The check could not be finished. Try again in a minute."));
}

QString networkRemedy(const NetworkVerdict &verdict)
{
    if (verdict.running || isClockWrong(verdict))
        return {};
    switch (verdict.grade) {
    case NetworkGrade::Slow:
        return words(QT_TRANSLATE_NOOP(
            "Network",
            "It helps to sit closer to the Wi-Fi router and to close other programs that use the internet."));
    case NetworkGrade::Blocked:
        return words(QT_TRANSLATE_NOOP("Network", "Try another Wi-Fi or your phone's hotspot. Or show the details to "
                                                  "the person who looks after this network."));
    case NetworkGrade::Good:
    case NetworkGrade::Unknown: break;
    }
    return {};
}

QString networkLegText(NetworkLeg leg)
{
    switch (leg) {
    case NetworkLeg::Https: return words(QT_TRANSLATE_NOOP("Network", "Reaching the practice's server"));
    case NetworkLeg::Socket: return words(QT_TRANSLATE_NOOP("Network", "Staying connected to the practice's server"));
    case NetworkLeg::RelayUdp: return words(QT_TRANSLATE_NOOP("Network", "Picture and sound, the fast way"));
    case NetworkLeg::RelayTcp: return words(QT_TRANSLATE_NOOP("Network", "Picture and sound, the second way"));
    case NetworkLeg::RelayTls:
        return words(QT_TRANSLATE_NOOP("Network", "Picture and sound, the way that most networks let through"));
    }
    return {};
}

QString networkLegName(NetworkLeg leg)
{
    switch (leg) {
    case NetworkLeg::Https: return words(QT_TRANSLATE_NOOP("Network", "server, HTTPS"));
    case NetworkLeg::Socket: return words(QT_TRANSLATE_NOOP("Network", "server, WebSocket"));
    case NetworkLeg::RelayUdp: return words(QT_TRANSLATE_NOOP("Network", "relay, UDP"));
    case NetworkLeg::RelayTcp: return words(QT_TRANSLATE_NOOP("Network", "relay, TCP"));
    case NetworkLeg::RelayTls: return words(QT_TRANSLATE_NOOP("Network", "relay, TLS"));
    }
    return {};
}

QString networkAdvice(const NetworkStep &step)
{
    if (!step.error)
        return {};
    switch (step.error->code()) {
    case ErrorCode::ProxyRefused:
        return words(QT_TRANSLATE_NOOP("Network", "The proxy did not let this through. Allow CONNECT to this host and "
                                                  "port, or correct the name and password in https_proxy."));
    case ErrorCode::ServerCertificateChanged:
        return words(QT_TRANSLATE_NOOP("Network", "Something shows another certificate. Take this host out of TLS "
                                                  "inspection; if there is none, tell the practice."));
    case ErrorCode::ClockWrong:
        return words(QT_TRANSLATE_NOOP("Network", "This computer's clock is wrong. Set its time and time zone."));
    case ErrorCode::Malformed:
        return words(QT_TRANSLATE_NOOP(
            "Network",
            "Something else answers there. Tell the practice, and look for a device that intercepts this port."));
    case ErrorCode::TooManyAttempts:
        return words(
            QT_TRANSLATE_NOOP("Network", "The server was asked too often from this address. Try again in a minute."));
    default: break;
    }
    if (step.leg == NetworkLeg::Socket)
        return words(QT_TRANSLATE_NOOP("Network", "Let WebSocket connections through to this host and port, without "
                                                  "inspection and without a limit on their length."));
    if (step.leg == NetworkLeg::RelayUdp)
        return words(QT_TRANSLATE_NOOP("Network", "Let UDP out to this host and port, and its answers back in. Without "
                                                  "it visits take the slower ways below."));
    return isOfServer(step.leg)
               ? words(QT_TRANSLATE_NOOP(
                     "Network", "Let TCP out to this host and port, and let this computer look up the host's name."))
               : words(QT_TRANSLATE_NOOP("Network", "Let TCP out to this host and port."));
}

QString networkProxy(const NetworkVerdict &verdict)
{
    return words(QT_TRANSLATE_NOOP("Network", "Proxy: %1"))
        .arg(verdict.proxy.empty() ? words(QT_TRANSLATE_NOOP("Network", "none")) : fromText(verdict.proxy));
}

QStringList networkFigures(const NetworkVerdict &verdict)
{
    QStringList out;
    if (verdict.downKbps)
        out << words(QT_TRANSLATE_NOOP("Network", "Download: %1")).arg(rateText(*verdict.downKbps));
    if (verdict.upKbps)
        out << words(QT_TRANSLATE_NOOP("Network", "Upload: %1")).arg(rateText(*verdict.upKbps));
    if (verdict.lossPercent)
        out << words(QT_TRANSLATE_NOOP("Network", "Lost packets: %1 %"))
                   .arg(QLocale().toString(*verdict.lossPercent, 'f', 0));
    if (verdict.delayMs)
        out << words(QT_TRANSLATE_NOOP("Network", "Round trip: %1")).arg(millisecondsText(*verdict.delayMs));
    if (verdict.jitterMs)
        out << words(QT_TRANSLATE_NOOP("Network", "Jitter: %1")).arg(millisecondsText(*verdict.jitterMs));
    return out;
}

QString networkNote(const NetworkVerdict &verdict)
{
    const auto isRelay = [](const NetworkStep &step) { return !isOfServer(step.leg); };
    const bool reached = !verdict.steps.empty() && !firstFailure(verdict);
    return !verdict.running && reached && std::none_of(verdict.steps.begin(), verdict.steps.end(), isRelay)
               ? words(QT_TRANSLATE_NOOP(
                     "Network", "The practice has no relay: visits need a direct way between the two networks."))
               : QString();
}

} // namespace bedside::ui
