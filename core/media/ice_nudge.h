// SPDX-License-Identifier: Apache-2.0
// Connectivity checks beside libnice's own. It sends one again after 500 ms whatever its properties say, so that every
// lost packet of ICE costs half a second. A check that arrives makes the other side's libnice send its own at once (RFC
// 8445 section 7.3.1.4): these are sent often, from libnice's sockets, until the path works. Answers to them are ignored.
#pragma once

#include "core/media/gst_ptr.h"
#include "core/media/session_description.h"

#include <cstddef>

namespace bedside::media {

inline constexpr unsigned kIceStream = 1, kIceComponent = 1; // of a bundle, by NiceAgent's numbers

class IceNudge { // the worker
public:
    // `agent` is the NiceAgent.
    IceNudge(GstPtr<GObject> agent, bool controlling, IceCredentials remote)
        : m_agent(std::move(agent)), m_controlling(controlling), m_remote(std::move(remote))
    {
    }
    // To some of the other side's candidates known by now, at the next call to the others.
    void send();

private:
    const GstPtr<GObject> m_agent;
    const bool m_controlling;
    const IceCredentials m_remote;
    std::size_t m_next = 0;
};

} // namespace bedside::media
