// SPDX-License-Identifier: Apache-2.0
// The log's catalogue names in words. An unknown name (a newer server's) is shown as it is, never hidden.
#include "core/wire/http.h"
#include "ui/models/formatters.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <string_view>

namespace bedside::ui {

namespace {

struct Event {
    std::string_view name;
    const char *text;
};

const Event kEvents[] = {
    {"practice.created", QT_TRANSLATE_NOOP("Events", "The practice was set up")},
    {"trust.changed", QT_TRANSLATE_NOOP("Events", "The practice's list of keys was renewed")},
    {"account.created", QT_TRANSLATE_NOOP("Events", "An account was made")},
    {"role-keys.changed", QT_TRANSLATE_NOOP("Events", "The keys of a role were changed")},
    {"server.started", QT_TRANSLATE_NOOP("Events", "The server was started")},
    {"server.stopped", QT_TRANSLATE_NOOP("Events", "The server was stopped")},
    {"account.roles-changed", QT_TRANSLATE_NOOP("Events", "The roles of an account were changed")},
    {"account.disabled", QT_TRANSLATE_NOOP("Events", "An account was closed")},
    {"device.added", QT_TRANSLATE_NOOP("Events", "A device was added")},
    {"device.revoked", QT_TRANSLATE_NOOP("Events", "A device was shut out")},
    {"policy.changed", QT_TRANSLATE_NOOP("Events", "The practice's rules were changed")},
    {"session.signed-in", QT_TRANSLATE_NOOP("Events", "Signed in")},
    {"session.signed-out", QT_TRANSLATE_NOOP("Events", "Signed out")},
    {"session.refused", QT_TRANSLATE_NOOP("Events", "A sign-in was refused")},
    {"session.expired", QT_TRANSLATE_NOOP("Events", "A session ran out")},
    {"session.recovery-code", QT_TRANSLATE_NOOP("Events", "A recovery code was used")},
    {"session.locked", QT_TRANSLATE_NOOP("Events", "The screen was locked")},
    {"appointment.created", QT_TRANSLATE_NOOP("Events", "Appointment made")},
    {"appointment.changed", QT_TRANSLATE_NOOP("Events", "Appointment changed")},
    {"appointment.cancelled", QT_TRANSLATE_NOOP("Events", "Appointment cancelled")},
    {"invite.created", QT_TRANSLATE_NOOP("Events", "Invitation made")},
    {"invite.withdrawn", QT_TRANSLATE_NOOP("Events", "Invitation withdrawn")},
    {"invite.opened", QT_TRANSLATE_NOOP("Events", "An invitation was opened")},
    {"invite.refused", QT_TRANSLATE_NOOP("Events", "An invitation was refused")},
    {"lobby.arrived", QT_TRANSLATE_NOOP("Events", "A patient came into the waiting room")},
    {"lobby.left", QT_TRANSLATE_NOOP("Events", "A patient left the waiting room")},
    {"lobby.denied", QT_TRANSLATE_NOOP("Events", "A person was not let in")},
    {"visit.opened", QT_TRANSLATE_NOOP("Events", "The visit was opened")},
    {"visit.admitted", QT_TRANSLATE_NOOP("Events", "The patient was let in")},
    {"visit.joined", QT_TRANSLATE_NOOP("Events", "The patient joined the visit")},
    {"visit.left", QT_TRANSLATE_NOOP("Events", "A person left the visit")},
    {"visit.removed", QT_TRANSLATE_NOOP("Events", "A person was removed from the visit")},
    {"visit.resumed", QT_TRANSLATE_NOOP("Events", "The visit went on after a lost connection")},
    {"visit.ended", QT_TRANSLATE_NOOP("Events", "The visit ended")},
    {"chat.sent", QT_TRANSLATE_NOOP("Events", "A chat message was sent")},
    {"safety-code.compared", QT_TRANSLATE_NOOP("Events", "The safety code was compared")},
    {"keys.rotated", QT_TRANSLATE_NOOP("Events", "The visit got new keys")},
    {"media.interrupted", QT_TRANSLATE_NOOP("Events", "Picture or sound was interrupted")},
    {"media.restored", QT_TRANSLATE_NOOP("Events", "Picture and sound came back")},
    {"visit.locked", QT_TRANSLATE_NOOP("Events", "The visit was locked")},
    {"visit.unlocked", QT_TRANSLATE_NOOP("Events", "The visit was unlocked")},
    {"share.started", QT_TRANSLATE_NOOP("Events", "Screen sharing began")},
    {"share.stopped", QT_TRANSLATE_NOOP("Events", "Screen sharing ended")},
    {"file.sent", QT_TRANSLATE_NOOP("Events", "A file was sent")},
    {"file.received", QT_TRANSLATE_NOOP("Events", "A file was received")},
    {"consent.given", QT_TRANSLATE_NOOP("Events", "Consent was given")},
    {"consent.refused", QT_TRANSLATE_NOOP("Events", "Consent was refused")},
    {"consent.withdrawn", QT_TRANSLATE_NOOP("Events", "Consent was withdrawn")},
    {"record.started", QT_TRANSLATE_NOOP("Events", "Recording began")},
    {"record.stopped", QT_TRANSLATE_NOOP("Events", "Recording ended")},
    {"network.checked", QT_TRANSLATE_NOOP("Events", "The patient's internet connection was checked")},
    {"key.failed", QT_TRANSLATE_NOOP("Events", "A key did not pass its check")},
    {"certificate.failed", QT_TRANSLATE_NOOP("Events", "A certificate did not pass its check")},
    {"store.failed", QT_TRANSLATE_NOOP("Events", "The data on a computer could not be opened")},
    {"clock.wrong", QT_TRANSLATE_NOOP("Events", "A computer's clock was wrong")},
    {"audit.read", QT_TRANSLATE_NOOP("Events", "The log was read")},
    {"audit.erased", QT_TRANSLATE_NOOP("Events", "A field of the log was erased")},
    {"audit.exported", QT_TRANSLATE_NOOP("Events", "The log was exported")},
    {"record.exported", QT_TRANSLATE_NOOP("Events", "A record was exported")},
};

// Details that the log's catalogue names. An error's name becomes its sentence; anything else is shown as it is.
const Event kDetails[] = {
    {"completed", QT_TRANSLATE_NOOP("Events", "completed")},
    {"audio-only", QT_TRANSLATE_NOOP("Events", "sound only")},
    {"no-show", QT_TRANSLATE_NOOP("Events", "did not come")},
    {"technical-failure", QT_TRANSLATE_NOOP("Events", "technical problem")},
    {"left", QT_TRANSLATE_NOOP("Events", "left early")},
    {"connection-lost", QT_TRANSLATE_NOOP("Events", "connection closed")},
    {"weak-line-sound-only", QT_TRANSLATE_NOOP("Events", "the line was weak, sound only")},
    {"weak-line-text-only", QT_TRANSLATE_NOOP("Events", "the line was too weak for sound")},
    {"good", QT_TRANSLATE_NOOP("Events", "fine for the visit")},
    {"slow", QT_TRANSLATE_NOOP("Events", "slow")},
    {"blocked", QT_TRANSLATE_NOOP("Events", "it blocks video visits")},
    {"https", QT_TRANSLATE_NOOP("Events", "the server was not reached (HTTPS)")},
    {"websocket", QT_TRANSLATE_NOOP("Events", "no lasting connection to the server (WebSocket)")},
    {"relay-udp", QT_TRANSLATE_NOOP("Events", "the relay was not reached over UDP")},
    {"relay-tcp", QT_TRANSLATE_NOOP("Events", "the relay was not reached over TCP")},
    {"relay-tls", QT_TRANSLATE_NOOP("Events", "the relay was not reached over TLS")},
    {"same", QT_TRANSLATE_NOOP("Events", "the same")},
    {"different", QT_TRANSLATE_NOOP("Events", "different")},
};

} // namespace

// A guest has no account: the server knows the invitation's id and nothing else.
QString actorText(const client::LogEntry &entry)
{
    return entry.actor.starts_with("invite:") ? QCoreApplication::translate("Events", "Holder of the invitation")
                                              : fromText(entry.actor);
}

QString detailText(const client::LogEntry &entry)
{
    const auto *found = std::find_if(std::begin(kDetails), std::end(kDetails),
                                     [&](const Event &e) { return e.name == entry.detail; });
    if (found != std::end(kDetails))
        return QCoreApplication::translate("Events", found->text);
    const ErrorCode code = wire::errorFromName(entry.detail);
    return errorName(code) == entry.detail ? whatHappened(code) : fromText(entry.detail);
}

QString eventSentence(const client::LogEntry &entry)
{
    const auto *found = std::find_if(std::begin(kEvents), std::end(kEvents),
                                     [&](const Event &e) { return e.name == entry.event; });
    return found == std::end(kEvents) ? fromText(entry.event) : QCoreApplication::translate("Events", found->text);
}

} // namespace bedside::ui
