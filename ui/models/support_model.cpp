// SPDX-License-Identifier: Apache-2.0
#include "ui/models/support_model.h"

#include "ui/models/formatters.h"

#include <QPointer>

namespace bedside::ui {

SupportModel::SupportModel(const Clock &clock, Surroundings &surroundings, QObject *parent)
    : QObject(parent), m_clock(clock), m_surroundings(surroundings)
{
}

QString SupportModel::saved() const { return m_path.isEmpty() ? QString() : tr("The report is saved:") + QLatin1Char('\n') + m_path; }

QString SupportModel::problem() const
{
    return m_failure ? tr("The report was not saved. %1").arg(errorSentence(m_failure)) : QString();
}

void SupportModel::show()
{
    m_open = true;
    m_text.clear();
    m_path.clear();
    m_failure.reset();
    Q_EMIT changed();
    m_surroundings.makeReport([self = QPointer(this), number = ++m_shown](const QString &text) {
        if (!self || self->m_shown != number)
            return;
        self->m_text = text;
        Q_EMIT self->changed();
    });
}

void SupportModel::save()
{
    if (!ready())
        return;
    const QString name = QStringLiteral("bedside-report-%1.txt").arg(localDate(m_clock.now()).toString(Qt::ISODate));
    m_surroundings.chooseFile(tr("Save the report"), name, [self = QPointer(this), text = m_text](const QString &path) {
        if (self && !path.isEmpty())
            self->write(path, text);
    });
}

void SupportModel::write(const QString &path, const QString &text)
{
    const auto written = m_surroundings.writeFile(path, text.toUtf8());
    m_path = written.ok() ? path : QString();
    m_failure = written.ok() ? std::nullopt : std::optional(written.error());
    Q_EMIT changed();
}

void SupportModel::close()
{
    m_open = false;
    ++m_shown;
    Q_EMIT changed();
}

} // namespace bedside::ui
