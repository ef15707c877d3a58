// SPDX-License-Identifier: Apache-2.0
// One sentence or two for every ErrorCode: what happened, then what to do. A test holds the table complete in every
// language.
#include "ui/models/formatters.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>

namespace bedside::ui {

namespace {

struct Sentence {
    ErrorCode code;
    const char *text;
};

using E = ErrorCode;

// Many codes are one thing to a person: what another device sent did not pass a check, and was refused.
constexpr const char *kRefusedMessage =
    QT_TRANSLATE_NOOP("Errors", "A message did not pass its security check, so we refused it. Leave and come back; if it happens again, call the practice.");
constexpr const char *kProgramFault =
    QT_TRANSLATE_NOOP("Errors", "Something inside the program went wrong. Close Bedside and open it again.");
constexpr const char *kNotPossibleNow =
    QT_TRANSLATE_NOOP("Errors", "That can't be done at this moment. Wait a little and try again.");

const Sentence kSentences[] = {
    {E::Truncated, kRefusedMessage},
    {E::TrailingBytes, kRefusedMessage},
    {E::TooLarge, QT_TRANSLATE_NOOP("Errors", "That is longer than can be sent. Make it shorter and try again.")},
    {E::Malformed, kRefusedMessage},
    {E::NonMinimal, kRefusedMessage},
    {E::UnknownVersion, QT_TRANSLATE_NOOP("Errors", "The other side uses a newer Bedside than this one. Update Bedside on this computer.")},
    {E::UnknownType, kRefusedMessage},

    {E::SelfTestFailed, QT_TRANSLATE_NOOP("Errors", "Bedside checks its own encryption when it starts, and the check did not hold. Nothing was opened. Install Bedside again.")},
    {E::BadSignature, QT_TRANSLATE_NOOP("Errors", "A signature is not from who it should be, so we refused it. Call the practice before you go on.")},
    {E::BadMac, kRefusedMessage},
    {E::BadKey, kRefusedMessage},
    {E::KeyUnavailable, QT_TRANSLATE_NOOP("Errors", "This computer has no key for that. Ask your administrator to give this device access.")},
    {E::KeyExhausted, QT_TRANSLATE_NOOP("Errors", "The keys of this visit are used up. Leave and come back with the same link.")},
    {E::Replayed, QT_TRANSLATE_NOOP("Errors", "An old message was sent a second time, and we refused it. You can go on.")},

    {E::WrongPractice, QT_TRANSLATE_NOOP("Errors", "This belongs to another practice. Nothing was opened. Call your practice and ask for a new link.")},
    {E::Expired, QT_TRANSLATE_NOOP("Errors", "The practice's certificate has run out. Ask the practice to renew it.")},
    {E::NotYetValid, QT_TRANSLATE_NOOP("Errors", "The practice's certificate is not valid yet. Check the date and time of this computer.")},
    {E::ClockWrong, QT_TRANSLATE_NOOP("Errors", "This computer's clock is wrong. Set the date and time, then try again.")},
    {E::Revoked, QT_TRANSLATE_NOOP("Errors", "This device may no longer be used with the practice. Ask your administrator.")},
    {E::RolledBack, QT_TRANSLATE_NOOP("Errors", "The server showed an older list than before, so we stopped. Tell your administrator.")},
    {E::Equivocated, QT_TRANSLATE_NOOP("Errors", "The server showed two different lists, so we stopped. Tell your administrator.")},
    {E::NotAuthorized, QT_TRANSLATE_NOOP("Errors", "Your account may not do that. Ask your administrator.")},

    {E::LinkIncomplete, QT_TRANSLATE_NOOP("Errors", "Part of this link is missing. Copy the whole link from your message and paste it again, or ask for a new one.")},
    {E::LinkDamaged, QT_TRANSLATE_NOOP("Errors", "A letter or number in this link is wrong. Copy the link from your message again, or ask for a new one.")},
    {E::LinkUnknown, QT_TRANSLATE_NOOP("Errors", "This link is not known any more. Ask the practice for a new link.")},
    {E::LinkExpired, QT_TRANSLATE_NOOP("Errors", "This link has run out. Ask the practice for a new link.")},
    {E::LinkSpent, QT_TRANSLATE_NOOP("Errors", "The visit of this link has ended. If you need another visit, call the practice.")},
    {E::LinkInUse, QT_TRANSLATE_NOOP("Errors", "This link is in use on another device. Go on there, or ask the practice for a new link.")},
    {E::LinkForeign, QT_TRANSLATE_NOOP("Errors", "The server in this link doesn't belong to the practice in this link. A letter may be wrong: copy the link from your message again. If that doesn't help, don't use the link and call the practice.")},

    {E::WrongGroup, kRefusedMessage},
    {E::WrongEpoch, QT_TRANSLATE_NOOP("Errors", "The keys of this visit have moved on. Leave and come back with the same link.")},
    {E::WrongSender, kRefusedMessage},
    {E::BadProposal, kRefusedMessage},
    {E::BadTree, kRefusedMessage},
    {E::BadPath, kRefusedMessage},
    {E::BadConfirmation, kRefusedMessage},
    {E::BadLifetime, QT_TRANSLATE_NOOP("Errors", "The other device's key is out of date. Check the date and time of both computers, then try again.")},
    {E::DuplicateKey, kRefusedMessage},
    {E::UnsupportedSuite, QT_TRANSLATE_NOOP("Errors", "The other device wants another kind of encryption than we allow. Update Bedside on both computers.")},
    {E::UnsupportedExtension, QT_TRANSLATE_NOOP("Errors", "The other device asks for something this version can't do. Update Bedside on both computers.")},
    {E::Downgraded, QT_TRANSLATE_NOOP("Errors", "Somebody tried to weaken the encryption, so we stopped. Call the practice.")},
    {E::NotHost, QT_TRANSLATE_NOOP("Errors", "Only the clinician who runs the visit can do that.")},
    {E::Locked, QT_TRANSLATE_NOOP("Errors", "The visit is locked, and nobody else can come in. Unlock it first.")},
    {E::Split, QT_TRANSLATE_NOOP("Errors", "The devices disagree about who runs the visit, so we stopped. Leave and come back with the same link.")},
    {E::NotInState, kNotPossibleNow},
    {E::SafetyCodeDiffers, QT_TRANSLATE_NOOP("Errors", "The safety codes differ, so somebody else may be in between. Picture, sound and chat have stopped on both sides. Leave this visit and talk by phone; next time, use a new link.")},

    {E::NoCamera, QT_TRANSLATE_NOOP("Errors", "We can't find a camera. Plug one in and press Try again. You can also talk without a picture.")},
    {E::NoMicrophone, QT_TRANSLATE_NOOP("Errors", "We can't find a microphone. Plug one in and press Try again.")},
    {E::DeviceBusy, QT_TRANSLATE_NOOP("Errors", "Your camera or microphone is being used by another program. Close that program and press Try again.")},
    {E::DeviceLost, QT_TRANSLATE_NOOP("Errors", "Your camera or microphone was unplugged. Plug it in again, or choose another one.")},
    {E::CertificateMismatch, QT_TRANSLATE_NOOP("Errors", "The line did not lead to the other person's own device, so we closed it. Nothing was sent. Leave and come back.")},
    {E::NegotiationFailed, QT_TRANSLATE_NOOP("Errors", "The two computers could not agree on a line. Leave and come back with the same link.")},
    {E::PipelineFailed, QT_TRANSLATE_NOOP("Errors", "The picture or sound stopped on this computer. Press Try again, or close Bedside and open it again.")},
    {E::NoPath, QT_TRANSLATE_NOOP("Errors", "This network lets no picture or sound through, neither directly nor by the practice's relay. Try another network, such as your phone's hotspot, or ask the person who looks after this one.")},

    {E::ServerUnreachable, QT_TRANSLATE_NOOP("Errors", "We can't reach the practice's server. Check your internet connection; we keep trying.")},
    {E::ServerCertificateChanged, QT_TRANSLATE_NOOP("Errors", "The server is not the one we know, so we did not connect. Call the practice before you try again.")},
    {E::TimedOut, QT_TRANSLATE_NOOP("Errors", "The server took too long to answer. Check your internet connection and try again.")},
    {E::ConnectionLost, QT_TRANSLATE_NOOP("Errors", "The connection was lost. We are connecting again; stay where you are.")},
    {E::ServerRefused, QT_TRANSLATE_NOOP("Errors", "The server did not accept that. Try again; if it happens again, tell your administrator.")},
    {E::TooManyAttempts, QT_TRANSLATE_NOOP("Errors", "There were too many attempts. Wait a little, then try again.")},
    {E::ProxyRefused, QT_TRANSLATE_NOOP("Errors", "Your network's proxy did not let us through. Ask the person who looks after your network.")},

    {E::SignInRefused, QT_TRANSLATE_NOOP("Errors", "The name, the password or the code is not right. Type all three again; a code works only once.")},
    {E::SessionEnded, QT_TRANSLATE_NOOP("Errors", "You have been signed out. Sign in again to go on.")},
    {E::WeakPassword, QT_TRANSLATE_NOOP("Errors", "That password is easy to guess. Choose one of 12 characters or more.")},
    {E::NotFound, QT_TRANSLATE_NOOP("Errors", "That is not there any more. Somebody may have removed it.")},
    {E::Conflict, QT_TRANSLATE_NOOP("Errors", "Somebody changed this at the same time. Look at the new version, then make your change again.")},
    {E::AlreadyExists, QT_TRANSLATE_NOOP("Errors", "That exists already. Use the one that is there, or choose another name.")},

    {E::WrongPin, QT_TRANSLATE_NOOP("Errors", "That PIN or passphrase does not open this profile. Type it again.")},
    {E::StoreDamaged, QT_TRANSLATE_NOOP("Errors", "The file that keeps your data on this computer is missing, damaged, or does not fit the key file beside it. Put the right file back and try again, or ask your administrator to set this computer up again.")},
    {E::StoreForeign, QT_TRANSLATE_NOOP("Errors", "The file that keeps your data on this computer belongs to another practice or program. Put your own file back and try again, or ask your administrator to set this computer up again.")},
    {E::StoreNewer, QT_TRANSLATE_NOOP("Errors", "Your data was written by a newer Bedside. Update Bedside on this computer.")},
    {E::DiskFull, QT_TRANSLATE_NOOP("Errors", "The disk is full, so nothing more can be saved. Free some space and try again; nothing saved is lost.")},
    {E::InputOutput, QT_TRANSLATE_NOOP("Errors", "A file could not be read or written. Check the disk and its permissions, then try again.")},
    {E::NoKeyStore, QT_TRANSLATE_NOOP("Errors", "This system has no key store that works. Start or unlock it, then try again, or use a longer passphrase.")},
    {E::KeyStoreRefused, QT_TRANSLATE_NOOP("Errors", "The system's key store did not give the key. Unlock it, then try again.")},
    {E::KeyStoreMissing, QT_TRANSLATE_NOOP("Errors", "Your data needs this computer's key store, which isn't running. Start or unlock the key store, then close Bedside and open it again.")},
    {E::KeyStoreForeign, QT_TRANSLATE_NOOP("Errors", "This computer's key store does not hold the key of this profile. Open Bedside with the computer account that the profile was made with, or ask your administrator to set this computer up again.")},
    {E::KeyFileDamaged, QT_TRANSLATE_NOOP("Errors", "The key file of this profile, bedside.key, is missing or damaged, so your data can't be opened. Nothing was changed. Put a copy of the key file back and try again, or ask your administrator to set this computer up again.")},
    {E::PracticeFileDamaged, QT_TRANSLATE_NOOP("Errors", "The file called practice, which names your practice, is missing or damaged. Nothing was changed. Put a copy of that file back and try again, or ask your administrator to set this computer up again.")},

    {E::LogDropped, QT_TRANSLATE_NOOP("Errors", "Entries are missing in the practice's log, so we did not accept it. Tell your administrator.")},
    {E::LogEdited, QT_TRANSLATE_NOOP("Errors", "An entry in the practice's log was changed afterwards, so we did not accept it. Tell your administrator.")},
    {E::LogReordered, QT_TRANSLATE_NOOP("Errors", "The entries of the practice's log were put in another order, so we did not accept it. Tell your administrator.")},
    {E::LogForked, QT_TRANSLATE_NOOP("Errors", "The server showed two different versions of the practice's log, so we did not accept it. Tell your administrator.")},
    {E::LogRolledBack, QT_TRANSLATE_NOOP("Errors", "The server showed an older state of the practice's log than before, so we did not accept it. Tell your administrator.")},
    {E::LogHeadInvalid, QT_TRANSLATE_NOOP("Errors", "The practice's log is not signed by the practice's server, so we did not accept it. Tell your administrator.")},

    {E::OutOfMemory, QT_TRANSLATE_NOOP("Errors", "This computer has run out of memory. Close other programs and try again.")},
    {E::Cancelled, QT_TRANSLATE_NOOP("Errors", "That was stopped before it was done. Start it again when you want.")},
    {E::Unsupported, QT_TRANSLATE_NOOP("Errors", "This system can't do that. Use a newer system, or another computer.")},
    {E::Internal, kProgramFault},
};

} // namespace

QString errorSentence(const Error &error)
{
    const auto *found = std::find_if(std::begin(kSentences), std::end(kSentences),
                                     [&](const Sentence &s) { return s.code == error.code(); });
    const char *text = found == std::end(kSentences) ? kProgramFault : found->text;
    return QCoreApplication::translate("Errors", text);
}

QString whatHappened(ErrorCode code)
{
    const QString sentence = errorSentence(Error(code));
    const auto end = sentence.indexOf(QStringLiteral(". "));
    return end < 0 ? sentence : sentence.left(end + 1);
}

QString errorSentence(const std::optional<Error> &error) { return error ? errorSentence(*error) : QString(); }

} // namespace bedside::ui
