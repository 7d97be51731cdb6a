import { AetherError, throwIfAborted } from '../core/errors.ts';
import { runStep } from '../core/run-step.ts';
import type { Databases } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { quoteName } from '../infra/mariadb/identifiers.ts';
import type { Lease } from '../infra/mariadb/lease/lease.ts';
import { isTransientRefusal, withRetry } from '../infra/mariadb/retry.ts';
import { compareFingerprints, fingerprintObjects } from './fingerprint.ts';
import { isRefusal } from './is-refusal.ts';
import { isInDoubt, mayHalfApply } from './leaves-doubt.ts';
import { dropLeftovers } from './leftover-partitions.ts';
import { ledgerWriter, type LedgerWriter } from './ledger.ts';
import type { Migration, MigrationStatement } from './migration.ts';
import type { PendingStatement, SchemaStep } from './plan-schema.ts';
import { type Resolutions, resolveHint } from './resolutions.ts';
import type { OpenAdmin } from './open-admin.ts';
import type { OpenEarlierServer } from './earlier-server.ts';
import { settleInterrupted } from './settle-interrupted.ts';

export interface SchemaTools {
  /** Opens a session for one file: what it sets ends with it, as it does where a later run goes on after it. */
  readonly open: () => Promise<MariadbConnection>;
  readonly openAdmin: OpenAdmin;
  readonly lease: Lease;
  readonly databases: Databases;
  readonly resolutions: Resolutions;
  readonly openEarlierServer: OpenEarlierServer;
}

interface SchemaSession extends Omit<SchemaTools, 'open'> {
  readonly connection: MariadbConnection;
}

type Needs = Pick<Context, 'clock' | 'emit' | 'signal' | 'runId'>;

/** Runs every pending statement; returns how many were run. `kill -9` at any moment and the same call go on from there. */
export async function runSchema(
  context: Needs,
  tools: SchemaTools,
  steps: readonly SchemaStep[],
): Promise<number> {
  let statements = 0;
  for (const step of steps.filter(({ action }) => action !== 'keep')) {
    await runStep(context, { id: step.id, title: step.subject }, async () => {
      await using connection = await tools.open();
      const ledger = ledgerWriter(connection, tools.databases.meta, context.runId);
      statements += await runMigration(context, { ...tools, connection }, ledger, step);
      return { detail: `${step.pending.length} of ${step.migration.statements.length} statements` };
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
  work: Work,
): Promise<void> {
  const { migration, item } = work;
  const { statement, interrupted } = item;
  if (isInDoubt(statement, interrupted)) {
    const said = session.resolutions.get(`${migration.version}:${statement.stepNo}`);
    const settled = await settleInterrupted(context, session, { migration, statement, interrupted, said });
    if (settled === 'done') return ledger.stepDone(migration, statement, 0);
  }
  if (item.leftovers !== undefined) {
    await using admin = await session.openAdmin(session.connection.endpoint.name);
    await dropLeftovers(admin, item.leftovers);
  }
  return statement.kind.class === 'dml'
    ? runDml(context, session, ledger, work)
    : runOther(context, session, ledger, work);
}

/** In one transaction with its ledger row, which can be repeated. */
async function runDml(
  context: Needs,
  { connection, lease }: SchemaSession,
  ledger: LedgerWriter,
  { migration, item: { statement } }: Work,
): Promise<void> {
  const elapsedMs = stopwatch(context);
  try {
    await withRetry(context, isTransientRefusal, () =>
      lease.guard(connection, async () => {
        await ledger.stepStarted(migration, statement, null);
        await connection.run(statement.text);
        await ledger.stepDone(migration, statement, elapsedMs());
      }),
    );
  } catch (thrown) {
    if (!isRefusal(thrown)) throw thrown;
    await ledger.stepFailed(migration, statement, thrown.message);
    throw migrationFailed(migration, statement, thrown);
  }
}

async function runOther(
  context: Needs,
  { connection }: SchemaSession,
  ledger: LedgerWriter,
  { migration, item: { statement } }: Work,
): Promise<void> {
  const elapsedMs = stopwatch(context);
  const { objects } = statement.kind;
  const before = objects.length === 0 ? null : await fingerprintObjects(connection, objects);
  await ledger.stepStarted(migration, statement, before);
  const send = () => connection.run(statement.text);
  try {
    await (mayHalfApply(statement.kind) ? send() : withRetry(context, isTransientRefusal, send));
  } catch (thrown) {
    // A lost link says nothing.
    if (!isRefusal(thrown)) throw thrown;
    const isUndone = !mayHalfApply(statement.kind) || (await isUnchanged(connection, statement, before));
    await ledger[isUndone ? 'stepFailed' : 'stepRefused'](migration, statement, thrown.message);
    throw migrationFailed(
      migration,
      statement,
      thrown,
      isUndone ? undefined : resolveHint(migration, statement),
    );
  }
  await ledger.stepDone(migration, statement, elapsedMs());
}

/** Whether the definitions of all objects prove that the statement had no effect. */
async function isUnchanged(
  connection: MariadbConnection,
  { kind }: MigrationStatement,
  before: string | null,
): Promise<boolean> {
  if (kind.class !== 'ddl' || before === null) return false;
  return compareFingerprints(before, await fingerprintObjects(connection, kind.objects)) === 'none';
}

function stopwatch({ clock }: Needs): () => number {
  const startedAt = clock.seconds();
  return () => (clock.seconds() - startedAt) * 1000;
}

function migrationFailed(
  { version }: Migration,
  { location, stepNo }: MigrationStatement,
  cause: AetherError,
  hint?: string,
): AetherError {
  const { file, line, column } = location;
  const part = hint === undefined ? '' : ', and a part of it may have taken effect';
  return new AetherError(
    'MIGRATION_FAILED',
    `${file}:${line}:${column}: the server refuses statement ${stepNo}${part}`,
    {
      cause,
      location,
      details: { ...cause.details, version, step: stepNo },
      ...(hint === undefined ? {} : { hint }),
    },
  );
}
