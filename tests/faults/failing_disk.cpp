// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/failing_disk.h"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <fcntl.h>
#include <new>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

namespace bedside::test {
namespace {

template <class Function>
Function next(const char *name)
{
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

DiskControl *mapped()
{
    const char *file = std::getenv("BEDSIDE_FAULTS");
    if (!file)
        return nullptr;
    static const auto open = next<int (*)(const char *, int, ...)>("open");
    const int handle = open(file, O_RDWR | O_CLOEXEC);
    if (handle < 0)
        return nullptr;
    void *place = ::mmap(nullptr, sizeof(DiskControl), PROT_READ | PROT_WRITE, MAP_SHARED, handle, 0);
    ::close(handle);
    return place == MAP_FAILED ? nullptr : static_cast<DiskControl *>(place);
}

bool isBelow(const DiskControl &control, const char *path)
{
    const std::size_t size = std::strlen(control.folder);
    return size > 0 && std::strncmp(path, control.folder, size) == 0;
}

bool fails(DiskControl &control, std::uint32_t kind)
{
    const std::uint64_t number = ++control.calls;
    const std::uint64_t failing = control.failing;
    if (failing == 0 || number < failing || (number > failing && !control.andAllAfter))
        return false;
    ++control.failed;
    control.lastFailed = static_cast<int>(kind);
    errno = control.error;
    return true;
}

bool fails(std::uint32_t kind, const char *path)
{
    DiskControl &control = diskControl();
    return (control.kinds & kind) != 0 && isBelow(control, path) && fails(control, kind);
}

bool fails(std::uint32_t kind, int handle)
{
    DiskControl &control = diskControl();
    if ((control.kinds & kind) == 0)
        return false;
    const int before = errno;
    char link[32], path[512];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", handle);
    const ssize_t size = ::readlink(link, path, sizeof path - 1);
    errno = before;
    if (size <= 0)
        return false;
    path[size] = '\0';
    return isBelow(control, path) && fails(control, kind);
}

// The first write on a disk that has become full gets half way.
bool isTorn(std::size_t size)
{
    const DiskControl &control = diskControl();
    return control.error == ENOSPC && control.failed == 1 && size > 1;
}

std::uint32_t openKind(int flags) { return (flags & O_CREAT) != 0 ? kOpen | kCreate : kOpen; }

mode_t modeOf(int flags, va_list &arguments) { return (flags & O_CREAT) != 0 ? va_arg(arguments, mode_t) : 0; }

} // namespace

DiskControl &diskControl()
{
    static DiskControl own;
    static DiskControl *const control = mapped();
    return control ? *control : own;
}

const FailingDisk::How FailingDisk::kFull{ENOSPC, kTakesSpace, true};
const FailingDisk::How FailingDisk::kBroken{EIO, kEveryKind, false};
const FailingDisk::How FailingDisk::kBrokenForGood{EIO, kEveryKind, true};
const FailingDisk::How FailingDisk::kSyncFails{EIO, kSync, false};

FailingDisk::FailingDisk(DiskControl &control, const std::string &folder, const How &how, std::uint64_t call)
    : m_control(control)
{
    control.kinds = 0;
    std::snprintf(control.folder, sizeof control.folder, "%s", folder.c_str());
    control.error = how.error;
    control.andAllAfter = how.andAllAfter;
    control.failing = call;
    control.calls = 0;
    control.failed = 0;
    control.lastFailed = 0;
    control.kinds = how.kinds;
}

} // namespace bedside::test

using namespace bedside::test;

// glibc declares some of these with attributes and exception specifications that differ; names and signatures are its own.
extern "C" {

#define BEDSIDE_OPEN(name)                                                                                             \
    int name(const char *path, int flags, ...)                                                                         \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        const mode_t mode = modeOf(flags, arguments);                                                                  \
        va_end(arguments);                                                                                             \
        static const auto real = next<int (*)(const char *, int, ...)>(#name);                                         \
        return fails(openKind(flags), path) ? -1 : real(path, flags, mode);                                            \
    }
#define BEDSIDE_OPENAT(name)                                                                                           \
    int name(int folder, const char *path, int flags, ...)                                                             \
    {                                                                                                                  \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        const mode_t mode = modeOf(flags, arguments);                                                                  \
        va_end(arguments);                                                                                             \
        static const auto real = next<int (*)(int, const char *, int, ...)>(#name);                                    \
        return fails(openKind(flags), path) ? -1 : real(folder, path, flags, mode);                                    \
    }
#define BEDSIDE_FOPEN(name)                                                                                            \
    FILE *name(const char *path, const char *mode)                                                                     \
    {                                                                                                                  \
        static const auto real = next<FILE *(*)(const char *, const char *)>(#name);                                   \
        return fails(mode[0] == 'r' ? kOpen : kOpen | kCreate, path) ? nullptr : real(path, mode);                     \
    }
#define BEDSIDE_ON_HANDLE(name, kind, result, parameters, ...)                                                         \
    result name parameters                                                                                             \
    {                                                                                                                  \
        static const auto real = next<result(*) parameters>(#name);                                                    \
        return fails(kind, handle) ? -1 : real(__VA_ARGS__);                                                           \
    }
#define BEDSIDE_WRITE(name, parameters, ...)                                                                           \
    ssize_t name parameters                                                                                            \
    {                                                                                                                  \
        static const auto real = next<ssize_t(*) parameters>(#name);                                                   \
        if (fails(kWrite, handle)) {                                                                                   \
            if (!isTorn(size))                                                                                         \
                return -1;                                                                                             \
            size /= 2;                                                                                                 \
        }                                                                                                              \
        return real(__VA_ARGS__);                                                                                      \
    }

BEDSIDE_OPEN(open)
BEDSIDE_OPEN(open64)
BEDSIDE_OPENAT(openat)
BEDSIDE_OPENAT(openat64)
BEDSIDE_FOPEN(fopen)
BEDSIDE_FOPEN(fopen64)
BEDSIDE_ON_HANDLE(read, kRead, ssize_t, (int handle, void *data, std::size_t size), handle, data, size)
BEDSIDE_ON_HANDLE(pread, kRead, ssize_t, (int handle, void *data, std::size_t size, off_t at), handle, data, size, at)
BEDSIDE_ON_HANDLE(pread64, kRead, ssize_t, (int handle, void *data, std::size_t size, off64_t at), handle, data, size, at)
BEDSIDE_ON_HANDLE(readv, kRead, ssize_t, (int handle, const struct iovec *parts, int count), handle, parts, count)
BEDSIDE_ON_HANDLE(writev, kWrite, ssize_t, (int handle, const struct iovec *parts, int count), handle, parts, count)
BEDSIDE_WRITE(write, (int handle, const void *data, std::size_t size), handle, data, size)
BEDSIDE_WRITE(pwrite, (int handle, const void *data, std::size_t size, off_t at), handle, data, size, at)
BEDSIDE_WRITE(pwrite64, (int handle, const void *data, std::size_t size, off64_t at), handle, data, size, at)
BEDSIDE_ON_HANDLE(fsync, kSync, int, (int handle), handle)
BEDSIDE_ON_HANDLE(fdatasync, kSync, int, (int handle), handle)
BEDSIDE_ON_HANDLE(ftruncate, kTruncate, int, (int handle, off_t size) noexcept, handle, size)
BEDSIDE_ON_HANDLE(ftruncate64, kTruncate, int, (int handle, off64_t size) noexcept, handle, size)

int rename(const char *from, const char *to) noexcept
{
    static const auto real = next<int (*)(const char *, const char *)>("rename");
    return fails(kRename, from) ? -1 : real(from, to);
}
int unlink(const char *path) noexcept
{
    static const auto real = next<int (*)(const char *)>("unlink");
    return fails(kRemove, path) ? -1 : real(path);
}
int remove(const char *path) noexcept
{
    static const auto real = next<int (*)(const char *)>("remove");
    return fails(kRemove, path) ? -1 : real(path);
}
int mkdir(const char *path, mode_t mode) noexcept
{
    static const auto real = next<int (*)(const char *, mode_t)>("mkdir");
    return fails(kMakeFolder, path) ? -1 : real(path, mode);
}
}
