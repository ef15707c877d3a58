// SPDX-License-Identifier: Apache-2.0
// The files of texts: nothing left to translate, every placeholder kept.
#include "ui/models/translations.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

namespace {

struct Message {
    QString source;
    QStringList forms; // one, or one for each number
    bool finished = true;
};

std::vector<Message> read(const QString &language)
{
    QFile file(QStringLiteral(BEDSIDE_TRANSLATIONS "/bedside_%1.ts").arg(language));
    std::vector<Message> out;
    if (!file.open(QIODevice::ReadOnly))
        return out;
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("message"))
            out.emplace_back();
        else if (xml.name() == QLatin1String("source"))
            out.back().source = xml.readElementText();
        else if (xml.name() == QLatin1String("numerusform"))
            out.back().forms << xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            out.back().finished = !xml.attributes().hasAttribute(QLatin1String("type"));
            const auto text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
            if (!text.trimmed().isEmpty())
                out.back().forms << text;
        }
    }
    return out;
}

QStringList placeholders(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("%[0-9n]"));
    QStringList out;
    for (auto found = form.globalMatch(text); found.hasNext();)
        out << found.next().captured();
    out.removeDuplicates();
    out.sort();
    return out;
}

} // namespace

class TranslationsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void areComplete_data()
    {
        QTest::addColumn<QString>("language");
        for (const auto &language : bedside::ui::Translations::languages())
            QTest::newRow(qPrintable(language)) << language;
    }
    void areComplete()
    {
        QFETCH(QString, language);
        const auto messages = read(language);
        QVERIFY(messages.size() > 350);
        for (const auto &message : messages) {
            QVERIFY2(message.finished && !message.forms.isEmpty(), qPrintable(message.source));
            for (const auto &form : message.forms)
                QCOMPARE(placeholders(form), placeholders(message.source));
        }
    }
    void spanishIsNotEnglish()
    {
        int same = 0;
        for (const auto &message : read(QStringLiteral("es")))
            same += message.source.contains(QLatin1Char(' ')) && message.source.contains(QRegularExpression(QStringLiteral("[a-z]{4}"))) &&
                    message.forms.contains(message.source);
        QCOMPARE(same, 0);
    }
    void spanishAddressesWithRespect()
    {
        static const QRegularExpression familiar(QStringLiteral("\\b(tú|tu|tus|contigo|puedes|tienes|quieres|haz|pulsa)\\b"),
                                                 QRegularExpression::CaseInsensitiveOption);
        for (const auto &message : read(QStringLiteral("es")))
            for (const auto &form : message.forms)
                QVERIFY2(!form.contains(familiar), qPrintable(form));
    }
};

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
