// SPDX-License-Identifier: Apache-2.0
// Against OpenSSL itself: handshakes that somebody else sets up, as the DTLS plugin does.
#include "core/crypto/dtls_certificate.h"
#include "core/crypto/dtls_handshake.h"

#include <QTest>

#include <openssl/pem.h>
#include <openssl/ssl.h>

using namespace bedside;

namespace {

int datagrams = 0;

long countWrites(BIO *, int operation, const char *, std::size_t, int, long, int result, std::size_t *)
{
    datagrams += operation == BIO_CB_WRITE ? 1 : 0;
    return result;
}

struct Side {
    SSL_CTX *context = nullptr;
    SSL *ssl = nullptr;
    BIO *in = nullptr, *out = nullptr;

    Side(const SSL_METHOD *method, bool client) : context(SSL_CTX_new(method))
    {
        const auto made = crypto::DtlsCertificate::generate(SystemClock().now()).value();
        BIO *pem = BIO_new_mem_buf(made.pem.reveal().data(), static_cast<int>(made.pem.reveal().size()) - 1);
        X509 *certificate = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
        EVP_PKEY *key = PEM_read_bio_PrivateKey(pem, nullptr, nullptr, nullptr);
        SSL_CTX_use_certificate(context, certificate);
        SSL_CTX_use_PrivateKey(context, key);
        X509_free(certificate);
        EVP_PKEY_free(key);
        BIO_free(pem);
        ssl = SSL_new(context);
        in = BIO_new(BIO_s_mem());
        out = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(in, -1);
        SSL_set_bio(ssl, in, out);
        BIO_set_callback_ex(out, countWrites);
        SSL_set_verify(ssl, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, [](int, X509_STORE_CTX *) { return 1; });
        if (client)
            SSL_set_connect_state(ssl);
        else
            SSL_set_accept_state(ssl);
    }
    ~Side()
    {
        SSL_free(ssl);
        SSL_CTX_free(context);
    }
    // What the other side has written, and a step with it. How many datagrams that brought.
    int step(Side *from)
    {
        if (from) {
            char *bytes = nullptr;
            const long size = BIO_get_mem_data(from->out, &bytes);
            BIO_write(in, bytes, static_cast<int>(size));
            (void)BIO_reset(from->out);
        }
        const int before = datagrams;
        SSL_do_handshake(ssl);
        return datagrams - before;
    }
    int wait() const // ms until the present flight is sent again
    {
        timeval left{};
        return DTLSv1_get_timeout(ssl, &left) ? static_cast<int>(left.tv_sec * 1000 + left.tv_usec / 1000) : -1;
    }
};

} // namespace

class DtlsHandshakeTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        crypto::hastenDtlsHandshakes();
        crypto::hastenDtlsHandshakes();
    }
    void sendsEachFlightInOneDatagram()
    {
        const auto before = crypto::hastenedDtlsHandshakes();
        Side client(DTLS_method(), true), server(DTLS_method(), false);
        QCOMPARE(client.step(nullptr), 1);
        QCOMPARE(server.step(&client), 1); // hello, certificate, key, request, done
        QCOMPARE(client.step(&server), 1);
        QCOMPARE(server.step(&client), 1);
        client.step(&server);
        QVERIFY(SSL_is_init_finished(client.ssl) && SSL_is_init_finished(server.ssl));
        QCOMPARE(crypto::hastenedDtlsHandshakes(), before + 2);
    }
    void repeatsALostFlightSoonAndThenMoreRarely()
    {
        Side client(DTLS_method(), true);
        QCOMPARE(client.step(nullptr), 1);
        for (const int expected : {60, 60, 60, 120}) {
            QVERIFY(client.wait() <= expected); // since the flight was sent
            const auto repeated = [&] { return DTLSv1_handle_timeout(client.ssl) == 1; };
            const int before = datagrams;
            QVERIFY(QTest::qWaitFor(repeated, 10'000));
            QCOMPARE(datagrams, before + 1);
        }
        QVERIFY(client.wait() > 120 || client.wait() == 0); // 240; 0: a busy machine
    }
    void leavesTlsAlone()
    {
        const auto before = crypto::hastenedDtlsHandshakes();
        Side client(TLS_method(), true);
        client.step(nullptr);
        QCOMPARE(crypto::hastenedDtlsHandshakes(), before);
    }
};

QTEST_GUILESS_MAIN(DtlsHandshakeTest)
#include "dtls_handshake_test.moc"
