import { readAuditedTables } from '../../infra/audit/audited-table.ts';
import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { auditRepeatables } from '../audit/audit-repeatables.ts';
import type { Migration } from '../migration.ts';
import type { OpenAdmin } from '../open-admin.ts';
import { readCallers } from './read-callers.ts';
import { planRepeatables } from './plan-repeatables.ts';
import { readDefinitions } from './read-definitions.ts';
import { readRepeatables } from './read-repeatables.ts';
import { readRepeatableLedger } from './repeatable-ledger.ts';
import { type Users, withAccounts } from './with-accounts.ts';
import { repeatableKey, type RepeatableStep, type RepeatableType } from './repeatable.ts';

interface Files {
  /** Of the migrations; the objects are in directories beside it. */
  readonly directory: string;
  readonly files: readonly Migration[];
  readonly openAdmin: OpenAdmin;
  readonly users: Users;
  /** The tables of the policy are audited: their triggers are made too. */
  readonly isAudited: boolean;
}

/** Reads files, ledger and server, and says what is to be made, replaced and dropped. Changes nothing. */
export async function readRepeatablePlan(
  connection: MariadbConnection,
  databases: Databases,
  { directory, files: migrations, openAdmin, users, isAudited }: Files,
): Promise<RepeatableStep[]> {
  const audited = isAudited ? await readAuditedTables(connection, databases) : [];
  const files = [
    ...(await readRepeatables(directory)).map((file) => withAccounts(file, users)),
    ...auditRepeatables(databases.data, audited),
  ];
  const ledger = await readRepeatableLedger(connection, databases.meta);
  if (files.length === 0 && ledger.length === 0) return [];
  await using admin = await openAdmin(connection.endpoint.name);
  const definitions = await readDefinitions(admin, databases, [
    ...new Map([...ledger, ...files].map((object) => [repeatableKey(object), object])).values(),
  ]);
  const callers = await readCallers(admin, databases, { ledger, files });
  return planRepeatables(files, { ledger, definitions, ofMigrations: objectsOf(migrations), callers });
}

/** Keys of the views, routines and triggers that the migrations make. */
function objectsOf(migrations: readonly Migration[]): ReadonlySet<string> {
  return new Set(
    migrations.flatMap(({ database, statements }) =>
      statements.flatMap(({ kind }) =>
        kind.objects.map(({ type, name }) => repeatableKey({ database, type: type as RepeatableType, name })),
      ),
    ),
  );
}
