// SPDX-License-Identifier: Apache-2.0
// ui_gallery DIR [SITUATION ...]: a picture of every screen in every variant, for people to look at.
#include "tests/ui/stage.h"

#include <QDir>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QMetaObject>
#include <QTextStream>

using namespace bedside;
using namespace bedside::tests;

namespace {

struct Variant {
    const char *name;
    QSize size;
    ui::SettingsModel::Appearance appearance;
    const char *language;
    bool rightToLeft;
    int textPercent;
};

const Variant kVariants[] = {
    {"light", {1280, 800}, ui::SettingsModel::Appearance::Light, "en", false, 100},
    {"dark", {1280, 800}, ui::SettingsModel::Appearance::Dark, "en", false, 100},
    {"contrast", {1280, 800}, ui::SettingsModel::Appearance::Contrast, "en", false, 100},
    {"small", {900, 600}, ui::SettingsModel::Appearance::Light, "en", false, 100},
    {"es", {1280, 800}, ui::SettingsModel::Appearance::Light, "es", false, 100},
    {"rtl", {1280, 800}, ui::SettingsModel::Appearance::Light, "en", true, 100},
    {"text200", {1280, 800}, ui::SettingsModel::Appearance::Light, "en", false, 200},
};

// Situations that need a further step on the open window.
const std::map<std::string, std::vector<std::string>> kSteps = {
    {"today-admit", {"today-waiting", "primaryActionButton"}},
    {"appointment", {"today", "newAppointmentButton"}},
    {"visit-security", {"visit", "securityChip"}},
    {"visit-stopped", {"visit-differs", "securityChip"}},
    {"visit-asking", {"visit-guest", "securityChip", "codesDifferButton0"}},
    {"waiting-details", {"waiting-blocked", "networkDetailsButton"}},
    {"settings-details", {"settings-network", "networkDetailsButton"}},
    {"waiting-leave", {"waiting", "leaveWaitingButton"}},
    {"waiting-link", {"waiting", "otherLinkButton"}},
    {"problem-link", {"problem", "problemAction", "openLinkButton"}},
    {"visit-chat", {"visit-guest", "chatButton"}},
    {"visit-devices", {"visit-guest", "devicesButton"}},
    {"visit-end", {"visit", "leaveButton"}},
    {"visit-leave", {"visit-guest", "leaveButton"}},
    {"invite-replace", {"invite", "replaceLinkButton"}},
    {"visit-close", {"visit", "close"}},
    {"waiting-close", {"waiting", "close"}},
    {"code", {"sign-in", "continueButton"}},
    {"settings-report", {"settings", "supportButton"}},
    {"settings-report-saved", {"settings", "supportButton", "saveReportButton"}},
    {"problem-report", {"problem-newer", "supportButton"}},
};

bool paint(const std::string &name, const Variant &variant, const QDir &folder)
{
    Stage stage;
    stage.settings.setAppearance(variant.appearance);
    stage.settings.setRightToLeft(variant.rightToLeft);
    stage.settings.setTextPercent(variant.textPercent);
    stage.settings.setLanguage(QString::fromLatin1(variant.language));
    stage.translations.use(QString::fromLatin1(variant.language));
    const auto steps = kSteps.find(name);
    stage.surroundings.chosenFile = QStringLiteral("/home/mei/Documents/bedside-report-2026-11-23.txt");
    stage.play(steps == kSteps.end() ? name : steps->second.front());
    if (name == "code")
        stage.app->session()->continueWith(QStringLiteral("mlin"), QStringLiteral("correct horse"));
    auto *window = stage.open(variant.size);
    if (!window)
        return false;
    if (steps != kSteps.end() && name != "code") {
        for (std::size_t i = 1; i < steps->second.size(); ++i) {
            if (steps->second[i] == "close")
                window->close(); // asks
            else if (auto *button = stage.item(steps->second[i].c_str()))
                QMetaObject::invokeMethod(button, "clicked");
            stage.settle();
        }
    }
    QElapsedTimer timer; // fades and tooltips come to rest
    timer.start();
    while (timer.elapsed() < 250)
        stage.settle();
    const QImage image = window->grabWindow();
    const QString file = folder.filePath(QStringLiteral("%1.%2.png").arg(QString::fromStdString(name), QLatin1String(variant.name)));
    QTextStream out(stdout);
    for (const auto &warning : stage.warnings)
        out << file << ": " << warning << '\n';
    return image.save(file);
}

} // namespace

int main(int argc, char **argv)
{
    QGuiApplication application(argc, argv);
    if (argc < 2)
        return 2;
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    QDir().mkpath(folder.path());
    std::vector<std::string> names(argv + 2, argv + argc);
    if (names.empty()) {
        names = situations();
        for (const auto &[name, steps] : kSteps)
            names.push_back(name);
    }
    for (const auto &name : names)
        for (const auto &variant : kVariants)
            if (!paint(name, variant, folder))
                return 1;
    return 0;
}
