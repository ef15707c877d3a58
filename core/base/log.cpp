// SPDX-License-Identifier: Apache-2.0
#include "core/base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace bedside {
namespace {

spdlog::logger &logger()
{
    static const auto instance = [] {
        auto made = std::make_shared<spdlog::logger>("bedside", std::make_shared<spdlog::sinks::stderr_sink_mt>());
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

} // namespace bedside
