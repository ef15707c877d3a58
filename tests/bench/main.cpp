// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/self_test.h"
#include "tests/bench/measure.h"

#include <CLI/CLI.hpp>
#include <QCoreApplication>

using namespace bedside;

int main(int argc, char **argv)
{
    QCoreApplication qt(argc, argv);
    CLI::App app("Prints figures; see tests/bench/README.md.", "bedside-bench");
    app.require_subcommand(1);
    int appointments = 10'000;
    int visits = 50;
    app.add_subcommand("frames", "Sealing and opening against the raw cipher");
    app.add_subcommand("groups", "New epochs, joining, commits");
    app.add_subcommand("day", "Today's list in a large store")->add_option("--appointments", appointments);
    app.add_subcommand("visits", "Admit to first decoded frame")->add_option("--count", visits);
    int events = 100'000;
    app.add_subcommand("log", "Verification of the practice's log")->add_option("--events", events);
    int frames = 3'000'000;
    app.add_subcommand("timing", "Opening frames that hold and forged ones")->add_option("--frames", frames);
    CLI11_PARSE(app, argc, argv);

    if (!crypto::selfTest().ok())
        return 4;
    if (app.got_subcommand("frames"))
        return bench::benchFrames();
    if (app.got_subcommand("groups"))
        return bench::benchGroups();
    if (app.got_subcommand("timing"))
        return bench::benchTiming(frames);
    if (app.got_subcommand("log"))
        return bench::benchLog(events);
    if (app.got_subcommand("day"))
        return bench::benchDay(appointments);
    return bench::benchVisits(visits);
}
