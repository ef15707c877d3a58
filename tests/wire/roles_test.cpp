// SPDX-License-Identifier: Apache-2.0
#include "core/wire/roles.h"

#include <QtTest>

using namespace bedside::wire;
using bedside::ErrorCode;

class RolesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void givesTheFrontDeskNoVisitAndNoLog()
    {
        for (auto permission : {Permission::HostOwnVisit, Permission::HostAllVisits, Permission::TakePart,
                                Permission::ReadAudit, Permission::WriteTrust, Permission::WriteRoleKeys})
            QVERIFY(!allows(Role::FrontDesk, permission));
        QVERIFY(allows(Role::FrontDesk, Permission::WriteAllAppointments));
    }
    void keepsAClinicianToTheirOwn()
    {
        for (auto permission : {Permission::ReadAllAppointments, Permission::WriteAllAppointments, Permission::InviteToAll,
                                Permission::SeeAllLobbies, Permission::HostAllVisits, Permission::ReadAudit})
            QVERIFY(!allows(Role::Clinician, permission));
        QVERIFY(allows(Role::Clinician, Permission::HostOwnVisit));
    }
    void givesAGuestThreePermissions()
    {
        int count = 0;
        for (int i = 0; i < kPermissionCount; ++i)
            count += allows(Role::Guest, static_cast<Permission>(i));
        QCOMPARE(count, 3);
    }
    void givesBillingNothingButItsSession()
    {
        int count = 0;
        for (int i = 0; i < kPermissionCount; ++i)
            count += allows(Role::Billing, static_cast<Permission>(i));
        QCOMPARE(count, 2);
    }
    void refusesWhatIsNotInTheTable()
    {
        for (Role role : kAllRoles) {
            QVERIFY(!allows(role, static_cast<Permission>(kPermissionCount)));
            QVERIFY(!allows(role, static_cast<Permission>(255)));
        }
        QVERIFY(!allows(RoleSet{}, Permission::UseSession));
    }
    void addsUpTheRolesOfOneAccount()
    {
        RoleSet roles(Role::Clinician);
        roles.add(Role::Administrator);
        QVERIFY(allows(roles, Permission::ReadAudit) && allows(roles, Permission::HostOwnVisit));
    }
    void refusesUnknownNamesAndBits()
    {
        for (const char *name : {"", "Administrator", "admin", "root"})
            QVERIFY(roleFrom(name).error().code() == ErrorCode::Malformed);
        for (std::uint32_t bits : {1u, 0x80u, 0xffffffffu})
            QVERIFY(!RoleSet::fromBits(bits).ok());
        for (Role role : kAllRoles) {
            QVERIFY(*roleFrom(roleName(role)) == role);
            QVERIFY(RoleSet::fromBits(RoleSet(role).bits())->has(role));
        }
    }
};

QTEST_GUILESS_MAIN(RolesTest)
#include "roles_test.moc"
