import { AetherError } from '../core/errors.ts';
import type { Plan, Step } from '../core/plan.ts';
import type { Leftovers, LeftoversByStep } from './leftovers.ts';
import type { LedgerMigration, LedgerStatement, Migration, MigrationStatement } from './migration.ts';
import type { RepeatableStep } from './repeatable/repeatable.ts';
import { destroysData } from './script/destroys-data.ts';

/** One migration in the plan, with what there is left to run of it. */
export interface SchemaStep extends Step {
  readonly migration: Migration;
  /** Every statement that has not been done, in order, with the ledger's row where an earlier run died inside it. */
  readonly pending: readonly PendingStatement[];
}

export interface PendingStatement {
  readonly statement: MigrationStatement;
  readonly interrupted: LedgerStatement | undefined;
  /** What a crash of the server left of it, and has to be dropped before it can run. */
  readonly leftovers?: Leftovers;
}

/** First the migrations, then what is made again whenever its file changes. */
export interface SchemaPlan extends Plan {
  readonly migrations: readonly SchemaStep[];
  readonly repeatables: readonly RepeatableStep[];
}

/** One plan of both; `target` says of what database on which host. */
export function joinPlans(
  target: string,
  migrations: readonly SchemaStep[],
  repeatables: readonly RepeatableStep[],
): SchemaPlan {
  const steps = [...migrations, ...repeatables];
  return {
    title: `Schema of ${target}: ${describeWork(migrations, repeatables)}`,
    steps,
    migrations,
    repeatables,
  };
}

/**
 * Compares the files with the ledger. Throws MIGRATION_CHANGED where something applied has changed since, is
 * gone, or where a new file sorts before one that is already applied.
 */
export function planMigrations(
  files: readonly Migration[],
  ledger: readonly LedgerMigration[],
  leftovers: LeftoversByStep = new Map(),
): SchemaStep[] {
  const known = new Map(ledger.map((row) => [row.version, row]));
  refuseMissingFiles(files, ledger);
  refuseLateArrivals(files, known);
  return files.map((migration) => planMigration(migration, known.get(migration.version), leftovers));
}

function describeWork(migrations: readonly SchemaStep[], repeatables: readonly RepeatableStep[]): string {
  const files = migrations.filter(({ action }) => action !== 'keep');
  const objects = repeatables.filter(({ action }) => action !== 'keep').length;
  const statements = files.reduce((sum, { pending }) => sum + pending.length, 0) + objects;
  return `${count(statements, 'statement')} of ${count(files.length + objects, 'file')} to run`;
}

function planMigration(
  migration: Migration,
  row: LedgerMigration | undefined,
  leftovers: LeftoversByStep,
): SchemaStep {
  const total = migration.statements.length;
  const step = { id: migration.version, subject: migration.fileName, migration };
  const factsWith = (left: readonly PendingStatement[]) => ({
    version: migration.version,
    statements: total,
    pending_statements: left.length,
  });
  if (row?.state === 'applied') {
    if (row.checksum !== migration.checksum) throw changed(migration, row);
    const summary = `${count(total, 'statement')} applied`;
    return { ...step, action: 'keep', summary, pending: [], facts: factsWith([]) };
  }
  const pending = pendingStatements(migration, row?.steps ?? [], leftovers);
  const facts = factsWith(pending);
  const loss = describeLoss(pending);
  const run = {
    ...step,
    action: 'run' as const,
    pending,
    facts,
    ...(loss === '' ? {} : { destructive: true }),
  };
  if (row === undefined) return { ...run, summary: `${count(total, 'statement')}${loss}` };
  const first = pending[0];
  const summary = `${pending.length} of ${count(total, 'statement')} left${loss}${describeLeftovers(pending)}`;
  const why =
    first === undefined
      ? 'only its end was not recorded'
      : `an earlier run stopped at statement ${first.statement.stepNo}`;
  return { ...run, summary, why };
}

/** Dropping them loses nothing: the table never came into being. */
function describeLeftovers(pending: readonly PendingStatement[]): string {
  const left = pending.flatMap(({ leftovers }) => leftovers ?? []);
  return left
    .map(
      ({ table, partitions }) =>
        `; first drops ${count(partitions.length, 'partition')} that a crash of the server left of ${table}`,
    )
    .join('');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `, destroys data at line 5, 9`; empty if nothing is lost. */
function describeLoss(pending: readonly PendingStatement[]): string {
  const lines = pending
    .filter(({ statement }) => destroysData(statement.text))
    .map(({ statement }) => statement.location.line);
  return lines.length === 0 ? '' : `, destroys data at line ${lines.join(', ')}`;
}

function pendingStatements(
  migration: Migration,
  rows: readonly LedgerStatement[],
  leftovers: LeftoversByStep,
): PendingStatement[] {
  const recorded = new Map(rows.map((row) => [row.stepNo, row]));
  const pending: PendingStatement[] = [];
  for (const statement of migration.statements) {
    const row = recorded.get(statement.stepNo);
    if (row?.state === 'done') {
      if (row.checksum !== statement.checksum) throw changedStatement(migration, statement);
    } else {
      const left = leftovers.get(`${migration.version}:${statement.stepNo}`);
      pending.push({ statement, interrupted: row, ...(left === undefined ? {} : { leftovers: left }) });
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
      hint: 'give the new file a number after the newest one, so that every database runs them in one order',
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
