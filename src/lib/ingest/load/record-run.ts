import { hostname, userInfo } from 'node:os';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';

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
