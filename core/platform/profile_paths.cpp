// SPDX-License-Identifier: Apache-2.0
#include "core/platform/profile_paths.h"

#include "core/base/bytes.h"
#include "core/crypto/hash.h"

#include <QStandardPaths>
#include <QString>

#ifndef _WIN32
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace bedside::platform {
namespace {

namespace fs = std::filesystem;

fs::path systemFolder()
{
    // Not AppDataLocation: that adds organisation and application names, which differ between our programs.
    const QString base = QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation);
#if defined(_WIN32) || defined(__APPLE__)
    return fs::path(base.toStdU16String()) / "Bedside";
#else
    return fs::path(base.toStdString()) / "bedside";
#endif
}

Result<void> makePrivate(const fs::path &folder)
{
    std::error_code error;
    const bool made = fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder, error))
        return Error(ErrorCode::InputOutput, "profile folder", error.value());
#ifndef _WIN32
    struct stat state{};
    if (::stat(folder.c_str(), &state) != 0)
        return Error(ErrorCode::InputOutput, "profile folder", errno);
    if (state.st_uid != ::geteuid())
        return Error(ErrorCode::InputOutput, "profile folder belongs to another user");
#endif
    fs::permissions(folder, fs::perms::owner_all, error);
    if (error && made)
        return Error(ErrorCode::InputOutput, "profile folder", error.value());
    return {};
}

// A socket's path is limited to about 100 bytes, a profile's is not: a short name made from it, in the runtime folder.
// Without a session (XDG_RUNTIME_DIR unset) the profile folder itself serves where it is short enough; Qt's substitute in
// the temporary folder is the last choice, and only because Qt checks that it is ours alone.
fs::path socketName(const fs::path &root)
{
    const std::string path = root.string();
    const std::string name = "bedside-" + toHex(ByteSpan(crypto::sha256(asBytes(path))).first(8));
#ifdef _WIN32
    return name;
#else
    constexpr std::size_t kLongestFolder = 80;
    if (!qEnvironmentVariableIsSet("XDG_RUNTIME_DIR") && path.size() <= kLongestFolder)
        return root / name;
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return fs::path(runtime.isEmpty() ? path : runtime.toStdString()) / name;
#endif
}

} // namespace

Result<ProfilePaths> profilePaths(const fs::path &chosen)
{
    std::error_code error;
    fs::path root = fs::weakly_canonical(fs::absolute(chosen.empty() ? systemFolder() : chosen, error), error);
    if (error)
        return Error(ErrorCode::InputOutput, "profile folder", error.value());
    TRY_OK(makePrivate(root));

    ProfilePaths paths;
    paths.database = root / "bedside.db";
    paths.envelope = root / "bedside.key";
    paths.trust = root / "practice";
    paths.aside = root / "set-aside";
    paths.socket = socketName(root);
    paths.root = std::move(root);
    return paths;
}

} // namespace bedside::platform
