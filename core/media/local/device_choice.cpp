// SPDX-License-Identifier: Apache-2.0
#include "core/media/local/device_choice.h"

#include <algorithm>
#include <iterator>

namespace bedside::media {

void DeviceChoice::prefer(std::string id)
{
    m_preferred = std::move(id);
    m_lost.reset();
    retry();
}

void DeviceChoice::retry()
{
    m_failed.clear();
    m_problem.reset();
    choose();
}

void DeviceChoice::update(const DeviceList &all)
{
    m_listed = true;
    m_devices.clear();
    std::copy_if(all.begin(), all.end(), std::back_inserter(m_devices),
                 [this](const DeviceInfo &device) { return device.kind == m_kind; });
    const auto listed = [this](const std::string &id) {
        return std::any_of(m_devices.begin(), m_devices.end(), [&](const DeviceInfo &d) { return d.id == id; });
    };
    std::erase_if(m_failed, [&](const std::string &id) { return !listed(id); }); // plugged in anew, it gets a new try
    if (m_current && !listed(*m_current))
        m_lost = m_current;
    // Of one that was pulled the system may tell late: first its stream failed, for whatever reason it gave.
    const bool failed = m_problem && m_problem->code() == ErrorCode::PipelineFailed;
    if (m_lost && !listed(*m_lost) && (m_lost == m_current || failed))
        m_problem = Error(ErrorCode::DeviceLost, "unplugged");
    choose();
}

void DeviceChoice::failed(const std::string &id, Error error)
{
    m_failed.insert(id);
    m_lost = id;
    m_problem = error;
    choose();
}

void DeviceChoice::opened(const std::string &id)
{
    if (m_lost == id || m_preferred == id) {
        m_lost.reset();
        m_problem.reset();
    }
}

bool DeviceChoice::usable(const std::string &id) const
{
    return !m_failed.contains(id)
           && std::any_of(m_devices.begin(), m_devices.end(), [&](const DeviceInfo &d) { return d.id == id; });
}

// The wanted one, the one that came back, the system's default, the one in use, any.
void DeviceChoice::choose()
{
    const auto byDefault = std::find_if(m_devices.begin(), m_devices.end(),
                                        [this](const DeviceInfo &d) { return d.isDefault && usable(d.id); });
    const auto any = std::find_if(m_devices.begin(), m_devices.end(),
                                  [this](const DeviceInfo &d) { return usable(d.id); });
    if (usable(m_preferred))
        m_current = m_preferred;
    else if (m_lost && usable(*m_lost))
        m_current = m_lost;
    else if (byDefault != m_devices.end())
        m_current = byDefault->id;
    else if (!m_current || !usable(*m_current))
        m_current = any == m_devices.end() ? std::nullopt : std::optional(any->id);

    const bool nothing = m_problem && *m_problem == nothingThere();
    if (m_current && nothing)
        m_problem.reset();
    else if (!m_current && !m_problem && m_listed && m_kind != DeviceKind::Speaker)
        m_problem = nothingThere();
}

Error DeviceChoice::nothingThere() const
{
    return Error(m_kind == DeviceKind::Camera ? ErrorCode::NoCamera : ErrorCode::NoMicrophone, "none found");
}

} // namespace bedside::media
