import { hostname, userInfo } from 'node:os';
import { AetherError } from '../core/errors.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';
import { quoteQualified } from '../infra/mariadb/identifiers.ts';

/** Unknown database, no such table. */
const NOT_THERE = new Set([1049, 1146]);

/** Writes the row of a run before the work, and how it ended behind it. */
export async function recordRun<Result>(
  context: Pick<Context, 'runId' | 'signal'>,
  connection: MariadbConnection,
  { meta, source }: { readonly meta: string; readonly source: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const table = quoteQualified(meta, 'ingest_run');
  await connection.run(
    `INSERT INTO ${table} (run_id, source, state, host, os_user, started_at)
     VALUES (?, ?, 'running', ?, ?, UTC_TIMESTAMP(6))`,
    [context.runId, source, hostname(), userInfo().username],
  );
  const end = (state: 'finished' | 'failed' | 'interrupted') =>
    connection.run(`UPDATE ${table} SET state = ?, finished_at = UTC_TIMESTAMP(6) WHERE run_id = ?`, [
      state,
      context.runId,
    ]);
  try {
    const result = await work();
    await end('finished');
    return result;
  } catch (thrown) {
    // The work's own error counts; a server that is gone cannot be told how the run ended.
    await end(context.signal.aborted ? 'interrupted' : 'failed').catch(() => undefined);
    throw thrown;
  }
}

/** Says what to type where the schema has never been applied. */
export function explainMissingSchema(thrown: unknown): unknown {
  if (!NOT_THERE.has(serverErrno(thrown) ?? 0)) return thrown;
  return new AetherError('SCHEMA_MISSING', 'the tables of aether are not in this database yet', {
    cause: thrown,
    hint: 'type: aether schema apply',
  });
}
