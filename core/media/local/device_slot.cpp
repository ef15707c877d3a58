// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/device_slot.h"

#include "core/base/log.h"

namespace bedside::media {

DeviceSlot::DeviceSlot(DeviceKind kind, std::string preferred, Worker &worker, Open open, std::function<void()> onChanged)
    : m_kind(kind), m_worker(worker), m_open(std::move(open)), m_onChanged(std::move(onChanged)), m_choice(kind)
{
    m_choice.prefer(std::move(preferred));
}

void DeviceSlot::setRunning(bool running)
{
    m_running = running;
    apply();
}

void DeviceSlot::prefer(std::string id)
{
    m_choice.prefer(std::move(id));
    m_substituteProblem.reset();
    apply();
}

void DeviceSlot::retry()
{
    m_choice.retry();
    m_substituteProblem.reset();
    apply();
}

void DeviceSlot::update(const DeviceList &devices)
{
    m_choice.update(devices);
    apply();
}

void DeviceSlot::reopen()
{
    close();
    apply();
}

void DeviceSlot::close()
{
    ++m_generation;
    m_pipeline.reset();
    m_device.reset();
}

// Opens what is wanted now; a device that fails at once is followed by the next choice, at last by the substitute.
void DeviceSlot::apply()
{
    if (!m_running) {
        close();
    } else {
        while (!m_pipeline || m_device != m_choice.current()) {
            close();
            if (!m_choice.current() && m_substituteProblem)
                break;
            if (open(m_choice.current()))
                break;
        }
    }
    m_onChanged();
}

bool DeviceSlot::open(const std::optional<std::string> &device)
{
    const unsigned generation = ++m_generation;
    m_delivered = false;
    Handlers handlers;
    handlers.failed = [this, generation](Error error) { onFailed(generation, error); };
    handlers.delivers = [this, generation, device] {
        if (generation != m_generation)
            return;
        m_delivered = true;
        if (device)
            m_choice.opened(*device);
        m_onChanged();
    };
    auto pipeline = m_open(device, std::move(handlers));
    if (!pipeline) {
        logEvent(LogLevel::Warning, "media.device-not-opened", {{"kind", static_cast<int>(m_kind)}, {"error", pipeline.error()}});
        if (device)
            m_choice.failed(*device, pipeline.error());
        else
            m_substituteProblem = pipeline.error();
        return false;
    }
    m_pipeline = std::move(pipeline).value();
    m_device = device;
    m_worker.postAfter(kFirstBufferWithin, [this, generation, alive = m_alive] {
        if (*alive && generation == m_generation && !m_delivered)
            onFailed(generation, Error(ErrorCode::PipelineFailed, "delivers nothing"));
    });
    return true;
}

void DeviceSlot::onFailed(unsigned generation, Error error)
{
    if (generation != m_generation)
        return;
    logEvent(LogLevel::Warning, "media.device-failed", {{"kind", static_cast<int>(m_kind)}, {"error", error}});
    const std::optional<std::string> device = m_device;
    close();
    if (device)
        m_choice.failed(*device, error);
    else
        m_substituteProblem = error;
    apply();
}

std::optional<Error> DeviceSlot::problem() const
{
    return m_substituteProblem ? m_substituteProblem : m_choice.problem();
}

} // namespace bedside::media
