import { AetherError } from '../core/errors.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { LedgerMigration, LedgerStep, Migration, MigrationStatement } from './migration.ts';

/** One migration in the plan, with what there is left to run of it. */
export interface SchemaStep extends Step {
  readonly migration: Migration;
  /** Every statement that has not been done, in order, with the ledger's row where an earlier run died inside it. */
  readonly pending: readonly PendingStatement[];
}

export interface PendingStatement {
  readonly statement: MigrationStatement;
  readonly interrupted: LedgerStep | undefined;
}

export type SchemaPlan = Plan<SchemaStep>;

/**
 * Compares the files with the ledger. Throws MIGRATION_CHANGED where something applied has changed since, is
 * gone, or where a new file sorts before one that is already applied.
 */
export function planSchema(
  files: readonly Migration[],
  ledger: readonly LedgerMigration[],
  target: string,
): SchemaPlan {
  const known = new Map(ledger.map((row) => [row.version, row]));
  refuseMissingFiles(files, ledger);
  refuseLateArrivals(files, known);
  return {
    title: `Schema of ${target}`,
    steps: files.map((migration) => planMigration(migration, known.get(migration.version))),
  };
}

function planMigration(migration: Migration, row: LedgerMigration | undefined): SchemaStep {
  const total = migration.statements.length;
  const step = { id: migration.version, subject: migration.fileName, migration };
  const factsWith = (left: readonly PendingStatement[]) => ({
    version: migration.version,
    statements: total,
    pending_statements: left.length,
  });
  if (row?.state === 'applied') {
    if (row.checksum !== migration.checksum) throw changed(migration, row);
    const summary = `${total} statements applied`;
    return { ...step, action: 'keep', summary, pending: [], facts: factsWith([]) };
  }
  const pending = pendingStatements(migration, row?.steps ?? []);
  const facts = factsWith(pending);
  if (row === undefined) return { ...step, action: 'run', summary: `${total} statements`, pending, facts };
  const first = pending[0];
  const summary = `${pending.length} of ${total} statements are left`;
  const why =
    first === undefined
      ? 'only its end was not recorded'
      : `an earlier run stopped at statement ${first.statement.stepNo}`;
  return { ...step, action: 'run', summary, why, pending, facts };
}

function pendingStatements(migration: Migration, rows: readonly LedgerStep[]): PendingStatement[] {
  const recorded = new Map(rows.map((row) => [row.stepNo, row]));
  const pending: PendingStatement[] = [];
  for (const statement of migration.statements) {
    const row = recorded.get(statement.stepNo);
    if (row?.state === 'done') {
      if (row.checksum !== statement.checksum) throw changedStatement(migration, statement);
    } else {
      pending.push({ statement, interrupted: row });
    }
  }
  return pending;
}

function refuseMissingFiles(files: readonly Migration[], ledger: readonly LedgerMigration[]): void {
  const versions = new Set(files.map((file) => file.version));
  const gone = ledger.find((row) => !versions.has(row.version));
  if (gone === undefined) return;
  throw new AetherError(
    'MIGRATION_CHANGED',
    `${gone.name} is applied in the database, but its file is gone`,
    {
      hint: 'restore the file, or use the newer version of aether that brought it',
    },
  );
}

function refuseLateArrivals(files: readonly Migration[], known: ReadonlyMap<string, LedgerMigration>): void {
  const newest = [...known.keys()].toSorted().at(-1) ?? '';
  const late = files.find((file) => !known.has(file.version) && file.version < newest);
  if (late === undefined) return;
  throw new AetherError(
    'MIGRATION_CHANGED',
    `${late.fileName} is new, but version ${newest} is already applied`,
    {
      hint: 'give the new file a number behind the newest one, so that every database runs them in one order',
    },
  );
}

function changed(migration: Migration, row: LedgerMigration): AetherError {
  return new AetherError('MIGRATION_CHANGED', `${migration.fileName} was changed after it had been applied`, {
    details: { applied_sha256: row.checksum, file_sha256: migration.checksum },
  });
}

function changedStatement(migration: Migration, statement: MigrationStatement): AetherError {
  return new AetherError(
    'MIGRATION_CHANGED',
    `${migration.fileName}: statement ${statement.stepNo} was changed after it had been applied`,
    { location: statement.location },
  );
}
