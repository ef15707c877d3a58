// SPDX-License-Identifier: Apache-2.0
#include "core/server/capture.h"

#include "core/base/log.h"

#include <fstream>

namespace bedside::server {

Capture::Capture(std::filesystem::path folder) : m_folder(std::move(folder))
{
    if (m_folder.empty())
        return;
    std::error_code failed;
    std::filesystem::create_directories(m_folder, failed);
    logEvent(LogLevel::Warning, "capture.on");
}

void Capture::write(const char *kind, std::string_view head, ByteSpan payload)
{
    if (m_folder.empty())
        return;
    std::string number = std::to_string(++m_number);
    number.insert(0, number.size() < 8 ? 8 - number.size() : 0, '0');
    std::ofstream out(m_folder / (number + "-" + kind), std::ios::binary);
    out << head << '\n';
    out.write(reinterpret_cast<const char *>(payload.data()), static_cast<std::streamsize>(payload.size()));
    if (!out)
        logEvent(LogLevel::Error, "capture.failed");
}

} // namespace bedside::server
