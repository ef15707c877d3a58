// SPDX-License-Identifier: Apache-2.0
#include "ui/models/summary_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::VisitOutcome;
using client::VisitStage;

SummaryModel::SummaryModel(client::Facade &facade, QObject *parent) : QObject(parent), m_facade(facade), m_log(this)
{
    refresh();
}

QString SummaryModel::durationText() const
{
    const auto &summary = m_facade.visit().summary;
    return ui::durationText(summary.endedAt - summary.startedAt);
}

QString SummaryModel::timeText() const
{
    const auto &summary = m_facade.visit().summary;
    return tr("%1 to %2").arg(clockText(summary.startedAt), clockText(summary.endedAt));
}

QStringList SummaryModel::people() const
{
    QStringList out;
    for (const auto &person : m_facade.visit().summary.people)
        out << fromText(person);
    return out;
}

QString SummaryModel::problem() const { return errorSentence(m_facade.visit().summary.endedBy); }

QStringList SummaryModel::outcomes() const
{
    return {outcomeText(VisitOutcome::Completed), outcomeText(VisitOutcome::AudioOnly), outcomeText(VisitOutcome::NoShow),
            outcomeText(VisitOutcome::TechnicalFailure), outcomeText(VisitOutcome::Left)};
}

void SummaryModel::setOutcome(int outcome)
{
    m_outcome = static_cast<VisitOutcome>(outcome);
    m_chosen = true;
    Q_EMIT changed();
}

void SummaryModel::refresh()
{
    const auto &visit = m_facade.visit();
    if (visit.stage != VisitStage::Summary)
        m_chosen = false;
    if (!m_chosen)
        m_outcome = visit.summary.outcome;
    m_log.show(visit.summary.log);
    Q_EMIT changed();
}

void SummaryModel::close() { m_facade.closeSummary(m_outcome); }

} // namespace bedside::ui
