// SPDX-License-Identifier: Apache-2.0
// Result and Error: how everything in core reports failure. Nothing in core throws.
// An Error never carries clinical or user text: a code, a static string for engineers, and one number.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace bedside {

enum class ErrorCode : std::uint16_t {
    // Bytes from outside.
    Truncated = 1,       // fewer bytes than the format demands
    TrailingBytes,       // more bytes than the format demands
    TooLarge,            // over a stated limit
    Malformed,           // not the format at all
    NonMinimal,          // a length or integer not in its shortest form
    UnknownVersion,      // a newer format: an update is needed
    UnknownType,

    // Cryptography.
    SelfTestFailed = 100,
    BadSignature,
    BadMac,              // an AEAD tag or HMAC does not hold
    BadKey,              // wrong size, low order, not on the curve
    KeyUnavailable,      // no key for this epoch, KID or role
    KeyExhausted,        // a counter has reached its bound
    Replayed,

    // Identity (core/identity).
    WrongPractice = 200, // signed by another practice's key
    Expired,
    NotYetValid,
    ClockWrong,          // this computer's clock and the server's differ too far
    Revoked,
    RolledBack,          // an older number than one already seen
    Equivocated,         // the same number with another content
    NotAuthorized,       // the role does not allow it

    // Invite links.
    LinkIncomplete = 240,  // the fragment is missing or cut
    LinkDamaged,           // a character is wrong
    LinkUnknown,           // no such invite on that server
    LinkExpired,
    LinkSpent,             // the visit has ended
    LinkInUse,             // bound to another device
    LinkForeign,           // the server is of another practice than the link's

    // MLS and the group profile.
    WrongGroup = 300,
    WrongEpoch,
    WrongSender,         // the sender's type or role does not allow the message
    BadProposal,
    BadTree,
    BadPath,
    BadConfirmation,     // confirmation tag or parent hash does not hold
    BadLifetime,
    DuplicateKey,
    UnsupportedSuite,
    UnsupportedExtension,
    Downgraded,
    NotHost,
    Locked,              // the visit is locked: no new device
    Split,               // members disagree about the host
    NotInState,          // not possible in the present state
    SafetyCodeDiffers,   // two people compared it: somebody may be in between

    // Media.
    NoCamera = 400,
    NoMicrophone,
    DeviceBusy,          // in use by another program
    DeviceLost,
    CertificateMismatch, // the DTLS certificate is not the one that the leaf signed
    NegotiationFailed,
    PipelineFailed,
    NoPath,              // neither a direct line nor a relay leads to the other side

    // Network.
    ServerUnreachable = 500,
    ServerCertificateChanged,
    TimedOut,
    ConnectionLost,
    ServerRefused,       // an unexpected status; detail = the HTTP status
    TooManyAttempts,     // throttled; detail = seconds to wait
    ProxyRefused,

    // Accounts.
    SignInRefused = 600, // name, password or code: deliberately not said which
    SessionEnded,
    WeakPassword,
    NotFound,
    Conflict,            // changed elsewhere meanwhile
    AlreadyExists,

    // Storage.
    WrongPin = 700,      // the PIN or passphrase does not open the store
    StoreDamaged,        // the file exists and is not, or no longer, a database of ours
    StoreForeign,        // the file belongs to another practice or program
    StoreNewer,          // written by a newer version
    DiskFull,
    InputOutput,         // any other I/O error; detail = errno
    NoKeyStore,          // the system has no key store that works
    KeyStoreRefused,
    KeyStoreMissing,     // the file was made with a key store, and none works now
    KeyStoreForeign,     // the key store's entry is gone or belongs to another key file
    KeyFileDamaged,      // the wrapped database key is missing or not whole
    PracticeFileDamaged, // the pinned practice is missing or not whole

    // The practice's log (core/audit). detail = the first index or the size that does not hold, where there is one.
    LogDropped = 800,    // entries are missing, in the middle or at the end
    LogEdited,           // an entry is not what the tree was made of
    LogReordered,        // entries stand in another order
    LogForked,           // two heads that cannot belong to one log
    LogRolledBack,       // shorter than the log that was seen before
    LogHeadInvalid,      // no tree head, or not signed by the practice's server

    // Programming and environment.
    OutOfMemory = 900,
    Cancelled,
    Unsupported,         // this system cannot do it
    Internal,            // a bug: should not be reachable
};

// A stable ASCII name for logs and reports ("LinkDamaged"); never shown to a user.
std::string_view errorName(ErrorCode code) noexcept;

class [[nodiscard]] Error {
public:
    // `why` must be a string literal: it is kept by reference.
    constexpr explicit Error(ErrorCode code, const char *why = "", std::int64_t detail = 0) noexcept
        : m_why(why), m_detail(detail), m_code(code) {}

    constexpr ErrorCode code() const noexcept { return m_code; }
    constexpr const char *why() const noexcept { return m_why; }
    constexpr std::int64_t detail() const noexcept { return m_detail; }
    friend bool operator==(const Error &a, const Error &b) noexcept { return a.m_code == b.m_code; }

private:
    const char *m_why;
    std::int64_t m_detail;
    ErrorCode m_code;
};

template <class T>
class [[nodiscard]] Result {
public:
    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : m_state(std::in_place_index<1>, error) {}

    bool ok() const noexcept { return m_state.index() == 0; }
    explicit operator bool() const noexcept { return ok(); }
    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }
    const Error &error() const { return std::get<1>(m_state); }

private:
    std::variant<T, Error> m_state;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : m_error(error) {}

    bool ok() const noexcept { return !m_error.has_value(); }
    explicit operator bool() const noexcept { return ok(); }
    const Error &error() const { return *m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace bedside

#define BEDSIDE_CONCAT_(a, b) a##b
#define BEDSIDE_CONCAT(a, b) BEDSIDE_CONCAT_(a, b)
#define BEDSIDE_TRY_(temporary, declaration, ...)                                                                      \
    auto temporary = (__VA_ARGS__);                                                                                    \
    if (!temporary.ok())                                                                                               \
        return temporary.error();                                                                                      \
    declaration = std::move(temporary).value()

// TRY(auto x, f()): on failure returns the error from the enclosing function, otherwise declares x.
#define TRY(declaration, ...) BEDSIDE_TRY_(BEDSIDE_CONCAT(try_, __COUNTER__), declaration, __VA_ARGS__)

// TRY_OK(f()): the same for a Result whose value is not wanted, Result<void> above all.
#define TRY_OK(...)                                                                                                    \
    do {                                                                                                               \
        if (auto try_ok = (__VA_ARGS__); !try_ok.ok())                                                                 \
            return try_ok.error();                                                                                     \
    } while (false)
