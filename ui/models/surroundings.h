// SPDX-License-Identifier: Apache-2.0
// What the screens ask of the system around them. The program implements it; tests have a fake. Main thread.
#pragma once

#include "core/base/error.h"

#include <QByteArray>
#include <QString>
#include <functional>

namespace bedside::ui {

class Surroundings {
public:
    virtual ~Surroundings() = default;
    virtual void ring() = 0;                 // one soft chime
    virtual void notify(const QString &words) = 0; // when the window is not in front; the words name nobody
    virtual void copyText(const QString &text) = 0;
    // Into the person's download folder, under a free name near `name`. The path, to be shown.
    virtual Result<QString> saveFile(const QString &name, const QByteArray &content) = 0;

    // What whoever helps needs to know of this computer and this run, nothing of a patient in it. `ready` later, once.
    virtual void makeReport(std::function<void(const QString &text)> ready) = 0;
    // Asks the person for a file near `name`, and whether an older one is replaced. `chosen` later, once: empty for none.
    virtual void chooseFile(const QString &title, const QString &name, std::function<void(const QString &path)> chosen) = 0;
    // Whole or not at all; an older file is replaced. DiskFull, InputOutput.
    virtual Result<void> writeFile(const QString &path, const QByteArray &content) = 0;
};

} // namespace bedside::ui
