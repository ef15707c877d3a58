// SPDX-License-Identifier: Apache-2.0
// What the server's answers say of the log's head, for audit::Reader. Values.
#pragma once

#include "core/audit/reader.h"
#include "core/base/json.h"
#include "core/identity/practice_trust.h"

namespace bedside::client {

struct LogHeadAnswer {
    audit::TreeHead head;
    audit::Proof growth; // from the head that was named in the request
};
Result<LogHeadAnswer> readLogHead(const Json &answer);                 // LogHeadInvalid where there is none
Result<audit::Proof> readProof(const Json &answer, const char *key);   // empty where there is none

// A reader that trusts what the practice states: the statement's pins where one of them is not a certificate's, hence the
// log key's; where the practice was set up before its server had such a key, the first key seen.
audit::Reader logReaderFor(const identity::PracticeTrust &trust);

} // namespace bedside::client
