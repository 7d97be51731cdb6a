import { hostname } from 'node:os';
import { toAetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import { osUser } from '../../infra/process/os-user.ts';
import { describeFailure } from '../../infra/run-record/describe-failure.ts';

/** What `error_message` holds. */
const MESSAGE_CHARS = 1000;

type Needs = Pick<Context, 'runId' | 'signal' | 'redactor'>;

/** Writes the row of an earlier run the work, and how it ended after it; for a failure with its reason. */
export async function recordRun<Result>(
  context: Needs,
  connection: MariadbConnection,
  { meta, source }: { readonly meta: string; readonly source: string },
  work: () => Promise<Result>,
): Promise<Result> {
  const table = quoteQualified(meta, 'ingest_run');
  await connection.run(
    `INSERT INTO ${table} (run_id, source, state, host, os_user, started_at)
     VALUES (?, ?, 'running', ?, ?, UTC_TIMESTAMP(6)) ON DUPLICATE KEY UPDATE run_id = run_id`,
    [context.runId, source, hostname(), osUser()],
  );
  const end = (state: 'finished' | 'failed' | 'interrupted', reason: readonly (string | number | null)[]) =>
    connection.run(
      `UPDATE ${table} SET state = ?, finished_at = UTC_TIMESTAMP(6), error_code = ?, error_errno = ?,
              error_message = ? WHERE run_id = ?`,
      [state, ...reason, context.runId],
    );
  try {
    const result = await work();
    await end('finished', [null, null, null]);
    return result;
  } catch (thrown) {
    const aborted = context.signal.aborted;
    const reason = reasonOf(aborted ? context.signal.reason : thrown, context);
    // The work's own error counts; a server that is gone cannot be told how the run ended.
    await end(aborted ? 'interrupted' : 'failed', reason).catch(() => undefined);
    throw thrown;
  }
}

function reasonOf(thrown: unknown, { redactor }: Needs): (string | number | null)[] {
  const { code, errno, message, causes } = describeFailure(toAetherError(thrown));
  // What the server said is often in a cause; a cause that only repeats the message before it adds nothing.
  const messages = [message, ...causes.map((cause) => cause.message)];
  const said = messages.filter((text, index) => !messages.slice(0, index).join('\n').includes(text));
  return [code, errno, redactor.redact(said.join(': ')).slice(0, MESSAGE_CHARS)];
}
