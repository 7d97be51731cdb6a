import { toAetherError } from '../core/errors.ts';
import { databasesOf } from '../infra/config/databases.ts';
import type { Context } from '../infra/context.ts';
import type { AccountName } from '../infra/mariadb/connector.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';
import type { FoundRun } from './read-runs.ts';

type Needs = Pick<Context, 'environment' | 'mariadb'>;

/** Which account may read a ledger. A table that is not listed is never asked, and its runs stay. */
const READERS: Readonly<Record<string, AccountName>> = {
  embedding_batch: 'search',
  ingest_run: 'ingest',
  migration: 'migrator',
};

/** Unknown database, no such table: that ledger refers to nothing. */
const NOT_THERE: ReadonlySet<number> = new Set([1049, 1146]);

/**
 * Why runs must stay for their ledgers: a ledger refers to them, or cannot be asked. Asks the environment at hand, and
 * only about its own runs.
 */
export async function ledgerHolds(context: Needs, runs: readonly FoundRun[]): Promise<Map<string, string>> {
  const holds = new Map<string, string>();
  const withLedger = runs.filter(({ record }) => typeof record?.ledger === 'string');
  if (withLedger.length === 0) return holds;
  const { own, foreign } = await splitByEnvironment(context, withLedger);
  for (const { run, record } of foreign) {
    const file = record?.environment_files.at(-1) ?? 'an environment that is not known';
    holds.set(run, `${record?.ledger} of ${file} may refer to it`);
  }
  for (const ledger of new Set(own.map(({ record }) => record?.ledger ?? ''))) {
    const held = own.filter(({ record }) => record?.ledger === ledger);
    await askLedger(context, ledger, held, holds);
  }
  return holds;
}

async function splitByEnvironment(
  context: Needs,
  runs: readonly FoundRun[],
): Promise<{ own: FoundRun[]; foreign: FoundRun[] }> {
  const files = await context.environment().then(
    (environment) => environment.files.join('\n'),
    () => undefined,
  );
  const isOwn = ({ record }: FoundRun) => record?.environment_files.join('\n') === files;
  return { own: runs.filter(isOwn), foreign: runs.filter((found) => !isOwn(found)) };
}

async function askLedger(
  context: Needs,
  ledger: string,
  runs: readonly FoundRun[],
  holds: Map<string, string>,
): Promise<void> {
  try {
    const referred = await readReferences(context, ledger, runs);
    for (const { run } of runs) if (referred.has(run)) holds.set(run, `${ledger} refers to it`);
  } catch (thrown) {
    if (NOT_THERE.has(serverErrno(thrown) ?? 0)) return;
    const { code } = toAetherError(thrown);
    for (const { run } of runs) holds.set(run, `${ledger} may refer to it and cannot be read (${code})`);
  }
}

async function readReferences(
  context: Needs,
  ledger: string,
  runs: readonly FoundRun[],
): Promise<Set<string>> {
  const account = READERS[ledger];
  if (account === undefined) return new Set(runs.map(({ run }) => run));
  const { config } = await context.environment();
  const connector = await context.mariadb(account);
  await using session = await connector.open();
  const marks = runs.map(() => '?').join(', ');
  const rows = await session.query<{ runId: string }>(
    `SELECT DISTINCT run_id AS runId FROM ${quoteQualified(databasesOf(config.mariadb.database).meta, ledger)}
      WHERE run_id IN (${marks})`,
    runs.map(({ run }) => run),
  );
  return new Set(rows.map(({ runId }) => runId));
}
