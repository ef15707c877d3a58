// SPDX-License-Identifier: Apache-2.0
#include "ui/models/devices_model.h"

#include "ui/models/formatters.h"
#include "ui/models/surroundings.h"

namespace bedside::ui {

using client::Device;
using client::DeviceKind;

DeviceList::DeviceList(client::Facade &facade, DeviceKind kind, QObject *parent)
    : RowList({{"name", [](const Device &d) -> QVariant { return fromText(d.name); }}}, parent), m_facade(facade), m_kind(kind)
{
    refresh();
}

int DeviceList::currentIndex() const
{
    const auto used = std::find_if(rows().begin(), rows().end(), [](const Device &d) { return d.inUse; });
    return used == rows().end() ? -1 : static_cast<int>(used - rows().begin());
}

void DeviceList::refresh()
{
    std::vector<Device> mine;
    for (const auto &device : m_facade.localMedia().devices)
        if (device.kind == m_kind)
            mine.push_back(device);
    replaceRows(std::move(mine), [](const Device &d) { return d.id; });
    Q_EMIT changed();
}

void DeviceList::choose(int row)
{
    if (const auto *device = rowAt(row); device && !device->inUse)
        m_facade.chooseDevice(m_kind, device->id);
}

DevicesModel::DevicesModel(client::Facade &facade, Surroundings &surroundings, QObject *parent)
    : QObject(parent), m_facade(facade), m_surroundings(surroundings), m_cameras(facade, DeviceKind::Camera, this),
      m_microphones(facade, DeviceKind::Microphone, this), m_speakers(facade, DeviceKind::Speaker, this)
{
    m_selfView.setSource(facade.localMedia().selfView);
}

bool DevicesModel::cameraOn() const { return m_facade.localMedia().cameraOn; }
bool DevicesModel::microphoneOn() const { return m_facade.localMedia().microphoneOn; }

// A device that is there and does not work has a sentence of its own: cameraProblem, microphoneProblem.
QString DevicesModel::generatedText() const
{
    const auto &media = m_facade.localMedia();
    const bool noCamera = media.generatedPicture && cameraProblem().isEmpty();
    const bool noMicrophone = media.generatedSound && microphoneProblem().isEmpty();
    if (noCamera && noMicrophone)
        return tr("This computer has no camera and no microphone. A drawn picture and a soft tone are sent instead.");
    if (noCamera)
        return tr("This computer has no camera. A drawn picture is sent instead.");
    return noMicrophone ? tr("This computer has no microphone. A soft tone is sent instead.") : QString();
}

QString DevicesModel::generatedLabel() const
{
    const auto &media = m_facade.localMedia();
    if (media.generatedPicture && media.generatedSound)
        return tr("Drawn picture and tone");
    if (media.generatedPicture)
        return tr("Drawn picture");
    return media.generatedSound ? tr("Soft tone") : QString();
}

// That there is none is said once: by what is sent instead, where something is.
QString DevicesModel::cameraProblem() const
{
    const auto &media = m_facade.localMedia();
    if (!media.cameraProblem || (media.generatedPicture && media.cameraProblem->code() == ErrorCode::NoCamera))
        return {};
    QString problem = errorSentence(media.cameraProblem);
    if (media.cameraProblem->code() == ErrorCode::DeviceBusy)
        problem = tr("Your camera is being used by another program. Close that program and press Try again.");
    else if (media.cameraProblem->code() == ErrorCode::DeviceLost)
        problem = tr("Your camera was unplugged. Plug it in again, or choose another one.");
    return media.generatedPicture ? tr("%1 A drawn picture is sent until then.").arg(problem) : problem;
}

QString DevicesModel::microphoneProblem() const
{
    const auto &media = m_facade.localMedia();
    if (!media.microphoneProblem || (media.generatedSound && media.microphoneProblem->code() == ErrorCode::NoMicrophone))
        return {};
    QString problem = errorSentence(media.microphoneProblem);
    if (media.microphoneProblem->code() == ErrorCode::DeviceBusy)
        problem = tr("Your microphone is being used by another program. Close that program and press Try again.");
    else if (media.microphoneProblem->code() == ErrorCode::DeviceLost)
        problem = tr("Your microphone was unplugged. Plug it in again, or choose another one.");
    return media.generatedSound ? tr("%1 A soft tone is sent until then.").arg(problem) : problem;
}

qreal DevicesModel::level() const { return m_facade.localMedia().microphoneLevel; }
bool DevicesModel::heard() const { return microphoneOn() && m_facade.localMedia().microphoneHeard; }

QString DevicesModel::heardText() const
{
    if (!microphoneOn())
        return tr("Your microphone is off");
    return heard() ? tr("We can hear you") : tr("Say something: we can't hear you yet");
}

void DevicesModel::refresh()
{
    m_cameras.refresh();
    m_microphones.refresh();
    m_speakers.refresh();
    m_selfView.setSource(m_facade.localMedia().selfView);
    Q_EMIT changed();
    Q_EMIT levelChanged();
}

void DevicesModel::refreshLevel() { Q_EMIT levelChanged(); }
void DevicesModel::setCamera(bool on) { m_facade.setCamera(on); }
void DevicesModel::setMicrophone(bool on) { m_facade.setMicrophone(on); }
void DevicesModel::tryAgain() { m_facade.retryDevices(); }
void DevicesModel::testSpeaker() { m_surroundings.ring(); }

} // namespace bedside::ui
