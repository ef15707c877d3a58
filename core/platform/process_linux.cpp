// SPDX-License-Identifier: Apache-2.0
#include "core/platform/process.h"

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace bedside::platform {
namespace {

namespace fs = std::filesystem;

constexpr const char *kEntryName = "org.bedside.bedside.desktop";
constexpr std::string_view kScheme = "x-scheme-handler/bedside";

fs::path folderFrom(const char *variable, const char *underHome)
{
    if (const char *value = std::getenv(variable); value && *value == '/')
        return value;
    const char *home = std::getenv("HOME");
    return home && *home == '/' ? fs::path(home) / underHome : fs::path();
}

// Desktop Entry Specification 1.5, "The Exec key": quoted, with the reserved characters escaped; then escaped once
// more as a string value.
std::string quotedForExec(const std::string &program)
{
    std::string quoted = "\"";
    for (const char c : program) {
        if (c == '"' || c == '`' || c == '$' || c == '\\')
            quoted += '\\';
        quoted += c;
    }
    quoted += '"';
    std::string value;
    for (const char c : quoted) {
        if (c == '\\')
            value += '\\';
        value += c == '%' ? "%%" : std::string(1, c);
    }
    return value;
}

Result<void> writeWhole(const fs::path &file, const std::string &content)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    const fs::path temporary = file.string() + ".new";
    {
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        out << content;
        out.flush();
        if (!out)
            return Error(ErrorCode::InputOutput, "desktop entry");
    }
    fs::rename(temporary, file, error);
    return error ? Result<void>{Error(ErrorCode::InputOutput, "desktop entry", error.value())} : Result<void>{};
}

// Adds the default for our scheme unless one is set already; everything else in the file stays as it is.
std::string withDefault(const std::string &list)
{
    std::istringstream in(list);
    std::string out;
    bool inDefaults = false;
    bool done = false;
    const std::string ours = std::string(kScheme) + "=" + kEntryName + ";\n";
    for (std::string line; std::getline(in, line);) {
        if (!line.empty() && line.front() == '[') {
            if (inDefaults && !done) {
                out += ours;
                done = true;
            }
            inDefaults = line == "[Default Applications]";
        } else if (inDefaults && line.rfind(std::string(kScheme) + "=", 0) == 0) {
            done = true;
        }
        out += line + "\n";
    }
    if (!done)
        out += (inDefaults ? "" : "[Default Applications]\n") + ours;
    return out;
}

} // namespace

Result<void> protectProcessMemory(bool allowInspection)
{
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0)
        return Error(ErrorCode::Unsupported, "core dumps", errno);
    if (!allowInspection && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return Error(ErrorCode::Unsupported, "process memory", errno);
    return {};
}

Result<void> registerScheme(const fs::path &program)
{
    const fs::path data = folderFrom("XDG_DATA_HOME", ".local/share");
    const fs::path config = folderFrom("XDG_CONFIG_HOME", ".config");
    if (data.empty() || config.empty())
        return Error(ErrorCode::Unsupported, "no home folder");
    const std::string path = program.string();
    if (!program.is_absolute() || path.find_first_of("\n\r") != std::string::npos)
        return Error(ErrorCode::Malformed, "program path");

    // NoDisplay: a packaged installation brings the entry that menus show; this one only opens links.
    TRY_OK(writeWhole(data / "applications" / kEntryName,
        "[Desktop Entry]\nType=Application\nName=Bedside\nNoDisplay=true\nTerminal=false\nMimeType=" + std::string(kScheme) +
        ";\nExec=" + quotedForExec(path) + " %u\n"));

    const fs::path list = config / "mimeapps.list";
    std::ifstream in(list, std::ios::binary);
    std::stringstream before;
    before << in.rdbuf();
    const std::string after = withDefault(before.str());
    return after == before.str() ? Result<void>{} : writeWhole(list, after);
}

} // namespace bedside::platform
