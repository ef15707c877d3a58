// SPDX-License-Identifier: Apache-2.0
#include "core/client/log_answer.h"

#include <nlohmann/json.hpp>

namespace bedside::client {

Result<audit::Proof> readProof(const Json &answer, const char *key)
{
    if (!jsonHas(answer, key))
        return audit::Proof();
    TRY(const auto bytes, jsonBase64(answer, key, audit::kMaxProof * sizeof(audit::TreeHash)));
    return audit::decodeProof(bytes);
}

Result<LogHeadAnswer> readLogHead(const Json &answer)
{
    if (!jsonHas(answer, "head"))
        return Error(ErrorCode::LogHeadInvalid, "no tree head");
    LogHeadAnswer out;
    TRY(const auto bytes, jsonBase64(answer, "head", audit::TreeHead::kSize));
    TRY(out.head, audit::TreeHead::decode(bytes));
    TRY(out.growth, readProof(answer, "growth"));
    return out;
}

audit::Reader logReaderFor(const identity::PracticeTrust &trust)
{
    const auto &statement = trust.statement();
    const std::size_t certificates = statement && !statement->next.empty() ? 2 : 1;
    const bool names = statement && statement->pins.size() > certificates;
    return audit::Reader(trust.practice(), names ? statement->pins : std::vector<crypto::Digest>());
}

} // namespace bedside::client
