// SPDX-License-Identifier: Apache-2.0
// A sound server of the test's own: PulseAudio in a private folder, without any device until one is loaded. This process
// and its children talk to it and to no other.
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <QTest>

namespace bedside::media::test {

class PulseServer {
public:
    PulseServer()
    {
        for (const char *folder : {"PULSE_RUNTIME_PATH", "PULSE_STATE_PATH", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "HOME"})
            qputenv(folder, m_folder.path().toUtf8());
        qputenv("PULSE_SERVER", "unix:" + socket().toUtf8());
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
    }
    ~PulseServer() { stop(); }

    bool start()
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(QStringLiteral("pulseaudio"),
                        {QStringLiteral("-n"), QStringLiteral("--daemonize=no"), QStringLiteral("--exit-idle-time=-1"),
                         QStringLiteral("--system=false"), QStringLiteral("--use-pid-file=no"),
                         QStringLiteral("--disallow-exit"), QStringLiteral("--log-level=error"), QStringLiteral("-L"),
                         QStringLiteral("module-native-protocol-unix auth-anonymous=1 socket=") + socket()});
        return m_process.waitForStarted() && QTest::qWaitFor([this] { return control({QStringLiteral("info")}).first; }, 10'000);
    }
    void stop()
    {
        if (m_process.state() == QProcess::NotRunning)
            return;
        m_process.terminate();
        if (!m_process.waitForFinished(5000)) {
            m_process.kill();
            m_process.waitForFinished(5000);
        }
    }

    // Loads a module and returns its number; empty if it did not load.
    QString load(const QString &module)
    {
        const auto [ok, out] = control(QStringList{QStringLiteral("load-module")} + module.split(QLatin1Char(' ')));
        return ok ? out.trimmed() : QString();
    }
    QString loadSpeaker(const QString &name)
    {
        return load(QStringLiteral("module-null-sink sink_name=%1 rate=48000 sink_properties=device.description=%1").arg(name));
    }
    QString loadMicrophone(const QString &name)
    {
        return load(QStringLiteral("module-null-source source_name=%1 rate=48000 description=%1").arg(name));
    }
    bool unload(const QString &number) { return control({QStringLiteral("unload-module"), number}).first; }
    // Streams that record, or that play.
    int recording() { return lines(QStringLiteral("source-outputs")); }
    int playing() { return lines(QStringLiteral("sink-inputs")); }

private:
    QString socket() const { return m_folder.filePath(QStringLiteral("native")); }
    std::pair<bool, QString> control(const QStringList &arguments)
    {
        QProcess pactl;
        pactl.start(QStringLiteral("pactl"), arguments);
        const bool ok = pactl.waitForFinished(10'000) && pactl.exitStatus() == QProcess::NormalExit && pactl.exitCode() == 0;
        return {ok, QString::fromUtf8(pactl.readAllStandardOutput())};
    }
    int lines(const QString &what)
    {
        const auto [ok, out] = control({QStringLiteral("list"), QStringLiteral("short"), what});
        return ok ? static_cast<int>(out.count(QLatin1Char('\n'))) : -1;
    }

    QTemporaryDir m_folder;
    QProcess m_process;
};

} // namespace bedside::media::test
