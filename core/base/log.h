// SPDX-License-Identifier: Apache-2.0
// The technical log: events with typed fields. A field can be a number, a static string, an error or an id, and
// nothing else, so no name, link or message can reach it. Lines go to standard error, and the newest are kept in memory for
// reports. From any thread but GStreamer's.
#pragma once

#include "core/base/error.h"
#include "core/base/ids.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace bedside {

enum class LogLevel { Debug, Info, Warning, Error };

class LogField {
public:
    template <class T>
        requires std::is_arithmetic_v<T>
    LogField(const char *name, T value) : m_name(name), m_value(std::to_string(value)) {}
    template <std::size_t N>
    LogField(const char *name, const char (&text)[N]) : m_name(name), m_value(text) {}
    template <std::size_t N>
    LogField(const char *name, char (&text)[N]) = delete; // no literal: anything may stand in it
    LogField(const char *name, const Error &error);
    template <class Tag>
    LogField(const char *name, const Id<Tag> &id) : m_name(name), m_value(id.text()) {}

    const char *name() const { return m_name; }
    const std::string &value() const { return m_value; }

private:
    const char *m_name;
    std::string m_value;
};

// `event` is a literal such as "server.started".
void logEvent(LogLevel level, const char *event, std::initializer_list<LogField> fields = {});
void setLogLevel(LogLevel least);

// The newest lines of this process, oldest first, as they were written.
inline constexpr std::size_t kKeptLogLines = 500;
std::vector<std::string> keptLogLines();

} // namespace bedside
