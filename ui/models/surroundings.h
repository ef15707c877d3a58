// SPDX-License-Identifier: Apache-2.0
// What the screens ask of the system around them. The program implements it; tests have a fake. Main thread.
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>

namespace bedside::ui {

class Surroundings {
public:
    virtual ~Surroundings() = default;
    virtual void ring() = 0;                 // one soft chime
    virtual void notify(const QString &words) = 0; // when the window is not in front; the words name nobody
    virtual void copyText(const QString &text) = 0;
    // Into the person's download folder, under a free name near `name`. The path, to be shown.
    virtual Result<QString> saveFile(const QString &name, const QByteArray &content) = 0;
};

} // namespace bedside::ui
