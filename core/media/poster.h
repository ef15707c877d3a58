// SPDX-License-Identifier: Apache-2.0
// The way from GStreamer's threads to the owner of an object: a call that is dropped if the object has died meanwhile.
#pragma once

#include "core/base/executor.h"

#include <memory>

namespace bedside::media {

// Copyable; used from any thread.
class Poster {
public:
    Poster(Executor &executor, std::weak_ptr<const void> alive) : m_executor(&executor), m_alive(std::move(alive)) {}
    template <class Function>
    void operator()(Function function) const
    {
        m_executor->post([alive = m_alive, function = std::move(function)]() mutable {
            if (!alive.expired()) // the object dies on the thread that we are on
                function();
        });
    }

private:
    Executor *m_executor;
    std::weak_ptr<const void> m_alive;
};

// A member of the object that is posted to. Destroying or renewing it drops what is still under way: the generation.
class Life {
public:
    Poster poster(Executor &executor) const { return Poster(executor, m_token); }
    std::shared_ptr<const void> token() const { return m_token; }
    void renew() { m_token = std::make_shared<int>(0); }

private:
    std::shared_ptr<const void> m_token = std::make_shared<int>(0);
};

} // namespace bedside::media
