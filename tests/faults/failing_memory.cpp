// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/failing_memory.h"

#include <cerrno>
#include <cstdlib>
#include <new>

namespace bedside::test {
namespace {

struct State {
    bool armed = false;
    Failing failing = Failing::TheOne;
    std::uint64_t failed = 0;
    std::uint64_t count = 0;
    std::int64_t kept = 0;
};
thread_local constinit State t_state;

bool mayAllocate() noexcept
{
    if (!t_state.armed)
        return true;
    const std::uint64_t number = ++t_state.count;
    const bool fails = t_state.failed != 0
                       && (number == t_state.failed || (number > t_state.failed && t_state.failing == Failing::AllFromThere));
    if (fails)
        errno = ENOMEM;
    return !fails;
}

void *counted(void *block) noexcept
{
    if (t_state.armed && block)
        ++t_state.kept;
    return block;
}

void forget(const void *block) noexcept
{
    if (t_state.armed && block)
        --t_state.kept;
}

} // namespace

FailingMemory::FailingMemory(std::uint64_t number, Failing failing) { t_state = {true, failing, number, 0, 0}; }
FailingMemory::~FailingMemory() { t_state.armed = false; }
std::uint64_t FailingMemory::allocations() { return t_state.count; }
std::int64_t FailingMemory::kept() { return t_state.kept; }

} // namespace bedside::test

using namespace bedside::test;

#if defined(__SANITIZE_ADDRESS__)

void *operator new(std::size_t size)
{
    void *block = mayAllocate() ? counted(std::malloc(size)) : nullptr;
    if (!block)
        throw std::bad_alloc();
    return block;
}
void operator delete(void *block) noexcept
{
    forget(block);
    std::free(block);
}
void operator delete(void *block, std::size_t) noexcept { operator delete(block); }

#else

extern "C" {
void *__libc_malloc(std::size_t);
void *__libc_calloc(std::size_t, std::size_t);
void *__libc_realloc(void *, std::size_t);
void __libc_free(void *);

void *malloc(std::size_t size) { return mayAllocate() ? counted(__libc_malloc(size)) : nullptr; }
void *calloc(std::size_t count, std::size_t size) { return mayAllocate() ? counted(__libc_calloc(count, size)) : nullptr; }
void *realloc(void *block, std::size_t size)
{
    if (size != 0 && !mayAllocate())
        return nullptr;
    void *moved = __libc_realloc(block, size);
    if (moved && !block)
        counted(moved);
    else if (size == 0)
        forget(block);
    return moved;
}
void free(void *block)
{
    forget(block);
    __libc_free(block);
}
}

#endif
