// SPDX-License-Identifier: Apache-2.0
#include "tests/schedule/sealing_fixture.h"

#include <QtTest>

using namespace bedside;
using namespace bedside::schedule;

class AppointmentContentTest : public QObject {
    Q_OBJECT
private:
    test::SealingFixture m_fixture;
    const VisitId m_visit{{7}};
    const AppointmentContent m_content{"Ada Example", "Sleep", "ada@example.org", Bytes(16, 9)};

    std::vector<InviteSecret> invites() const
    {
        std::vector<InviteSecret> out;
        out.push_back({InviteId{{1}}, Secret::copyOf(Bytes(32, 0x11)), fromUnixMilliseconds(1'800'000'000'000), false});
        out.push_back({InviteId{{2}}, Secret::copyOf(Bytes(32, 0x22)), fromUnixMilliseconds(1'800'000'000'001), true});
        return out;
    }
    Bytes sealed(std::uint64_t version = 3) const
    {
        return sealAppointment(m_visit, version, m_content, invites(), m_fixture.keys()).value();
    }
    template <class T>
    static void expect(const Result<T> &result, ErrorCode code)
    {
        QVERIFY(!result.ok());
        QCOMPARE(QByteArray(errorName(result.error().code()).data()), QByteArray(errorName(code).data()));
    }

private Q_SLOTS:
    void opensWhatItSealed()
    {
        const auto opened = openAppointment(m_visit, 3, sealed(), m_fixture.keys());
        QVERIFY(opened.ok());
        QVERIFY(opened->content == m_content);
        QCOMPARE(opened->invites.size(), std::size_t(2));
        QVERIFY(equalBytes(opened->invites[1].secret.reveal(), Bytes(32, 0x22)));
        QVERIFY(opened->invites[1].withdrawn && !opened->invites[0].withdrawn);
    }
    void showsNothingInClear()
    {
        const Bytes bytes = sealed();
        for (const std::string_view planted : {"Ada Example", "Sleep", "ada@example.org"})
            QVERIFY(asText(bytes).find(planted) == std::string_view::npos);
        QVERIFY(asText(bytes).find(asText(Bytes(32, 0x11))) == std::string_view::npos);
    }
    void refusesAnotherVersion() { expect(openAppointment(m_visit, 4, sealed(), m_fixture.keys()), ErrorCode::BadMac); }
    void refusesAnotherAppointment()
    {
        expect(openAppointment(VisitId{{8}}, 3, sealed(), m_fixture.keys()), ErrorCode::BadMac);
    }
    void refusesEveryChangedByte()
    {
        const Bytes good = sealed();
        for (std::size_t at = 0; at < good.size(); at += 7) {
            Bytes bad = good;
            bad[at] ^= 0x40;
            QVERIFY(!openAppointment(m_visit, 3, bad, m_fixture.keys()).ok());
        }
    }
    void refusesEveryTruncation()
    {
        const Bytes good = sealed();
        for (std::size_t size = 0; size < good.size(); size += 11)
            QVERIFY(!openAppointment(m_visit, 3, ByteSpan(good).first(size), m_fixture.keys()).ok());
        Bytes longer = good;
        longer.push_back(0);
        QVERIFY(!openAppointment(m_visit, 3, longer, m_fixture.keys()).ok());
    }
    void refusesAnotherPractice()
    {
        const test::SealingFixture other;
        QVERIFY(!openAppointment(m_visit, 3, sealed(), other.keys()).ok());
    }
    void keepsInvitesFromThoseWhoDoNotHost()
    {
        test::SealingFixture desk;
        e2ee::RoleKeyRing ring;
        ring.add(m_fixture.ring.newest(e2ee::KeyRole::Scheduling)->clone());
        const SealingKeys keys{m_fixture.practice, ring, m_fixture.device, m_fixture.certificate, m_fixture.trust};
        const auto opened = openAppointment(m_visit, 3, sealed(), keys);
        QVERIFY(opened.ok());
        QVERIFY(opened->content == m_content);
        QVERIFY(opened->invites.empty());
    }
    void refusesToSealWithoutAllKeys()
    {
        e2ee::RoleKeyRing ring;
        ring.add(m_fixture.ring.newest(e2ee::KeyRole::Scheduling)->clone());
        const SealingKeys keys{m_fixture.practice, ring, m_fixture.device, m_fixture.certificate, m_fixture.trust};
        expect(sealAppointment(m_visit, 1, m_content, {}, keys), ErrorCode::KeyUnavailable);
    }
    void refusesWhatIsTooLong()
    {
        AppointmentContent content;
        content.patientName = std::string(AppointmentContent::kMaxName + 1, 'x');
        expect(sealAppointment(m_visit, 1, content, {}, m_fixture.keys()), ErrorCode::TooLarge);
        content = {};
        content.reason = std::string(AppointmentContent::kMaxReason + 1, 'x');
        expect(sealAppointment(m_visit, 1, content, {}, m_fixture.keys()), ErrorCode::TooLarge);
    }
};

QTEST_GUILESS_MAIN(AppointmentContentTest)
#include "appointment_content_test.moc"
