import { throwIfAborted } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatNumberOf } from '../../core/units.ts';
import type { Environment } from '../../infra/config/environment-schema.ts';
import type { Lease } from '../../infra/mariadb/lease/lease.ts';
import type { EmbedContext, EmbedSession } from './open-embed.ts';
import {
  copyPart,
  countOutdated,
  createVectorTable,
  deleteStrays,
  hasVectorTable,
  registerVectorTable,
  vectorTableName,
} from './space/vector-table.ts';
import { readVectorSupport } from './space/vector-support.ts';

/** What the vector index of a space lacks. */
export interface VectorIndexWork {
  readonly isNew: boolean;
  /** Vectors to copy or to delete. */
  readonly outdated: number;
}

interface IndexedSpace {
  readonly id: number;
  readonly dimensions: number;
}

/**
 * Compares the vector index of a space with its vectors. undefined if the servers have no vector indexes; if some have and
 * others do not, a note says so.
 * @param space undefined: it is not there yet
 */
export async function lookAtVectorIndex(
  context: EmbedContext,
  { connection }: Pick<EmbedSession, 'connection'>,
  space: IndexedSpace | undefined,
): Promise<VectorIndexWork | undefined> {
  const config: Environment = (await context.environment()).config;
  const { isThere, reason } = await readVectorSupport(await context.mariadb('search'), config);
  if (reason !== undefined)
    context.emit({ type: 'note', level: 'warn', message: `no vector index: ${reason}` });
  if (!isThere) return undefined;
  if (space === undefined || !(await hasVectorTable(connection, space.id)))
    return { isNew: true, outdated: 0 };
  return { isNew: false, outdated: await countOutdated(connection, space) };
}

export interface PublishParts {
  readonly session: EmbedSession;
  readonly lease: Lease;
  readonly space: IndexedSpace;
}

/**
 * Brings the table with the vector index up to date with the vectors of the space, in small transactions of this one
 * writer: writers on several members of a cluster get into each other's way there. A run that was killed is continued by
 * the next one.
 * @returns how many vectors were copied or deleted
 */
export async function publishVectors(context: EmbedContext, parts: PublishParts): Promise<number> {
  const { session, space } = parts;
  const { connection } = session;
  await createVectorTable(connection, space);
  const total = await countOutdated(connection, space);
  let done = 0;
  const step = 'vector_index';
  await runStep(context, { id: step, title: `${vectorTableName(space.id)}: vector index` }, async () => {
    const add = (count: number) => {
      done += count;
      context.emit({ type: 'step_progress', step, done, total, unit: 'rows' });
    };
    await copyAll(context, parts, add);
    await deleteAllStrays(context, parts, add);
    await parts.lease.guard(connection, () => registerVectorTable(connection, space.id));
    return { detail: formatNumberOf(done, 'vector') };
  });
  return done;
}

type Add = (count: number) => void;

async function copyAll(context: EmbedContext, { session, lease, space }: PublishParts, add: Add) {
  let after = '0';
  for (;;) {
    throwIfAborted(context.signal);
    const from = after;
    const copied = await lease.guard(session.connection, () => copyPart(session.connection, space, from));
    const last = copied.at(-1);
    if (last === undefined) return;
    after = last;
    add(copied.length);
  }
}

async function deleteAllStrays(context: EmbedContext, { session, lease, space }: PublishParts, add: Add) {
  for (;;) {
    throwIfAborted(context.signal);
    const deleted = await lease.guard(session.connection, () => deleteStrays(session.connection, space));
    if (deleted === 0) return;
    add(deleted);
  }
}
