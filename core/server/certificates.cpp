// SPDX-License-Identifier: Apache-2.0
#include "core/server/certificates.h"

#include "core/crypto/random.h"
#include "core/store/atomic_file.h"

#include <ctime>
#include <memory>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace bedside::server {

namespace {

constexpr auto kCurrentLife = std::chrono::hours(24 * 365);
constexpr auto kNextLife = std::chrono::hours(24 * 730); // outlives the one before it by as much
constexpr auto kClockSlack = std::chrono::hours(1); // for clients whose clock runs late
constexpr std::size_t kMostPem = 64 * 1024;

struct Deleter {
    void operator()(EVP_PKEY *p) const { EVP_PKEY_free(p); }
    void operator()(X509 *p) const { X509_free(p); }
    void operator()(BIO *p) const { BIO_free(p); }
    void operator()(X509_EXTENSION *p) const { X509_EXTENSION_free(p); }
    void operator()(ASN1_INTEGER *p) const { ASN1_INTEGER_free(p); }
    void operator()(BIGNUM *p) const { BN_free(p); }
};
template <class T>
using Handle = std::unique_ptr<T, Deleter>;

Error failed(const char *why) { return Error(ErrorCode::Internal, why); }

bool isAddress(const std::string &host)
{
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternativeNames(const std::string &host)
{
    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    if (host != "localhost" && host != "127.0.0.1" && host != "::1")
        names += (isAddress(host) ? ",IP:" : ",DNS:") + host;
    return names;
}

Result<void> addExtension(X509 *certificate, int nid, const std::string &value)
{
    Handle<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str()));
    if (!extension || X509_add_ext(certificate, extension.get(), -1) != 1)
        return failed("certificate extension");
    return {};
}

Result<void> setSerial(X509 *certificate)
{
    const Bytes serial = crypto::randomBytes(16);
    Handle<BIGNUM> number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    if (!number || !BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)))
        return failed("certificate serial");
    return {};
}

Result<Handle<X509>> makeCertificate(EVP_PKEY *key, const std::string &host, WallTime now, std::chrono::hours life)
{
    Handle<X509> certificate(X509_new());
    if (!certificate || X509_set_version(certificate.get(), 2) != 1)
        return failed("certificate");
    TRY_OK(setSerial(certificate.get()));
    const auto seconds = [](WallTime time) { return static_cast<time_t>(toUnixMilliseconds(time) / 1000); };
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), seconds(now - kClockSlack));
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), seconds(now + life));
    X509_NAME *name = X509_get_subject_name(certificate.get());
    constexpr std::size_t kLongestCommonName = 64; // RFC 5280 appendix A.1, ub-common-name
    const std::string commonName = host.substr(0, kLongestCommonName);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char *>(commonName.data()),
                               static_cast<int>(commonName.size()), -1, 0);
    X509_set_issuer_name(certificate.get(), name);
    X509_set_pubkey(certificate.get(), key);
    // CA:TRUE, because the client gives this very certificate to its TLS library as the authority.
    TRY_OK(addExtension(certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0"));
    TRY_OK(addExtension(certificate.get(), NID_key_usage, "critical,digitalSignature,keyCertSign"));
    TRY_OK(addExtension(certificate.get(), NID_ext_key_usage, "serverAuth"));
    TRY_OK(addExtension(certificate.get(), NID_subject_alt_name, alternativeNames(host)));
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0)
        return failed("certificate signature");
    return certificate;
}

Result<void> writePair(const std::filesystem::path &file, EVP_PKEY *key, X509 *certificate)
{
    Handle<BIO> out(BIO_new(BIO_s_secmem()));
    if (!out || PEM_write_bio_PrivateKey(out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
        PEM_write_bio_X509(out.get(), certificate) != 1)
        return failed("write certificate");
    char *data = nullptr;
    const long size = BIO_get_mem_data(out.get(), &data);
    return store::writeFileAtomically(file, {reinterpret_cast<std::uint8_t *>(data), static_cast<std::size_t>(size)});
}

Result<void> make(const std::filesystem::path &file, const std::string &host, WallTime now, std::chrono::hours life)
{
    Handle<EVP_PKEY> key(EVP_EC_gen("P-256"));
    if (!key)
        return failed("P-256 key");
    TRY(auto certificate, makeCertificate(key.get(), host, now, life));
    return writePair(file, key.get(), certificate.get());
}

Result<WallTime> endOf(const X509 *certificate)
{
    struct tm parts{};
    if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &parts) != 1)
        return Error(ErrorCode::StoreDamaged, "certificate time");
    return WallTime(std::chrono::seconds(timegm(&parts)));
}

Result<Bytes> encoded(X509 *certificate)
{
    unsigned char *der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0)
        return failed("certificate encoding");
    Bytes out(der, der + size);
    OPENSSL_free(der);
    return out;
}

Result<TlsCertificate> load(const std::filesystem::path &file)
{
    TlsCertificate out;
    TRY(out.keyPem, store::readSecretFile(file, kMostPem));
    Handle<BIO> in(BIO_new_mem_buf(out.keyPem.reveal().data(), static_cast<int>(out.keyPem.size())));
    Handle<EVP_PKEY> key(PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    Handle<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!key || !certificate || X509_check_private_key(certificate.get(), key.get()) != 1)
        return Error(ErrorCode::StoreDamaged, "certificate file");
    TRY(out.der, encoded(certificate.get()));
    Handle<BIO> text(BIO_new(BIO_s_mem()));
    char *data = nullptr;
    if (!text || PEM_write_bio_X509(text.get(), certificate.get()) != 1)
        return failed("certificate text");
    const long length = BIO_get_mem_data(text.get(), &data);
    out.certificatePem.assign(data, static_cast<std::size_t>(length));
    TRY(out.notAfter, endOf(certificate.get()));
    return out;
}

Result<TlsCertificate> loadOrMake(const std::filesystem::path &file, const std::string &host, WallTime now, std::chrono::hours life)
{
    auto loaded = load(file);
    if (loaded.ok() || loaded.error().code() != ErrorCode::NotFound)
        return loaded;
    TRY_OK(make(file, host, now, life));
    return load(file);
}

} // namespace

Result<TlsCertificates> loadCertificates(const std::filesystem::path &folder, const std::string &host, WallTime now)
{
    TRY_OK(store::makePrivateFolder(folder));
    const auto currentFile = folder / "tls-current.pem";
    const auto nextFile = folder / "tls-next.pem";
    TlsCertificates both;
    TRY(both.current, loadOrMake(currentFile, host, now, kCurrentLife));
    TRY(both.next, loadOrMake(nextFile, host, now, kNextLife));
    if (both.current.notAfter - now > kCertificateSwapBefore)
        return both;
    std::error_code error;
    std::filesystem::rename(nextFile, currentFile, error);
    if (error)
        return Error(ErrorCode::InputOutput, "swap certificates", error.value());
    TRY(both.current, load(currentFile));
    TRY(both.next, loadOrMake(nextFile, host, now, kNextLife));
    return both;
}

Result<Bytes> loadCertificate(const std::filesystem::path &file)
{
    TRY(const auto pem, store::readSmallFile(file, kMostPem));
    Handle<BIO> in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    Handle<X509> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
    if (!certificate)
        return Error(ErrorCode::Malformed, "certificate file");
    return encoded(certificate.get());
}

} // namespace bedside::server
