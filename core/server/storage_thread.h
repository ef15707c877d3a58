// SPDX-License-Identifier: Apache-2.0
// The thread that owns the Storage: closures go in, their results come back on the network thread.
#pragma once

#include "core/server/storage.h"
#include "core/store/worker.h"

namespace bedside::server {

class StorageThread {
public:
    StorageThread(Storage &storage, Executor &replies) : m_storage(storage), m_worker("storage", replies) {}

    // `work(Storage &)` returns the value that `done` gets on the network thread.
    template <class Work, class Done>
    void run(Work work, Done done)
    {
        m_worker.run([&storage = m_storage, work = std::move(work)]() mutable { return work(storage); }, std::move(done));
    }
    std::size_t queued() const { return m_worker.queued(); }

private:
    Storage &m_storage;
    store::Worker m_worker;
};

} // namespace bedside::server
