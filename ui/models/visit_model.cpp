// SPDX-License-Identifier: Apache-2.0
#include "ui/models/visit_model.h"

#include "ui/models/formatters.h"

namespace bedside::ui {

using client::LineReason;
using client::LineRung;
using client::VisitStage;

VisitModel::VisitModel(client::Facade &facade, const Clock &clock, QObject *parent)
    : QObject(parent), m_facade(facade), m_clock(clock), m_tiles(facade, this), m_chat(facade, this), m_security(facade, this)
{
    m_ticker.setInterval(1000);
    connect(&m_ticker, &QTimer::timeout, this, &VisitModel::ticked);
}

bool VisitModel::isHost() const { return m_facade.visit().isHost; }
bool VisitModel::isActive() const { return m_facade.visit().stage == VisitStage::Active; }
bool VisitModel::isEnding() const { return m_facade.visit().stage == VisitStage::Ending; }

QString VisitModel::aloneText() const
{
    const auto &visit = m_facade.visit();
    if (visit.stage == VisitStage::Opening)
        return tr("Opening the visit");
    if (visit.stage == VisitStage::Ending)
        return tr("Ending the visit");
    return visit.isHost ? tr("Nobody else is here yet. We ring when your patient arrives.") : tr("Waiting for the clinician");
}

QString VisitModel::warning() const { return errorSentence(m_facade.visit().warning); }

QString VisitModel::lineNote() const
{
    const auto &line = m_facade.visit().line;
    if (line.rung == LineRung::SoundOnly && line.reason == LineReason::Chosen)
        return tr("Sound only, as you chose");
    if (line.rung != LineRung::SmallPicture)
        return {};
    return line.reason == LineReason::Chosen ? tr("Small picture, as you chose") : tr("Weak line: your picture is small");
}

QString VisitModel::lineText() const
{
    const auto &line = m_facade.visit().line;
    if (line.reason == LineReason::Chosen)
        return {};
    switch (line.rung) {
    case LineRung::Picture:
    case LineRung::SmallPicture: return {};
    case LineRung::SoundOnly:
        return tr("Your line is weak. Your picture is paused so that you can be heard. It comes back by itself.");
    case LineRung::TextOnly:
        return tr("Your line is too weak for sound at the moment. You can write to each other until it comes back by itself.");
    }
    return {};
}

bool VisitModel::pictureHeld() const { return m_facade.visit().line.rung >= LineRung::SoundOnly; }
bool VisitModel::textOnly() const { return m_facade.visit().line.rung == LineRung::TextOnly; }

VisitModel::Limit VisitModel::limit() const { return static_cast<Limit>(m_facade.visit().line.best); }
void VisitModel::setLimit(Limit limit) { m_facade.limitLine(static_cast<LineRung>(limit)); }

QString VisitModel::runningText() const
{
    const auto &visit = m_facade.visit();
    return isActive() && visit.startedAt != WallTime{} ? ui::runningText(m_clock.now() - visit.startedAt) : QString();
}

void VisitModel::refresh()
{
    m_tiles.refresh();
    m_chat.refresh();
    m_security.refresh();
    if (isActive() && !m_ticker.isActive())
        m_ticker.start();
    else if (!isActive())
        m_ticker.stop();
    Q_EMIT changed();
    Q_EMIT ticked();
}

void VisitModel::leave() { m_facade.leaveVisit(); }
void VisitModel::endForAll() { m_facade.endVisitForAll(); }

} // namespace bedside::ui
