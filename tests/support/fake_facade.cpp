// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_facade.h"

#include <algorithm>

namespace bedside::tests {

using client::Part;

void FakeFacade::tell(Part part)
{
    if (m_listener)
        m_listener(part);
}

bool FakeFacade::called(const std::string &command) const
{
    return std::find(commands.begin(), commands.end(), command) != commands.end();
}

void FakeFacade::dismissNotice()
{
    theNotice.reset();
    tell(Part::Notice);
}

void FakeFacade::hideAddress(bool on)
{
    commands.push_back(on ? "hideAddress on" : "hideAddress off");
    theAddressHiding.chosen = on;
    tell(Part::Address);
}

void FakeFacade::signIn(std::string login, std::string password, std::string code)
{
    commands.push_back("signIn " + login + ' ' + password + ' ' + code);
}

void FakeFacade::showDay(WallTime startOfDay)
{
    commands.push_back("showDay " + std::to_string(toUnixMilliseconds(startOfDay)));
}

void FakeFacade::saveAppointment(client::AppointmentDraft draft)
{
    commands.push_back("saveAppointment " + draft.patientName);
    lastDraft = std::move(draft);
    theNotice = saveFails;
    tell(Part::Notice);
}

void FakeFacade::setMicrophone(bool on)
{
    commands.push_back(on ? "setMicrophone on" : "setMicrophone off");
    theMedia.microphoneOn = on;
    tell(Part::LocalMedia);
}

void FakeFacade::setCamera(bool on)
{
    commands.push_back(on ? "setCamera on" : "setCamera off");
    theMedia.cameraOn = on;
    tell(Part::LocalMedia);
}

void FakeFacade::chooseDevice(client::DeviceKind kind, std::string id)
{
    commands.push_back("chooseDevice " + std::to_string(static_cast<int>(kind)) + ' ' + id);
}

void FakeFacade::confirmSafetyCode(std::uint32_t leaf, bool same)
{
    commands.push_back("confirmSafetyCode " + std::to_string(leaf) + (same ? " same" : " differs"));
}

void FakeFacade::closeSummary(client::VisitOutcome outcome)
{
    commands.push_back("closeSummary " + std::to_string(static_cast<int>(outcome)));
}

VisitId visitId(std::uint8_t number)
{
    VisitId id;
    id.bytes.fill(number);
    return id;
}

std::shared_ptr<const media::Picture> FakePictures::latest() const
{
    const std::lock_guard lock(m_mutex);
    return m_latest;
}

void FakePictures::setNotify(std::function<void()> notify)
{
    const std::lock_guard lock(m_mutex);
    m_notify = std::move(notify);
}

void FakePictures::put(int width, int height, std::uint32_t top, std::uint32_t bottom)
{
    std::vector<std::uint32_t> pixels(static_cast<std::size_t>(width * height), top);
    std::fill(pixels.begin() + width * (height / 2), pixels.end(), bottom);
    put(width, height, std::move(pixels));
}

void FakePictures::put(int width, int height, std::vector<std::uint32_t> pixels)
{
    auto bytes = std::make_shared<std::vector<std::uint32_t>>(std::move(pixels));
    auto picture = std::make_shared<media::Picture>();
    picture->width = width;
    picture->height = height;
    picture->stride = width * 4;
    picture->pixels = ByteSpan(reinterpret_cast<const std::uint8_t *>(bytes->data()), bytes->size() * 4);
    picture->sequence = ++m_sequence;
    picture->owner = std::move(bytes);
    replace(std::move(picture));
}

void FakePictures::goDark() { replace(nullptr); }

void FakePictures::replace(std::shared_ptr<const media::Picture> picture)
{
    std::function<void()> notify;
    {
        const std::lock_guard lock(m_mutex);
        m_latest = std::move(picture);
        notify = m_notify;
    }
    if (notify)
        notify();
}

} // namespace bedside::tests
