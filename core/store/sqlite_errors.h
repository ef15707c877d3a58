// SPDX-License-Identifier: Apache-2.0
// SQLCipher's header and the translation of its result codes; for the sources of core/store only.
#pragma once

#include "core/base/error.h"

#ifndef SQLITE_HAS_CODEC
#define SQLITE_HAS_CODEC // declares sqlite3_key_v2
#endif
#include <sqlite3.h>

namespace bedside::store {

// `code` is a result or extended result code other than OK, ROW and DONE.
inline Error sqliteError(int code, const char *why)
{
    switch (code & 0xff) {
    case SQLITE_FULL: return Error(ErrorCode::DiskFull, why, code);
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT: return Error(ErrorCode::StoreDamaged, why, code);
    case SQLITE_CONSTRAINT: return Error(ErrorCode::Conflict, why, code);
    case SQLITE_NOMEM: return Error(ErrorCode::OutOfMemory, why, code);
    case SQLITE_TOOBIG: return Error(ErrorCode::TooLarge, why, code);
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Error(ErrorCode::TimedOut, why, code);
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_ERROR: return Error(ErrorCode::Internal, why, code);
    default: return Error(ErrorCode::InputOutput, why, code);
    }
}

} // namespace bedside::store
