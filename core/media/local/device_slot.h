// SPDX-License-Identifier: Apache-2.0
// One place for a device: keeps the pipeline of the chosen device running, and replaces it when the device fails, goes,
// comes back or is chosen anew. Shared by camera, microphone and speaker. Worker only.
#pragma once

#include "core/media/local/device_choice.h"
#include "core/media/local/pipeline.h"

#include <functional>
#include <memory>

namespace bedside::media {

class DeviceSlot {
public:
    static constexpr Milliseconds kFirstBufferWithin{5000}; // cameras may take 2 s; longer is a dead one

    struct Handlers {
        std::function<void(Error)> failed;
        std::function<void()> delivers;     // the first buffer has come
    };
    // Builds and plays the pipeline of a device, or without one that of its substitute.
    using Open = std::function<Result<std::unique_ptr<Pipeline>>(const std::optional<std::string> &device, Handlers handlers)>;

    // `preferred`: as for prefer().
    DeviceSlot(DeviceKind kind, std::string preferred, Worker &worker, Open open, std::function<void()> onChanged);
    ~DeviceSlot() { *m_alive = false; }
    DeviceSlot(const DeviceSlot &) = delete;
    DeviceSlot &operator=(const DeviceSlot &) = delete;

    void setRunning(bool running);      // false: the device is released when this returns
    void prefer(std::string id);
    void retry();
    void update(const DeviceList &devices);
    void reopen();                      // what it depends on has changed

    bool isOpen() const { return m_pipeline != nullptr; }
    bool hasSubstitute() const { return m_pipeline && !m_device; }
    const std::optional<std::string> &device() const { return m_device; } // open now
    std::optional<Error> problem() const;

private:
    void apply();
    void close();
    bool open(const std::optional<std::string> &device);
    void onFailed(unsigned generation, Error error);

    DeviceKind m_kind;
    Worker &m_worker;
    Open m_open;
    std::function<void()> m_onChanged;
    DeviceChoice m_choice;
    bool m_running = false;
    std::optional<std::string> m_device;
    std::optional<Error> m_substituteProblem; // even the substitute failed: nothing is tried until retry()
    unsigned m_generation = 0;                // of m_pipeline
    bool m_delivered = false;
    std::shared_ptr<bool> m_alive = std::make_shared<bool>(true);
    std::unique_ptr<Pipeline> m_pipeline;     // last: goes first
};

} // namespace bedside::media
