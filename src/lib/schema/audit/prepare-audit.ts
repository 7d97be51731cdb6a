import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageFile } from '../../core/package-root.ts';
import { AUDIT_DEFINER, auditDatabaseOf, recordTable } from '../../infra/audit/audit-database.ts';
import { type AuditedTable, readAuditedTables } from '../../infra/audit/audited-table.ts';
import type { Databases } from '../../infra/config/databases.ts';
import { quoteAccount } from '../../infra/mariadb/accounts/account-statements.ts';
import {
  grantStatements,
  missingRights,
  parseGrantLine,
  revokeStatements,
  extraRights,
  type Right,
} from '../../infra/mariadb/accounts/right.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';

const DEFINER = quoteAccount(AUDIT_DEFINER);

/**
 * Makes what the triggers of the audit need and nobody else may touch: the database, its tables, and the locked account with
 * its rights. Sends nothing that is already there, as a cluster stops for each of these statements.
 * @param admin the one account that reaches the database of the audit
 */
export async function prepareAudit(admin: MariadbConnection, databases: Databases): Promise<void> {
  const tables = await readAuditedTables(admin, databases);
  if (tables.length === 0) return;
  await makeTables(admin, auditDatabaseOf(databases.data));
  const held = await readDefinerRights(admin);
  if (held === undefined)
    await admin.run(
      `CREATE USER IF NOT EXISTS ${DEFINER} IDENTIFIED VIA mysql_native_password USING 'invalid' ACCOUNT LOCK`,
    );
  const missing = missingRights(wantedRights(databases, tables), held ?? []);
  for (const statement of grantStatements(missing, DEFINER)) await admin.run(statement);
}

/**
 * Takes away what the account has on tables that are not audited any more: only after their triggers, or every write to them
 * would fail. It may serve several environments of one server: what it has elsewhere stays.
 */
export async function trimAuditRights(admin: MariadbConnection, databases: Databases): Promise<void> {
  const tables = await readAuditedTables(admin, databases);
  const places = [databases.data, auditDatabaseOf(databases.data)].map((name) => `${quoteName(name)}.`);
  const held = (await readDefinerRights(admin)) ?? [];
  const here = held.filter(({ place }) => places.some((begin) => place.startsWith(begin)));
  const wanted = wantedRights(databases, tables);
  for (const statement of revokeStatements(extraRights(wanted, here), wanted, DEFINER))
    await admin.run(statement);
}

/** SELECT, too: the definer of a trigger needs it to read OLD and NEW. */
function wantedRights({ data }: Databases, tables: readonly AuditedTable[]): Right[] {
  return [
    { privilege: 'INSERT', place: recordTable(data) },
    ...tables.flatMap(({ name }) =>
      ['SELECT', 'TRIGGER'].map((privilege) => ({ privilege, place: quoteQualified(data, name) })),
    ),
  ];
}

async function readDefinerRights(admin: MariadbConnection): Promise<Right[] | undefined> {
  const found = await admin.query('SELECT 1 FROM mysql.global_priv WHERE User = ? AND Host = ?', [
    AUDIT_DEFINER.user,
    AUDIT_DEFINER.from,
  ]);
  if (found.length === 0) return undefined;
  const lines = await admin.query<Record<string, string>>(`SHOW GRANTS FOR ${DEFINER}`);
  return lines.flatMap((line) => parseGrantLine(Object.values(line)[0] ?? ''));
}

async function makeTables(admin: MariadbConnection, audit: string): Promise<void> {
  const there = await admin.query<{ name: string }>(
    'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
    [audit],
  );
  const names = new Set(there.map(({ name }) => `${name}.sql`));
  const directory = packageFile('sql', 'audit');
  const missing = (await readdir(directory)).filter((file) => !names.has(file)).toSorted();
  if (missing.length === 0) return;
  await admin.run(
    `CREATE DATABASE IF NOT EXISTS ${quoteName(audit)} CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci`,
  );
  await admin.run(`USE ${quoteName(audit)}`);
  for (const file of missing) await admin.run(await readFile(join(directory, file), 'utf8'));
}
