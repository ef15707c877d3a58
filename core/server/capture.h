// SPDX-License-Identifier: Apache-2.0
// Writes what the server itself gets to see: each HTTP body and socket payload after TLS, one file each. For the search
// that shows that nothing clinical is among it; off unless the program is started with --capture. Network thread.
#pragma once

#include "core/base/bytes.h"

#include <filesystem>

namespace bedside::server {

class Capture {
public:
    explicit Capture(std::filesystem::path folder); // empty: does nothing
    void write(const char *kind, std::string_view head, ByteSpan payload);

private:
    std::filesystem::path m_folder;
    std::uint64_t m_number = 0;
};

} // namespace bedside::server
