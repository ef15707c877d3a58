// SPDX-License-Identifier: Apache-2.0
#include "core/media/certificate_check.h"

namespace bedside::media {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::size_t kMaxPem = 64 * 1024;

} // namespace

Result<CertificateHash> fingerprintOfPem(std::string_view pem)
{
    if (pem.size() > kMaxPem)
        return Error(ErrorCode::TooLarge, "certificate");
    const auto begin = pem.find(kBegin);
    const auto end = pem.find(kEnd);
    if (begin == std::string_view::npos || end == std::string_view::npos || end < begin
        || pem.find(kBegin, begin + 1) != std::string_view::npos)
        return Error(ErrorCode::Malformed, "certificate");
    std::string base64;
    for (const char c : pem.substr(begin + kBegin.size(), end - begin - kBegin.size()))
        if (c != '\n' && c != '\r')
            base64.push_back(c);
    TRY(const auto der, fromBase64(base64));
    if (der.empty())
        return Error(ErrorCode::Malformed, "certificate");
    return crypto::sha256(der);
}

CertificateCheck::Verdict CertificateCheck::setExpected(const CertificateHash &expected)
{
    const std::lock_guard lock(m_mutex);
    if (expected == m_own || (m_expected && *m_expected != expected))
        m_refused = true;
    m_expected = expected;
    return judge();
}

CertificateCheck::Verdict CertificateCheck::setPresented(std::string_view pem)
{
    const auto fingerprint = fingerprintOfPem(pem);
    const std::lock_guard lock(m_mutex);
    if (!fingerprint.ok() || *fingerprint == m_own || (m_presented && *m_presented != *fingerprint))
        m_refused = true;
    else
        m_presented = *fingerprint;
    return judge();
}

CertificateCheck::Verdict CertificateCheck::verdict() const
{
    const std::lock_guard lock(m_mutex);
    return judge();
}

bool CertificateCheck::hasExpected() const
{
    const std::lock_guard lock(m_mutex);
    return m_expected.has_value();
}

CertificateCheck::Verdict CertificateCheck::judge() const
{
    if (m_refused || (m_expected && m_presented && *m_expected != *m_presented))
        return Verdict::Refused;
    return m_expected && m_presented ? Verdict::Equal : Verdict::Waiting;
}

} // namespace bedside::media
