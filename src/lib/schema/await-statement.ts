import { AetherError, type SourceLocation } from '../core/errors.ts';
import { formatSeconds } from '../core/units.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { describeEndpoint } from '../infra/mariadb/endpoint.ts';
import { waitUntil } from '../infra/process/wait-until.ts';

export type Wait = Pick<Context, 'clock' | 'emit' | 'signal'>;

export interface RunningStatement {
  /** The id of its session, as in the processlist. */
  readonly id: string;
  readonly location: SourceLocation;
  /** How long it is waited for. */
  readonly seconds: number;
}

const POLL_MS = 200;

interface SessionRow {
  readonly Id: string | number;
  readonly Command: string;
  readonly Time: string | null;
  readonly Info: string | null;
}

/**
 * Waits until the server no longer runs the statement of an earlier run in the session with this id, and says once what
 * it waits for: DDL goes on in the server after its client has died, and two at once would be worse than waiting.
 * @throws MIGRATION_RUNNING at the deadline
 */
export async function awaitStatement(
  wait: Wait,
  connection: MariadbConnection,
  { id, location, seconds }: RunningStatement,
): Promise<void> {
  const place = `${location.file}:${location.line}`;
  let seen: SessionRow | undefined;
  const ended = await waitUntil(
    async () => {
      const running = await findRunning(connection, id);
      if (running === undefined) return true;
      if (seen === undefined) {
        const since = formatSeconds(Number(running.Time ?? 0));
        const message = `waiting: ${describeEndpoint(connection.endpoint)} still runs ${place} for an earlier run, in session ${id} for ${since}; up to ${formatSeconds(seconds)}`;
        wait.emit({ type: 'note', level: 'info', message });
      }
      seen = running;
      return undefined;
    },
    { clock: wait.clock, signal: wait.signal, deadlineSeconds: seconds, everyMs: POLL_MS },
  );
  if (ended === true) return;
  throw new AetherError(
    'MIGRATION_RUNNING',
    `${place}: ${describeEndpoint(connection.endpoint)} still runs this statement for an earlier run, in session ${id}`,
    {
      location,
      hint: `run the same command again when it has ended, or end it on that server: KILL QUERY ${id}`,
      details: { session: id, running_seconds: Number(seen?.Time ?? 0) },
    },
  );
}

/** SHOW, because a Galera member that has lost its cluster refuses SELECT. A later session can have the id. */
async function findRunning(connection: MariadbConnection, id: string): Promise<SessionRow | undefined> {
  const sessions = await connection.query<SessionRow>('SHOW FULL PROCESSLIST');
  return sessions.find(
    (row) =>
      String(row.Id) === id &&
      id !== String(connection.threadId) &&
      row.Command !== 'Sleep' &&
      row.Info?.includes('/* aether run=') === true,
  );
}
