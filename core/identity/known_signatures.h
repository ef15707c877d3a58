// SPDX-License-Identifier: Apache-2.0
// Internal to core/identity: certificates and leaf credentials come again with every epoch and every member.
#pragma once

#include "core/crypto/sign.h"

namespace bedside::identity {

// crypto::verifySignature, which is asked only once for each key, message and signature that held. Any thread.
bool verifyKnownSignature(const crypto::SignaturePublicKey &key, ByteSpan message, const crypto::Signature &signature);

} // namespace bedside::identity
