// SPDX-License-Identifier: Apache-2.0
// One step of a script, read strictly: an unknown word is refused before anything is done. The format is in README.md.
#pragma once

#include "core/base/error.h"

#include <QString>
#include <QStringList>

#include <nlohmann/json_fwd.hpp>

namespace bedside::desktop {

struct ScriptStep {
    enum class Kind {
        WaitScreen, Wait, WaitGone, WaitText, WaitTile, Type, Click, Key, Hover, Shot, Read, Copied, State, Texts, Stay, Emit, Expect, Quit
    };

    Kind kind = Kind::Stay;
    QString word;          // as written: "wait-screen"
    QString id;
    QString target;
    QString name;
    QString text;
    QString value;         // name of a value that comes from standard input, instead of `text`
    QString key;
    QString tileState;
    QStringList screens;
    int count = 1;
    std::int64_t deadlineMs = 20'000; // of a stay: how long
};

Result<ScriptStep> readStep(const nlohmann::json &json);

} // namespace bedside::desktop
