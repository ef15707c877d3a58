// SPDX-License-Identifier: Apache-2.0
#include "ui/models/address_model.h"

#include "ui/models/settings_model.h"

namespace bedside::ui {

AddressModel::AddressModel(client::Facade &facade, SettingsModel &settings, QObject *parent)
    : QObject(parent), m_facade(facade), m_settings(settings)
{
}

bool AddressModel::hidden() const
{
    const auto hiding = m_facade.addressHiding();
    return hiding.chosen || hiding.byPractice;
}

bool AddressModel::canChange() const { return !m_forced && !m_facade.addressHiding().byPractice; }

QString AddressModel::note() const
{
    const auto hiding = m_facade.addressHiding();
    if (hiding.byPractice)
        return tr("This practice does that in every visit.");
    if (m_forced)
        return tr("Bedside was started so that it stays hidden.");
    if (!hidden() && hiding.hasRelay == false)
        return tr("This practice has no relay: with your address hidden there would be no picture and no sound.");
    return {};
}

QString AddressModel::problem() const
{
    const bool inVain = hidden() && m_facade.addressHiding().hasRelay == false;
    return !inVain ? QString()
                   : tr("This practice has no relay. As long as your address is hidden, a visit has no picture and no sound, only "
                        "chat. Ask the practice for a relay or for another way to talk.");
}

void AddressModel::forceHidden()
{
    m_forced = true;
    Q_EMIT changed();
}

void AddressModel::hide(bool on)
{
    if (!canChange())
        return;
    m_settings.setHidesAddress(on);
    m_facade.hideAddress(on);
    Q_EMIT changed();
}

} // namespace bedside::ui
