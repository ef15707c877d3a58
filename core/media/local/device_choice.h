// SPDX-License-Identifier: Apache-2.0
// Which device of a kind to use, as values: pure, no device is touched.
// Events: from the system, the list changed; from the pipeline, a device failed; from the user, a device was preferred,
// or everything is to be tried again.
#pragma once

#include "core/base/error.h"
#include "core/media/local/devices.h"

#include <optional>
#include <set>
#include <string>

namespace bedside::media {

class DeviceChoice {
public:
    explicit DeviceChoice(DeviceKind kind) : m_kind(kind) {}

    void prefer(std::string id);            // empty: the system's default; forgets what had failed
    void update(const DeviceList &all);     // of every kind; others are ignored
    void failed(const std::string &id, Error error);
    void opened(const std::string &id);     // it delivers
    void retry();                           // forgets what had failed

    // The device to use, or nothing: then a generated source (or silence) takes its place.
    const std::optional<std::string> &current() const { return m_current; }
    // What the user should hear of: why the wanted device is not in use.
    const std::optional<Error> &problem() const { return m_problem; }

private:
    void choose();
    bool usable(const std::string &id) const;
    Error nothingThere() const;

    DeviceKind m_kind;
    DeviceList m_devices;
    std::string m_preferred;
    std::set<std::string> m_failed;
    std::optional<std::string> m_current;
    std::optional<std::string> m_lost;      // whose absence `m_problem` is about
    std::optional<Error> m_problem;
    bool m_listed = false;                  // the first list has come
};

} // namespace bedside::media
