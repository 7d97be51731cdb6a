import { AetherError } from '../../core/errors.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { Source } from '../source/source-schema.ts';
import { readStorage, type Storage, type TableName } from './read-storage.ts';

/** Their rows are on other servers or in other files: there is nothing to convert here. */
const ELSEWHERE = new Set(['CONNECT', 'FEDERATED', 'SPIDER']);

/**
 * Makes sure that every table which a source writes to can take back what a failed or killed run has written: else
 * those rows stay, and the next run writes them again. Throws TARGET_CANNOT_ROLL_BACK. Leaves tables that do not exist
 * to whoever needs them.
 */
export async function requireRollback(
  connection: MariadbConnection,
  database: string,
  source: Source,
): Promise<void> {
  for (const table of targetsOf(source)) {
    await requireOne(connection, { database, table }, { database, table });
  }
}

/** The tables of the business database that a source writes to. */
function targetsOf({ files, steps }: Source): ReadonlySet<string> {
  const loaded = Object.values(files).flatMap(({ into }) => into ?? []);
  return new Set([...loaded, ...steps.flatMap((step) => ('upsert' in step ? step.upsert : []))]);
}

/** `target` is what the source names, `name` that or a table below it, if it is a view. */
async function requireOne(
  connection: MariadbConnection,
  target: TableName,
  name: TableName,
  seen: ReadonlySet<string> = new Set(),
): Promise<void> {
  const storage = await readStorage(connection, name);
  if (storage === undefined) {
    if (seen.size > 0) throw cannotRollBack(target, { ...target, ...UNSEEN });
    return;
  }
  if (storage.kind !== 'VIEW') {
    if (storage.kind === 'SEQUENCE' || !storage.rollsBack) throw cannotRollBack(target, storage);
    return;
  }
  if (storage.reads === null) throw cannotRollBack(target, storage);
  const passed = new Set([...seen, quoteQualified(name.database, name.table)]);
  for (const below of storage.reads) {
    if (!passed.has(quoteQualified(below.database, below.table)))
      await requireOne(connection, target, below, passed);
  }
}

/** A view of which the account sees not every table. */
const UNSEEN = { kind: 'VIEW', engine: null, rollsBack: false, reads: null } as const;

function cannotRollBack(target: TableName, storage: Storage): AetherError {
  const isBelow = storage.database !== target.database || storage.table !== target.table;
  const place = `${target.database}.${target.table}`;
  const subject = isBelow ? `${place} is a view of ${storage.database}.${storage.table}, which` : place;
  return new AetherError('TARGET_CANNOT_ROLL_BACK', `${subject} ${problemOf(storage)}`, {
    hint: hintFor(storage),
    details: { target: place, engine: storage.engine },
  });
}

function problemOf({ kind, engine }: Storage): string {
  if (kind === 'VIEW') return 'is a view, and the account may not see which tables it writes to';
  if (kind === 'SEQUENCE') return 'is a sequence, which takes no rows';
  return `uses the engine ${engine ?? '(none)'}, which does not roll back with InnoDB: rows of a failed load would stay, and load twice`;
}

function hintFor({ database, table, kind, engine }: Storage): string {
  if (kind === 'VIEW')
    return 'name the table itself in the source, or grant the ingest account SHOW VIEW on the database';
  if (kind === 'SEQUENCE') return 'name a table in the source';
  const alter = `ALTER TABLE ${quoteQualified(database, table)} ENGINE=InnoDB`;
  return ELSEWHERE.has(engine ?? '')
    ? `load on the server that holds its rows, or copy them here: ${alter}`
    : `run in a client: ${alter}`;
}
