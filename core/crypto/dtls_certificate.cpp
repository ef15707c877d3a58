// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/dtls_certificate.h"

#include "core/crypto/random.h"

#include <openssl/evp.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <memory>

namespace bedside::crypto {
namespace {

template <auto release>
struct Release {
    template <class T>
    void operator()(T *object) const { release(object); }
};
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free_all>>;

bool setFields(X509 *certificate, EVP_PKEY *key, WallTime now)
{
    const std::time_t from = std::chrono::system_clock::to_time_t(now - std::chrono::days(1));
    const std::time_t until = std::chrono::system_clock::to_time_t(now + std::chrono::days(30));
    std::array<std::uint8_t, 8> serial;
    randomBytes(serial);
    std::uint64_t number = 0;
    for (const auto byte : serial)
        number = number << 8 | byte;
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_set_version(certificate, 2) == 1
           && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1
           && ASN1_TIME_set(X509_getm_notBefore(certificate), from) != nullptr
           && ASN1_TIME_set(X509_getm_notAfter(certificate), until) != nullptr
           && X509_set_pubkey(certificate, key) == 1
           && X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char *>("WebRTC"), -1,
                                         -1, 0) == 1
           && X509_set_issuer_name(certificate, name) == 1
           && X509_sign(certificate, key, EVP_sha256()) > 0;
}

Result<Secret> toPem(X509 *certificate, EVP_PKEY *key)
{
    const Memory out(BIO_new(BIO_s_secmem()));
    if (!out || PEM_write_bio_X509(out.get(), certificate) != 1
        || PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return Error(ErrorCode::Internal, "PEM of the DTLS certificate");
    char *text = nullptr;
    const long size = BIO_get_mem_data(out.get(), &text);
    Secret pem(static_cast<std::size_t>(size) + 1);
    std::copy_n(text, size, pem.revealMutable().begin());
    return pem;
}

} // namespace

Result<DtlsCertificate> DtlsCertificate::generate(WallTime now)
{
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate(X509_new());
    if (!key || !certificate || !setFields(certificate.get(), key.get(), now))
        return Error(ErrorCode::Internal, "DTLS certificate");
    DtlsCertificate out;
    unsigned size = 0;
    if (X509_digest(certificate.get(), EVP_sha256(), out.fingerprint.data(), &size) != 1
        || size != out.fingerprint.size())
        return Error(ErrorCode::Internal, "digest of the DTLS certificate");
    TRY(out.pem, toPem(certificate.get(), key.get()));
    return out;
}

} // namespace bedside::crypto
