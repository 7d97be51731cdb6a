import { AetherError, throwIfAborted } from '../core/errors.ts';
import { pendingSteps } from '../core/plan.ts';
import { runStep } from '../core/run-step.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import type { Lease } from '../infra/mariadb/lease/lease.ts';
import { isTransientRefusal, withRetry } from '../infra/mariadb/retry.ts';
import { fingerprintObjects } from './fingerprint.ts';
import { ledgerWriter, type LedgerWriter } from './ledger.ts';
import type { Migration, MigrationStatement } from './migration.ts';
import type { PendingStatement, SchemaPlan, SchemaStep } from './plan-schema.ts';
import { settleInterrupted, type Resolutions } from './settle-interrupted.ts';

export interface SchemaTools {
  /** Opens a session for one file: what it sets ends with it, as it does where a later run goes on behind it. */
  readonly open: () => Promise<MariadbConnection>;
  readonly lease: Lease;
  readonly databases: Databases;
  readonly resolutions: Resolutions;
}

interface SchemaSession extends Omit<SchemaTools, 'open'> {
  readonly connection: MariadbConnection;
}

type Needs = Pick<Context, 'clock' | 'emit' | 'signal' | 'runId'>;

/** Runs every pending statement; returns how many were run. `kill -9` at any moment and the same call go on from there. */
export async function runSchema(context: Needs, tools: SchemaTools, plan: SchemaPlan): Promise<number> {
  let statements = 0;
  for (const step of pendingSteps(plan)) {
    await runStep(context, { id: step.id, title: step.subject }, async () => {
      await using connection = await tools.open();
      const ledger = ledgerWriter(connection, tools.databases.meta, context.runId);
      statements += await runMigration(context, { ...tools, connection }, ledger, step);
      return { detail: step.summary };
    });
  }
  return statements;
}

async function runMigration(
  context: Needs,
  session: SchemaSession,
  ledger: LedgerWriter,
  step: SchemaStep,
): Promise<number> {
  const { migration, pending } = step;
  const { connection, lease, databases } = session;
  await ledger.migrationStarted(migration);
  await connection.run(`USE ${quoteName(databases[migration.database])}`);
  await replaySessionStatements(connection, migration, pending);
  for (const [done, item] of pending.entries()) {
    throwIfAborted(context.signal);
    await lease.fence();
    await runPending(context, session, ledger, { migration, item });
    context.emit({
      type: 'step_progress',
      step: step.id,
      done: done + 1,
      total: pending.length,
      unit: 'steps',
    });
  }
  await ledger.migrationApplied(migration);
  return pending.length;
}

/** SET and USE before the point where a file goes on hold for one session only, so they are said again. */
async function replaySessionStatements(
  connection: MariadbConnection,
  migration: Migration,
  pending: readonly PendingStatement[],
): Promise<void> {
  const from = pending[0]?.statement.stepNo ?? 0;
  for (const statement of migration.statements) {
    if (statement.stepNo < from && statement.kind.class === 'session') await connection.run(statement.text);
  }
}

interface Work {
  readonly migration: Migration;
  readonly item: PendingStatement;
}

async function runPending(
  context: Needs,
  session: SchemaSession,
  ledger: LedgerWriter,
  { migration, item }: Work,
): Promise<void> {
  const { connection, lease, resolutions } = session;
  const { statement, interrupted } = item;
  const said = resolutions.get(`${migration.version}:${statement.stepNo}`);
  if (interrupted?.state === 'started') {
    const settled = said ?? (await settleInterrupted(connection, statement, interrupted));
    if (settled === 'done') return ledger.stepDone(migration, statement, 0);
  }
  const startedAt = context.clock.seconds();
  const elapsedMs = () => (context.clock.seconds() - startedAt) * 1000;
  try {
    if (statement.kind.class === 'dml') {
      await withRetry(context, isTransientRefusal, () =>
        lease.guard(connection, async () => {
          await ledger.stepStarted(migration, statement, null);
          await connection.run(statement.text);
          await ledger.stepDone(migration, statement, elapsedMs());
        }),
      );
      return;
    }
    const { objects } = statement.kind;
    const before = objects.length === 0 ? null : await fingerprintObjects(connection, objects);
    await ledger.stepStarted(migration, statement, before);
    await withRetry(context, isTransientRefusal, () => connection.run(statement.text));
    await ledger.stepDone(migration, statement, elapsedMs());
  } catch (thrown) {
    throw await refused(ledger, migration, statement, thrown);
  }
}

/** A statement that the server answered with an error had no effect: that is recorded. A lost link says nothing. */
async function refused(
  ledger: LedgerWriter,
  migration: Migration,
  statement: MigrationStatement,
  thrown: unknown,
): Promise<unknown> {
  if (!(thrown instanceof AetherError) || thrown.code === 'MARIADB_CONNECTION_LOST') return thrown;
  if (serverErrno(thrown) === undefined) return thrown;
  await ledger.stepFailed(migration, statement, thrown.message);
  const { file, line, column } = statement.location;
  return new AetherError(
    'MIGRATION_FAILED',
    `${file}:${line}:${column}: the server refuses statement ${statement.stepNo}`,
    {
      cause: thrown,
      location: statement.location,
      details: { ...thrown.details, version: migration.version, step: statement.stepNo },
    },
  );
}
