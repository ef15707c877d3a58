// SPDX-License-Identifier: Apache-2.0
#include "core/base/secret.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#ifdef _WIN32
#include <windows.h>
#else
#include <sys/mman.h>
#endif

namespace bedside {
namespace {

// One arena for the process: locking works on whole pages, so secrets share pages that nothing else uses, in
// slabs that are never given back. Blocks are powers of two from 32 bytes up, each size with its own free list.
class Arena {
public:
    std::uint8_t *take(std::size_t size)
    {
        const std::size_t index = sizeClass(size);
        const std::size_t block = kSmallest << index;
        const std::lock_guard lock(m_mutex);
        if (m_free[index] == nullptr)
            refill(index, block);
        Free *head = m_free[index];
        m_free[index] = head->next;
        auto *bytes = reinterpret_cast<std::uint8_t *>(head);
        std::memset(bytes, 0, block);
        return bytes;
    }

    void give(std::uint8_t *bytes, std::size_t size) noexcept
    {
        const std::size_t index = sizeClass(size);
        wipeMemory({bytes, kSmallest << index});
        const std::lock_guard lock(m_mutex);
        auto *head = reinterpret_cast<Free *>(bytes);
        head->next = m_free[index];
        m_free[index] = head;
    }

    SecretMemory memory() const noexcept { return {m_locked.load(), m_unlocked.load()}; }

private:
    struct Free {
        Free *next;
    };
    static constexpr std::size_t kSmallest = 32;
    static constexpr std::size_t kSlab = 64 * 1024;
    static constexpr std::size_t kClasses = 24; // up to 256 MiB: anything larger is a bug and aborts

    static std::size_t sizeClass(std::size_t size)
    {
        const std::size_t rounded = std::bit_ceil(size < kSmallest ? kSmallest : size);
        const auto index = static_cast<std::size_t>(std::countr_zero(rounded) - std::countr_zero(kSmallest));
        if (index >= kClasses)
            std::abort();
        return index;
    }

    void refill(std::size_t index, std::size_t block)
    {
        const std::size_t size = block > kSlab ? block : kSlab;
        std::uint8_t *slab = mapLocked(size);
        for (std::size_t offset = 0; offset + block <= size; offset += block) {
            auto *entry = reinterpret_cast<Free *>(slab + offset);
            entry->next = m_free[index];
            m_free[index] = entry;
        }
    }

    std::uint8_t *mapLocked(std::size_t size)
    {
#ifdef _WIN32
        void *slab = VirtualAlloc(nullptr, size, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE);
        if (slab == nullptr)
            std::abort();
        const bool locked = VirtualLock(slab, size) != 0;
#else
        void *slab = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (slab == MAP_FAILED)
            std::abort();
        const bool locked = mlock(slab, size) == 0;
#ifdef MADV_DONTDUMP
        madvise(slab, size, MADV_DONTDUMP);
#endif
#endif
        (locked ? m_locked : m_unlocked) += size;
        return static_cast<std::uint8_t *>(slab);
    }

    std::mutex m_mutex;
    std::array<Free *, kClasses> m_free{};
    std::atomic<std::size_t> m_locked{0};
    std::atomic<std::size_t> m_unlocked{0};
};

// Never destroyed: a Secret in another static object may outlive any order of destruction.
Arena &arena()
{
    static Arena *const instance = new Arena;
    return *instance;
}

} // namespace

void wipeMemory(MutableByteSpan bytes) noexcept
{
    if (bytes.empty())
        return;
#ifdef _WIN32
    SecureZeroMemory(bytes.data(), bytes.size());
#elif defined(__APPLE__)
    memset_s(bytes.data(), bytes.size(), 0, bytes.size());
#else
    explicit_bzero(bytes.data(), bytes.size());
#endif
}

Secret::Secret(std::size_t size) : m_bytes(size == 0 ? nullptr : arena().take(size)), m_size(size) {}

Secret Secret::copyOf(ByteSpan bytes)
{
    Secret out(bytes.size());
    if (!bytes.empty())
        std::memcpy(out.m_bytes, bytes.data(), bytes.size());
    return out;
}

Secret::~Secret() { wipe(); }

Secret::Secret(Secret &&other) noexcept
    : m_bytes(std::exchange(other.m_bytes, nullptr)), m_size(std::exchange(other.m_size, 0))
{
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_bytes = std::exchange(other.m_bytes, nullptr);
        m_size = std::exchange(other.m_size, 0);
    }
    return *this;
}

Secret Secret::clone() const { return copyOf(reveal()); }

void Secret::wipe() noexcept
{
    if (m_bytes != nullptr)
        arena().give(m_bytes, m_size);
    m_bytes = nullptr;
    m_size = 0;
}

SecretMemory secretMemory() noexcept { return arena().memory(); }

} // namespace bedside
