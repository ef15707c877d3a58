// SPDX-License-Identifier: Apache-2.0
// Written against the Windows SDK's documentation; not yet compiled or run.
#include "core/platform/process.h"

#include <string>
#include <windows.h>

#include <werapi.h>

namespace bedside::platform {
namespace {

Result<void> setDefault(const std::wstring &key, const wchar_t *name, const std::wstring &value)
{
    const auto size = static_cast<DWORD>((value.size() + 1) * sizeof(wchar_t));
    const LSTATUS status = RegSetKeyValueW(HKEY_CURRENT_USER, key.c_str(), name, REG_SZ, value.c_str(), size);
    return status == ERROR_SUCCESS ? Result<void>{} : Result<void>{Error(ErrorCode::InputOutput, "registry", status)};
}

} // namespace

Result<void> protectProcessMemory(bool)
{
    SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
    // Error reports would carry a dump: this process is left out of them.
    if (FAILED(WerSetFlags(WER_FAULT_REPORTING_FLAG_NOHEAP | WER_FAULT_REPORTING_FLAG_DISABLE_THREAD_SUSPENSION)))
        return Error(ErrorCode::Unsupported, "error reporting");
    return {};
}

Result<void> registerScheme(const std::filesystem::path &program)
{
    const std::wstring root = L"Software\\Classes\\bedside";
    TRY_OK(setDefault(root, nullptr, L"URL:Bedside invitation"));
    TRY_OK(setDefault(root, L"URL Protocol", L""));
    return setDefault(root + L"\\shell\\open\\command", nullptr, L"\"" + program.wstring() + L"\" \"%1\"");
}

} // namespace bedside::platform
