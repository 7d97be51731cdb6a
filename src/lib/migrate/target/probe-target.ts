import { randomBytes } from 'node:crypto';
import { AetherError } from '../../core/errors.ts';
import { isMongoOutage } from '../../infra/mongo/outage.ts';
import type { MongoSession } from '../../infra/mongo/client.ts';
import type { CompiledCollection } from '../mapping/compiled-mapping.ts';
import { type Trial, TRIALS } from './trials.ts';

export interface TrialResult extends Pick<Trial, 'name' | 'neededFor' | 'without'> {
  readonly isRight: boolean;
}

/** Tries what a migration depends on, each thing on a collection that is dropped afterwards. Throws if the server is away. */
export async function probeTarget(
  session: MongoSession,
  trials: readonly Trial[] = TRIALS,
): Promise<TrialResult[]> {
  const results: TrialResult[] = [];
  for (const { name, neededFor, without, run } of trials) {
    const collection = session.db.collection(`_aether_trial_${randomBytes(6).toString('hex')}`);
    let isRight: boolean;
    try {
      isRight = await session.call(async () => run(collection, session.db));
    } catch (thrown) {
      if (isMongoOutage(thrown)) throw thrown;
      isRight = false;
    }
    await session.call(async () => collection.drop().catch(() => false));
    results.push({ name, neededFor, without, isRight });
  }
  return results;
}

/** Throws MIGRATE_REFUSED for a server on which the documents of these collections would not be right. */
export async function requireCapable(
  session: MongoSession,
  server: string,
  collections: readonly CompiledCollection[],
): Promise<void> {
  const needs = new Set<Trial['neededFor']>(['always']);
  if (collections.some(({ validator }) => validator !== 'none')) needs.add('validators');
  if (collections.some(({ indexes }) => indexes.length > 0)) needs.add('indexes');
  const wrong = (
    await probeTarget(
      session,
      TRIALS.filter(({ neededFor }) => needs.has(neededFor)),
    )
  ).filter(({ isRight }) => !isRight);
  if (wrong.length === 0) return;
  const lines = wrong.map(({ name, without }) => `  ${name}: otherwise ${without}`);
  throw new AetherError(
    'MIGRATE_REFUSED',
    [`${server} does not do what a migration needs:`, ...lines].join('\n'),
    {
      hint: 'use another server, or a mapping that does not need it',
    },
  );
}
