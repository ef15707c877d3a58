// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"

#include <spdlog/sinks/ringbuffer_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace bedside {
namespace {

const std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> &keptSink()
{
    static const auto sink = std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kKeptLogLines);
    return sink;
}

spdlog::logger &logger()
{
    static const auto instance = [] {
        const spdlog::sinks_init_list sinks{std::make_shared<spdlog::sinks::stderr_sink_mt>(), keptSink()};
        auto made = std::make_shared<spdlog::logger>("bedside", sinks);
        made->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
        made->flush_on(spdlog::level::info);
        return made;
    }();
    return *instance;
}

spdlog::level::level_enum toSpdlog(LogLevel level)
{
    switch (level) {
    case LogLevel::Debug: return spdlog::level::debug;
    case LogLevel::Info: return spdlog::level::info;
    case LogLevel::Warning: return spdlog::level::warn;
    case LogLevel::Error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

} // namespace

LogField::LogField(const char *name, const Error &error) : m_name(name), m_value(errorName(error.code()))
{
    if (*error.why() != 0)
        m_value += std::string(" (") + error.why() + ")";
    if (error.detail() != 0)
        m_value += " " + std::to_string(error.detail());
}

void logEvent(LogLevel level, const char *event, std::initializer_list<LogField> fields)
{
    std::string line = event;
    for (const LogField &field : fields)
        line += std::string(" ") + field.name() + "=" + field.value();
    logger().log(toSpdlog(level), line);
}

void setLogLevel(LogLevel least) { logger().set_level(toSpdlog(least)); }

std::vector<std::string> keptLogLines()
{
    std::vector<std::string> lines = keptSink()->last_formatted();
    for (std::string &line : lines)
        line.resize(line.find_last_not_of("\r\n") + 1);
    return lines;
}

} // namespace bedside
