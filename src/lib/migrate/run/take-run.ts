import { AetherError } from '../../core/errors.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { runHolder } from '../../infra/run-holder.ts';
import type { MigrateContext, Migration } from '../open-migration.ts';
import type { SourcePosition } from '../source/read-rows.ts';
import { beat, beginRun, type MigrationRun, newestRun, takeOver } from '../target/run-ledger.ts';

/** Longer than a run that died keeps others out. */
const LEASE_WAIT_SECONDS = 15;
const HEARTBEAT_MS = 2000;

/** Continues the open run of the mapping, or begins one. Throws LEASE_HELD if another aether works on it. */
export async function takeOrBegin(
  context: MigrateContext,
  { name, hash, collections }: Migration,
  target: MongoSession,
  place: SourcePosition,
): Promise<MigrationRun> {
  const { clock, signal, emit } = context;
  const holder = runHolder(context);
  const begin = async () =>
    beginRun(target, {
      mapping: name,
      mapping_hash: hash,
      holder,
      first_position: place.position,
      first_gtid: place.gtid,
      collections: collections.map((collection) => collection.name),
    });
  const open = await newestRun(target, name, ['running']);
  if (open === undefined || open.mapping_hash !== hash) return begin();
  const take = async () => {
    const taken = await takeOver(target, open, holder);
    if (taken !== undefined) return taken;
    const still = await newestRun(target, name, ['running']);
    return still?._id === open._id ? undefined : ('ended' as const);
  };
  const taken = await waitUntil(take, { clock, signal, deadlineSeconds: LEASE_WAIT_SECONDS, everyMs: 500 });
  // Its holder has loaded it, or it was aborted.
  if (taken === 'ended') return begin();
  if (taken === undefined) {
    throw new AetherError('LEASE_HELD', `the migration ${open._id} is run by ${open.holder}`, {
      hint: 'wait for it to end; a run that died is taken over after some seconds',
    });
  }
  emit({ type: 'note', level: 'info', message: `continues the migration ${taken._id}` });
  return taken;
}

/** Beats while the work goes on. A lost lease is noticed by the next chunk that is written. */
export function keepAlive(target: MongoSession, run: MigrationRun): AsyncDisposable {
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beat(target, run).catch(() => undefined);
  }, HEARTBEAT_MS);
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await beating;
    },
  };
}
