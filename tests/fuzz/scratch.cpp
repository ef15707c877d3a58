// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/scratch.h"

#include <fstream>
#include <sqlite3.h>
#include <unistd.h>

namespace bedside::fuzz {
namespace {

struct Folder {
    std::filesystem::path path;
    Folder()
    {
        std::string form = std::filesystem::temp_directory_path() / "bedside-fuzz-XXXXXX";
        promise(mkdtemp(form.data()) != nullptr, "there is a folder to write to");
        path = form;
        // Nobody else opens what is in it. Locks between processes, and an index that they share and that whoever opens first
        // throws away, are half of an execution's time.
        if (sqlite3_vfs *alone = sqlite3_vfs_find("unix-excl"))
            promise(sqlite3_vfs_register(alone, 1) == SQLITE_OK, "databases are of this process alone");
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
};

} // namespace

const std::filesystem::path &scratch()
{
    static const Folder folder;
    return folder.path;
}

void writeScratch(const std::filesystem::path &file, ByteSpan content)
{
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char *>(content.data()), static_cast<std::streamsize>(content.size()));
    promise(static_cast<bool>(out.flush()), "a file is written");
}

void removeScratch(const std::filesystem::path &file)
{
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
}

} // namespace bedside::fuzz
