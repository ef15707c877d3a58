// SPDX-License-Identifier: Apache-2.0
#include "ui/models/network_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::NetworkGrade;

namespace {

// "server, HTTPS, clinic.example:443, 45 ms": for whoever looks after the network.
QString technicalText(const client::NetworkStep &step)
{
    const QString target = networkLegName(step.leg) + QStringLiteral(", ") + fromText(step.target);
    return step.error ? target : NetworkModel::tr("%1, %2 ms").arg(target).arg(step.took.count());
}

} // namespace

NetworkModel::NetworkModel(client::Facade &facade, QObject *parent)
    : RowList({{"title", [](const NetworkRow &row) -> QVariant { return networkLegText(row.step.leg); }},
               {"technical", [](const NetworkRow &row) -> QVariant { return technicalText(row.step); }},
               {"works", [](const NetworkRow &row) -> QVariant { return !row.step.error; }},
               {"stateText",
                [](const NetworkRow &row) -> QVariant { return row.step.error ? tr("Does not work") : tr("Works"); }},
               {"advice", [](const NetworkRow &row) -> QVariant { return networkAdvice(row.step); }}},
              parent),
      m_facade(facade)
{
    refresh();
}

NetworkModel::Tone NetworkModel::tone() const
{
    const auto &verdict = m_facade.network();
    switch (verdict.running ? NetworkGrade::Unknown : verdict.grade) {
    case NetworkGrade::Good: return Tone::Good;
    case NetworkGrade::Slow:
    case NetworkGrade::Blocked: return Tone::Warning;
    case NetworkGrade::Unknown: break;
    }
    return Tone::Neutral;
}

QString NetworkModel::headline() const { return networkHeadline(m_facade.network()); }
QString NetworkModel::remedy() const { return networkRemedy(m_facade.network()); }
QString NetworkModel::note() const { return networkNote(m_facade.network()); }
QStringList NetworkModel::figures() const
{
    return networkFigures(m_facade.network()) << networkProxy(m_facade.network());
}

QString NetworkModel::checkText() const
{
    return hasDetails() || running() ? tr("Check again") : tr("Check my connection");
}

bool NetworkModel::isForGuest() const
{
    const auto &guest = m_facade.guest();
    return running() || hasDetails() || (guest.stage == client::GuestStage::Connecting && guest.failure);
}

void NetworkModel::refresh()
{
    std::vector<NetworkRow> rows;
    for (const auto &step : m_facade.network().steps)
        rows.push_back({rows.size(), step});
    replaceRows(std::move(rows), [](const NetworkRow &row) { return row.number; });
    Q_EMIT changed();
}

void NetworkModel::check() { m_facade.checkNetwork(); }

} // namespace bedside::ui
