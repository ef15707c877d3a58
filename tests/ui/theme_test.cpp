// SPDX-License-Identifier: Apache-2.0
// The colours of Theme against each other: WCAG 2.2 contrast, 4.5 for text, 3 for controls and focus rings.
#include "tests/ui/stage.h"

#include <QColor>
#include <QQmlComponent>
#include <QTest>

#include <cmath>

namespace {

double luminance(const QColor &color)
{
    const auto part = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF()) + 0.0722 * part(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

struct Pair {
    const char *ink;
    const char *ground;
};

const Pair kText[] = {
    {"text", "surface"}, {"text", "raised"}, {"text", "sunken"}, {"text", "hovered"}, {"text", "accentSoft"},
    {"text", "dangerSoft"}, {"text", "warningSoft"}, {"muted", "surface"}, {"muted", "raised"}, {"muted", "sunken"},
    {"muted", "accentSoft"}, {"accent", "surface"}, {"accent", "raised"}, {"accent", "accentSoft"},
    {"inkOnAccent", "accent"}, {"inkOnAccent", "accentHovered"}, {"danger", "raised"}, {"danger", "surface"},
    {"inkOnDanger", "danger"}, {"inkOnDanger", "dangerHovered"}, {"good", "goodSoft"}, {"warning", "warningSoft"},
    {"danger", "dangerSoft"}, {"surface", "text"}, {"stageInk", "stage"}, {"stageInk", "stageRaised"}, {"stageInk", "stageHovered"},
    {"stageMuted", "stage"}, {"stageAccent", "stage"}, {"stageWarning", "stage"}, {"inkOnStageDanger", "stageDanger"},
    {"inkOnStageDanger", "stageDangerHovered"},
};
const Pair kControls[] = {
    {"controlLine", "raised"}, {"controlLine", "surface"}, {"controlLine", "sunken"}, {"focusRing", "surface"},
    {"focusRing", "raised"}, {"focusRing", "sunken"}, {"good", "raised"}, {"stageAccent", "stageRaised"}, {"stageDanger", "stage"},
};

} // namespace

class ThemeTest : public QObject {
    Q_OBJECT

    QQmlEngine m_engine;
    std::unique_ptr<QObject> m_probe;

    QColor color(const char *name) const { return m_probe->property("theme").value<QObject *>()->property(name).value<QColor>(); }
    void require(std::span<const Pair> pairs, double least) const
    {
        for (const auto &[ink, ground] : pairs) {
            QVERIFY2(color(ink).isValid() && color(ground).isValid(), ink);
            const double found = contrast(color(ink), color(ground));
            QVERIFY2(found >= least, qPrintable(QStringLiteral("%1 on %2: %3").arg(QLatin1String(ink), QLatin1String(ground)).arg(found)));
        }
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
        QQmlComponent component(&m_engine);
        component.setData("import QtQml\nimport Bedside\nQtObject { property QtObject theme: Theme }", QUrl());
        m_probe.reset(component.create());
        QVERIFY2(m_probe != nullptr, qPrintable(component.errorString()));
    }
    void knowsBlackOnWhite() { QVERIFY(std::abs(contrast(Qt::black, Qt::white) - 21) < 0.01); }
    void canBeReadInEveryAppearance_data()
    {
        QTest::addColumn<int>("appearance");
        QTest::newRow("light") << 1;
        QTest::newRow("dark") << 2;
        QTest::newRow("contrast") << 3;
    }
    void canBeReadInEveryAppearance()
    {
        QFETCH(int, appearance);
        m_probe->property("theme").value<QObject *>()->setProperty("appearance", appearance);
        require(kText, 4.5);
        require(kControls, 3.0);
    }
    void followsTheSystem()
    {
        auto *theme = m_probe->property("theme").value<QObject *>();
        theme->setProperty("appearance", 0);
        theme->setProperty("systemIsDark", true);
        QVERIFY(theme->property("dark").toBool());
        theme->setProperty("systemIsDark", false);
        QVERIFY(!theme->property("dark").toBool());
    }
    void growsWithTheText()
    {
        auto *theme = m_probe->property("theme").value<QObject *>();
        theme->setProperty("textScale", 2.0);
        QCOMPARE(theme->property("patient").toInt(), 34);
        theme->setProperty("textScale", 1.0);
        QCOMPARE(theme->property("patient").toInt(), 17);
    }
};

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
