// SPDX-License-Identifier: Apache-2.0
#include "core/server/schema.h"

#include "core/audit/log.h"

namespace bedside::server {

namespace {

constexpr const char *kFirst = R"(
CREATE TABLE practice(
  one INTEGER PRIMARY KEY CHECK(one = 1), practice BLOB NOT NULL, practice_key BLOB NOT NULL,
  issuers BLOB NOT NULL, grants BLOB NOT NULL, statement BLOB NOT NULL);
CREATE TABLE accounts(
  account BLOB PRIMARY KEY, login TEXT NOT NULL UNIQUE, password TEXT NOT NULL, totp BLOB NOT NULL,
  totp_step INTEGER NOT NULL DEFAULT 0, roles INTEGER NOT NULL, profile BLOB NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE recovery_codes(
  account BLOB NOT NULL REFERENCES accounts, hash BLOB NOT NULL, PRIMARY KEY(account, hash)) WITHOUT ROWID;
CREATE TABLE devices(
  device BLOB PRIMARY KEY, account BLOB NOT NULL REFERENCES accounts, certificate BLOB NOT NULL,
  last_seen INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sessions(
  token BLOB PRIMARY KEY, account BLOB NOT NULL REFERENCES accounts, device BLOB NOT NULL,
  created_at INTEGER NOT NULL, used_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE appointments(
  visit BLOB PRIMARY KEY, version INTEGER NOT NULL, owner BLOB NOT NULL, starts_at INTEGER NOT NULL,
  minutes INTEGER NOT NULL, state TEXT NOT NULL, sealed BLOB NOT NULL, changed_at INTEGER NOT NULL,
  change INTEGER NOT NULL UNIQUE, retention TEXT NOT NULL DEFAULT 'record', hold INTEGER NOT NULL DEFAULT 0);
CREATE INDEX appointments_by_owner ON appointments(owner, change);
CREATE TABLE invites(
  invite BLOB PRIMARY KEY, visit BLOB NOT NULL REFERENCES appointments, token BLOB NOT NULL,
  expires_at INTEGER NOT NULL, created_by BLOB NOT NULL, created_at INTEGER NOT NULL,
  admitted_at INTEGER, withdrawn_at INTEGER) WITHOUT ROWID;
CREATE INDEX invites_by_visit ON invites(visit);
CREATE TABLE instances(
  visit BLOB NOT NULL REFERENCES appointments, instance BLOB NOT NULL, host BLOB NOT NULL,
  opened_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT, PRIMARY KEY(visit, instance)) WITHOUT ROWID;
CREATE TABLE members(
  token BLOB PRIMARY KEY, visit BLOB NOT NULL, instance BLOB NOT NULL, invite BLOB NOT NULL,
  admitted_at INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX members_by_visit ON members(visit, instance);
CREATE TABLE commits(
  visit BLOB NOT NULL, instance BLOB NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, body BLOB NOT NULL,
  PRIMARY KEY(visit, instance, seq));
CREATE TABLE role_keys(
  role TEXT NOT NULL, number INTEGER NOT NULL, device BLOB NOT NULL, wrapped BLOB NOT NULL,
  PRIMARY KEY(role, number, device)) WITHOUT ROWID;
)";

Result<void> makeTables(store::Database &database)
{
    TRY_OK(database.execute(kFirst));
    return audit::createTables(database);
}

// Only ever appended to.
constexpr store::MigrationStep kSteps[] = {makeTables, audit::createHeadTable};

} // namespace

std::span<const store::MigrationStep> schemaSteps() { return kSteps; }

} // namespace bedside::server
