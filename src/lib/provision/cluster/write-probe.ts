import { AetherError, toAetherError } from '../../core/errors.ts';
import { quoteText } from '../../infra/mariadb/identifiers.ts';
import { remoteSession } from '../../infra/mariadb/remote-session.ts';
import type { Fleet } from './fleet.ts';

/** Dropped after the writes; what a run that died has left is dropped by the next restart. */
const DATABASE = 'aether_provision_probe';
const TABLE = `${DATABASE}.writes`;
/** How long a write may be repeated before it counts as failed. */
const RETRY_SECONDS = 15;
const PAUSE_MS = 100;

/** What became of the writes while a member was restarted. */
interface Writes {
  /** Ids that a member has confirmed. */
  readonly acknowledged: number[];
  /** Attempts that failed; the same write was then sent to another member. */
  repeated: number;
  /** Ids that no member took in time. */
  readonly failed: number[];
  longestSeconds: number;
}

/**
 * Does the work while one client writes rows, each on the next member; a write that fails is repeated with the same id on
 * another one. Throws PROVISION_FAILED if an acknowledged row is missing on a member afterwards, or a write found no member for
 * 15 s. Says what was seen.
 */
export async function whileWriting(
  fleet: Fleet,
  members: readonly string[],
  work: () => Promise<void>,
): Promise<void> {
  const [first] = members;
  if (first === undefined) return work();
  await run(
    fleet,
    first,
    `CREATE DATABASE IF NOT EXISTS ${DATABASE};
CREATE TABLE IF NOT EXISTS ${TABLE} (run VARCHAR(64) NOT NULL, id INT NOT NULL, PRIMARY KEY (run, id));`,
  );
  const end = new AbortController();
  const writing = write(fleet, members, end.signal);
  // It is looked at below; until then an interrupted run must not end by it.
  writing.catch(() => undefined);
  try {
    await work();
  } catch (thrown) {
    end.abort();
    await writing.catch(() => undefined);
    await dropProbe(fleet, members);
    throw thrown;
  }
  end.abort();
  await judge(fleet, members, await writing);
  await dropProbe(fleet, members);
}

/** On the first member that takes it: after a failure not all of them do. What is left is dropped by the next restart. */
async function dropProbe(fleet: Fleet, members: readonly string[]): Promise<void> {
  for (const host of members) {
    try {
      return await run(fleet, host, `DROP DATABASE IF EXISTS ${DATABASE};`);
    } catch (thrown) {
      if (fleet.context.signal.aborted) return;
      if (!(thrown instanceof AetherError)) throw thrown;
    }
  }
}

async function write({ context }: Fleet, members: readonly string[], end: AbortSignal): Promise<Writes> {
  const writes: Writes = { acknowledged: [], repeated: 0, failed: [], longestSeconds: 0 };
  for (let id = 1; !end.aborted; id += 1) {
    const startedAt = context.clock.seconds();
    const isWritten = await writeOne({ context }, members, id, () => (writes.repeated += 1));
    writes.longestSeconds = Math.max(writes.longestSeconds, context.clock.seconds() - startedAt);
    (isWritten ? writes.acknowledged : writes.failed).push(id);
    await context.clock.sleep(PAUSE_MS, context.signal);
  }
  return writes;
}

async function writeOne(
  { context }: Pick<Fleet, 'context'>,
  members: readonly string[],
  id: number,
  onRepeat: () => void,
): Promise<boolean> {
  const deadline = context.clock.seconds() + RETRY_SECONDS;
  const row = `INSERT INTO ${TABLE} VALUES (${quoteText(context.runId)}, ${id}) ON DUPLICATE KEY UPDATE id = id;`;
  for (let attempt = 0; ; attempt += 1) {
    const host = members[(id + attempt) % members.length] ?? '';
    try {
      await run({ context }, host, row);
      return true;
    } catch (thrown) {
      if (context.signal.aborted) throw toAetherError(thrown);
      if (context.clock.seconds() >= deadline) return false;
      onRepeat();
      await context.clock.sleep(PAUSE_MS, context.signal);
    }
  }
}

async function judge({ context }: Fleet, members: readonly string[], writes: Writes): Promise<void> {
  const { acknowledged, repeated, failed, longestSeconds } = writes;
  const lost: string[] = [];
  for (const host of members) {
    const found = await idsOn({ context }, host);
    const missing = acknowledged.filter((id) => !found.has(id));
    if (missing.length > 0) lost.push(`${missing.length} on ${host}`);
  }
  const message = `${acknowledged.length} writes during the restart, ${repeated} attempts repeated on another member; the longest took ${longestSeconds.toFixed(1)} s`;
  context.emit({ type: 'note', level: 'info', message });
  if (lost.length === 0 && failed.length === 0) return;
  throw new AetherError(
    'PROVISION_FAILED',
    lost.length > 0
      ? `acknowledged writes are missing: ${lost.join(', ')}`
      : `${failed.length} writes found no member for ${RETRY_SECONDS} s`,
    {
      hint: 'run "aether cluster status" before the next member is restarted',
      details: { lost, failed, acknowledged: acknowledged.length, repeated },
    },
  );
}

/** What a member has once it has applied all that the others had committed. */
async function idsOn({ context }: Pick<Fleet, 'context'>, host: string): Promise<Set<number>> {
  const rows = await remoteSession(await context.ssh(host)).query<{ id: string }>(
    `SET SESSION wsrep_sync_wait = 1; SELECT id FROM ${TABLE} WHERE run = ${quoteText(context.runId)};`,
  );
  return new Set(rows.map(({ id }) => Number(id)));
}

async function run({ context }: Pick<Fleet, 'context'>, host: string, sql: string): Promise<void> {
  await remoteSession(await context.ssh(host)).run(sql);
}
