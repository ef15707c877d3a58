// SPDX-License-Identifier: Apache-2.0
// bedside-bot as a program: the line protocol between two of them, a visit hosted and joined, and wrong usage.
#include "tests/calls/practice_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace bedside;

namespace {

class BotProcess {
public:
    explicit BotProcess(QStringList arguments)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process, [this] { read(); });
        m_process.start(QStringLiteral(BEDSIDE_BOT_PROGRAM), arguments);
        m_process.waitForStarted(10'000);
    }
    ~BotProcess()
    {
        m_process.kill();
        m_process.waitForFinished(5'000);
    }
    void say(const QJsonObject &line) { m_process.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n'); }
    void sayRaw(const QByteArray &line) { m_process.write(line); }
    int exitCode()
    {
        if (m_process.state() != QProcess::NotRunning && !QTest::qWaitFor([&] { return m_process.state() == QProcess::NotRunning; }, 30'000))
            return -1;
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -2;
    }
    void closeInput() { m_process.closeWriteChannel(); }
    std::optional<QJsonObject> find(const char *event, const char *name = nullptr) const
    {
        for (const QJsonObject &line : lines) {
            if (line[QLatin1String("ev")] == QLatin1String(event) && (!name || line[QLatin1String("name")] == QLatin1String(name)))
                return line;
        }
        return std::nullopt;
    }
    int count(const char *event) const
    {
        return int(std::count_if(lines.begin(), lines.end(), [&](const QJsonObject &line) { return line[QLatin1String("ev")] == QLatin1String(event); }));
    }

    std::vector<QJsonObject> lines;
    std::function<void(QJsonValue)> onSignal;

private:
    void read()
    {
        m_input += m_process.readAllStandardOutput();
        for (qsizetype end; (end = m_input.indexOf('\n')) >= 0; m_input.remove(0, end + 1)) {
            const auto line = QJsonDocument::fromJson(m_input.left(end)).object();
            lines.push_back(line);
            if (onSignal && line[QLatin1String("ev")] == QLatin1String("signal"))
                onSignal(line[QLatin1String("data")]);
        }
    }

    QProcess m_process;
    QByteArray m_input;
};

constexpr int kWidth = 320, kHeight = 180, kFrames = 60;

// A clip of gray pictures with the frame number in the 16 squares at the top left.
bool writeClip(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write("YUV4MPEG2 W320 H180 F30:1 Ip A1:1 C420jpeg\n");
    for (int n = 0; n < kFrames; ++n) {
        QByteArray luma(kWidth * kHeight, char(100 + n));
        const int bits = (n << 8) | (~n & 0xff);
        for (int square = 0; square < 16; ++square) {
            const bool white = (bits >> (15 - square)) & 1;
            for (int y = 0; y < 16; ++y)
                for (int x = 0; x < 16; ++x)
                    luma[y * kWidth + square * 16 + x] = char(white ? 235 : 16);
        }
        file.write("FRAME\n" + luma + QByteArray(kWidth * kHeight / 2, char(128)));
    }
    return true;
}

} // namespace

class BotTest : public QObject {
    Q_OBJECT
private:
    static constexpr int kWait = 40'000;

private Q_SLOTS:
    void saysItsVersionAndItsUsage()
    {
        QCOMPARE(BotProcess({QStringLiteral("--version")}).exitCode(), 0);
        QCOMPARE(BotProcess({QStringLiteral("--help")}).exitCode(), 0);
    }
    void refusesWrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("nothing") << QStringList();
        QTest::newRow("two at once") << QStringList{QStringLiteral("--line-protocol"), QStringLiteral("join"), QStringLiteral("x")};
        QTest::newRow("unknown") << QStringList{QStringLiteral("--insecure")};
        QTest::newRow("join without link") << QStringList{QStringLiteral("join")};
    }
    void refusesWrongUsage()
    {
        QFETCH(QStringList, arguments);
        QCOMPARE(BotProcess(arguments).exitCode(), 2);
    }
    void endsWithItsInput()
    {
        BotProcess bot({QStringLiteral("--line-protocol")});
        bot.closeInput();
        QCOMPARE(bot.exitCode(), 0);
        BotProcess broken({QStringLiteral("--line-protocol")});
        broken.sayRaw("hello\n");
        QCOMPARE(broken.exitCode(), 2);
    }
    void refusesToPrepareWithoutKeys()
    {
        BotProcess bot({QStringLiteral("--line-protocol")});
        bot.say({{QStringLiteral("cmd"), QStringLiteral("prepare")}, {QStringLiteral("role"), QStringLiteral("a")}});
        QCOMPARE(bot.exitCode(), 1);
        QVERIFY(bot.find("error"));
    }
    void carriesACallOverTheLineProtocol()
    {
        QTemporaryDir folder;
        const QString clip = folder.filePath(QStringLiteral("clip.y4m"));
        QVERIFY(writeClip(clip));
        BotProcess a({QStringLiteral("--line-protocol")});
        BotProcess b({QStringLiteral("--line-protocol")});
        const auto relay = [](BotProcess &to) {
            return [&to](const QJsonValue &data) { to.say({{QStringLiteral("cmd"), QStringLiteral("signal")}, {QStringLiteral("data"), data}}); };
        };
        a.onSignal = relay(b);
        b.onSignal = relay(a);
        for (auto *bot : {&a, &b})
            bot->say({{QStringLiteral("cmd"), QStringLiteral("prepare")},
                      {QStringLiteral("role"), bot == &a ? QStringLiteral("a") : QStringLiteral("b")},
                      {QStringLiteral("video"), clip},
                      {QStringLiteral("width"), kWidth},
                      {QStringLiteral("height"), kHeight},
                      {QStringLiteral("fps"), 30},
                      {QStringLiteral("codec"), QStringLiteral("VP8")},
                      {QStringLiteral("keyA"), QString(64, QLatin1Char('a'))},
                      {QStringLiteral("keyB"), QString(64, QLatin1Char('b'))}});
        QTRY_VERIFY_WITH_TIMEOUT(a.find("ready") && b.find("ready"), kWait);
        a.say({{QStringLiteral("cmd"), QStringLiteral("join")}, {QStringLiteral("offerer"), true}});
        b.say({{QStringLiteral("cmd"), QStringLiteral("join")}, {QStringLiteral("offerer"), false}});
        for (auto *bot : {&a, &b}) {
            QTRY_VERIFY_WITH_TIMEOUT(bot->find("mark", "connected") && bot->find("mark", "firstFrame"), kWait);
            QTRY_VERIFY_WITH_TIMEOUT(bot->count("sent") >= 3 && bot->count("shown") >= 3, kWait);
            QTRY_VERIFY_WITH_TIMEOUT(bot->count("stats") >= 2 && bot->count("frames") >= 2, kWait);
            const int number = bot->find("shown")->value(QLatin1String("n")).toInt(-1);
            QVERIFY(number >= 0 && number < kFrames);
            QVERIFY(!bot->find("error"));
        }
        a.say({{QStringLiteral("cmd"), QStringLiteral("quit")}});
        b.say({{QStringLiteral("cmd"), QStringLiteral("quit")}});
        QCOMPARE(a.exitCode(), 0);
        QCOMPARE(b.exitCode(), 0);
    }
    void hostsAndJoinsAVisit()
    {
        test::Practice practice;
        QVERIFY(practice.begin());
        const QStringList common{QStringLiteral("--loopback"), QStringLiteral("--without-key-store"), QStringLiteral("--chat"),
                                 QStringLiteral("hello"), QStringLiteral("--profile")};
        const QStringList hosting{practice.staffFolder.path(), QStringLiteral("--seconds"), QStringLiteral("3"), QStringLiteral("host")};
        BotProcess host(common + hosting);
        host.say({{QStringLiteral("passphrase"), QString::fromLatin1(test::kPassphrase)},
                  {QStringLiteral("login"), QString::fromLatin1(test::kLogin)},
                  {QStringLiteral("password"), QString::fromLatin1(test::kPassword)},
                  {QStringLiteral("code"), QString::fromStdString(practice.nextCode())}});
        QTRY_VERIFY_WITH_TIMEOUT(host.find("invitation"), kWait);
        // It would stay longer: the host ends the visit for both.
        const QStringList joining{practice.guestFolder.path(), QStringLiteral("--seconds"), QStringLiteral("60"), QStringLiteral("join"),
                                  host.find("invitation")->value(QLatin1String("link")).toString()};
        BotProcess guest(common + joining);
        QTRY_VERIFY_WITH_TIMEOUT(host.find("report"), kWait);
        QCOMPARE(host.exitCode(), 0);
        QCOMPARE(guest.exitCode(), 0);
        const QJsonObject report = *host.find("report");
        QVERIFY(report[QLatin1String("encrypted")].toBool());
        const QJsonObject peer = report[QLatin1String("peers")].toArray().at(0).toObject();
        QVERIFY(peer[QLatin1String("video")].toObject()[QLatin1String("decoded")].toInt() > 30);
        QVERIFY(host.find("chat") && guest.find("mark", "firstFrame"));
    }
};

QTEST_GUILESS_MAIN(BotTest)
#include "bot_test.moc"
