// SPDX-License-Identifier: Apache-2.0
#include "core/store/atomic_file.h"

#include "core/base/bytes.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <system_error>
#if defined(_WIN32)
#include <io.h>
#include <sys/stat.h>
#else
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace bedside::store {

namespace {

Error fileError(const char *why, int number)
{
    const bool full = number == ENOSPC || number == EFBIG
#if !defined(_WIN32)
                      || number == EDQUOT
#endif
        ;
    return Error(full ? ErrorCode::DiskFull : ErrorCode::InputOutput, why, number);
}

#if defined(_WIN32)
int openForWriting(const std::filesystem::path &file)
{
    return _wopen(file.c_str(), _O_WRONLY | _O_CREAT | _O_TRUNC | _O_BINARY, _S_IREAD | _S_IWRITE);
}
int writeSome(int handle, const std::uint8_t *data, std::size_t size)
{
    return _write(handle, data, static_cast<unsigned>(size));
}
int flush(int handle) { return _commit(handle); }
int closeHandle(int handle) { return _close(handle); }
void flushFolder(const std::filesystem::path &) {} // a rename is durable with the volume's own journal
#else
int openForWriting(const std::filesystem::path &file)
{
    return ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}
ssize_t writeSome(int handle, const std::uint8_t *data, std::size_t size) { return ::write(handle, data, size); }
int flush(int handle) { return ::fsync(handle); }
int closeHandle(int handle) { return ::close(handle); }
void flushFolder(const std::filesystem::path &folder)
{
    const int handle = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (handle < 0)
        return;
    (void)::fsync(handle);
    ::close(handle);
}
#endif

Result<void> writeAll(const std::filesystem::path &file, ByteSpan content)
{
    const int handle = openForWriting(file);
    if (handle < 0)
        return fileError("open", errno);
    std::size_t at = 0;
    while (at < content.size()) {
        const auto count = writeSome(handle, content.data() + at, content.size() - at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            const int number = errno;
            closeHandle(handle);
            return fileError("write", number);
        }
        at += static_cast<std::size_t>(count);
    }
    const bool kept = flush(handle) == 0;
    const int number = errno;
    closeHandle(handle);
    if (!kept)
        return fileError("fsync", number);
    return {};
}

template <class Out, class Make>
Result<Out> readInto(const std::filesystem::path &file, std::size_t limit, Make make)
{
    std::error_code failed;
    if (!std::filesystem::is_regular_file(file, failed))
        return Error(ErrorCode::NotFound, "no such file");
    const auto size = std::filesystem::file_size(file, failed);
    if (failed)
        return Error(ErrorCode::InputOutput, "size", failed.value());
    if (size > limit)
        return Error(ErrorCode::TooLarge, "file");
    Out out = make(static_cast<std::size_t>(size));
    std::ifstream in(file, std::ios::binary);
    MutableByteSpan bytes;
    if constexpr (std::is_same_v<Out, Secret>)
        bytes = out.revealMutable();
    else
        bytes = MutableByteSpan(out);
    in.read(reinterpret_cast<char *>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (in.gcount() != static_cast<std::streamsize>(bytes.size()))
        return Error(ErrorCode::InputOutput, "read", errno);
    return out;
}

} // namespace

Result<void> writeFileAtomically(const std::filesystem::path &file, ByteSpan content)
{
    const std::filesystem::path temporary = file.string() + ".new";
    std::error_code failed;
    if (auto written = writeAll(temporary, content); !written.ok()) {
        std::filesystem::remove(temporary, failed);
        return written.error();
    }
    std::filesystem::rename(temporary, file, failed);
    if (failed) {
        const Error error = fileError("rename", failed.value());
        std::filesystem::remove(temporary, failed);
        return error;
    }
    flushFolder(file.parent_path());
    return {};
}

Result<Bytes> readSmallFile(const std::filesystem::path &file, std::size_t limit)
{
    return readInto<Bytes>(file, limit, [](std::size_t size) { return Bytes(size); });
}

Result<Secret> readSecretFile(const std::filesystem::path &file, std::size_t limit)
{
    return readInto<Secret>(file, limit, [](std::size_t size) { return Secret(size); });
}

Result<void> makePrivateFolder(const std::filesystem::path &folder)
{
    std::error_code failed;
    const bool made = std::filesystem::create_directories(folder, failed);
    if (failed)
        return fileError("create folder", failed.value());
    if (made)
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    return {};
}

} // namespace bedside::store
