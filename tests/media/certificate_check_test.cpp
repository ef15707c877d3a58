// SPDX-License-Identifier: Apache-2.0
#include "core/crypto/dtls_certificate.h"
#include "core/media/certificate_check.h"

#include <QTest>

using namespace bedside;
using namespace bedside::media;
using Verdict = CertificateCheck::Verdict;

namespace {

crypto::DtlsCertificate certificate()
{
    return crypto::DtlsCertificate::generate(SystemClock().now()).value();
}
// As GStreamer hands it out: the certificate alone.
std::string pemOf(const crypto::DtlsCertificate &certificate)
{
    const std::string both(asText(certificate.pem.reveal()));
    const std::string end = "-----END CERTIFICATE-----\n";
    return both.substr(0, both.find(end) + end.size());
}

} // namespace

class CertificateCheckTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void hashesTheCertificateAsItsMakerDoes()
    {
        const auto made = certificate();
        const auto hash = fingerprintOfPem(pemOf(made));
        QVERIFY(hash.ok());
        QVERIFY(*hash == made.fingerprint);
    }
    void makesEachCertificateAnew() { QVERIFY(certificate().fingerprint != certificate().fingerprint); }

    void acceptsTheSignedOneInEitherOrder()
    {
        const auto own = certificate(), other = certificate();
        CertificateCheck early(own.fingerprint), late(own.fingerprint);
        QVERIFY(early.setExpected(other.fingerprint) == Verdict::Waiting);
        QVERIFY(early.setPresented(pemOf(other)) == Verdict::Equal);
        QVERIFY(late.setPresented(pemOf(other)) == Verdict::Waiting);
        QVERIFY(late.setExpected(other.fingerprint) == Verdict::Equal);
        QVERIFY(late.setExpected(other.fingerprint) == Verdict::Equal); // the same again changes nothing
    }
    void refusesAnother()
    {
        CertificateCheck check(certificate().fingerprint);
        const auto expected = certificate(), presented = certificate();
        QVERIFY(check.setExpected(expected.fingerprint) == Verdict::Waiting);
        QVERIFY(check.setPresented(pemOf(presented)) == Verdict::Refused);
        QVERIFY(check.setExpected(presented.fingerprint) == Verdict::Refused); // for good
        QVERIFY(check.verdict() == Verdict::Refused);
    }
    void refusesOurOwn()
    {
        const auto own = certificate();
        CertificateCheck claimed(own.fingerprint), presented(own.fingerprint);
        QVERIFY(claimed.setExpected(own.fingerprint) == Verdict::Refused);
        QVERIFY(presented.setPresented(pemOf(own)) == Verdict::Refused);
    }
    void refusesASecondClaim()
    {
        const auto one = certificate(), two = certificate();
        CertificateCheck check(certificate().fingerprint);
        QVERIFY(check.setExpected(one.fingerprint) == Verdict::Waiting);
        QVERIFY(check.setPresented(pemOf(one)) == Verdict::Equal);
        QVERIFY(check.setExpected(two.fingerprint) == Verdict::Refused);
    }
    void refusesWhatIsNoCertificate_data()
    {
        QTest::addColumn<QByteArray>("pem");
        QTest::newRow("missing") << QByteArray();
        QTest::newRow("text") << QByteArray("certificate");
        QTest::newRow("no end") << QByteArray("-----BEGIN CERTIFICATE-----\nAAAA\n");
        QTest::newRow("empty") << QByteArray("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n");
        QTest::newRow("end before begin") << QByteArray("-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n");
        QTest::newRow("not base64") << QByteArray("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n");
        const QByteArray one = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        QTest::newRow("two") << one + one;
        QTest::newRow("huge") << QByteArray(70'000, 'A');
    }
    void refusesWhatIsNoCertificate()
    {
        QFETCH(QByteArray, pem);
        CertificateCheck check(certificate().fingerprint);
        QVERIFY(check.setPresented(pem.toStdString()) == Verdict::Refused);
    }
};

QTEST_GUILESS_MAIN(CertificateCheckTest)
#include "certificate_check_test.moc"
