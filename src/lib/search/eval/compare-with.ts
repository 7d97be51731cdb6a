import { AetherError } from '../../core/errors.ts';
import { type Interval, pairedBootstrap } from './bootstrap.ts';
import type { JudgedQuery } from './judgments.ts';
import type { SystemMeasure } from './measure-system.ts';
import type { Baseline } from './read-baseline.ts';

interface Measured {
  readonly queries: readonly JudgedQuery[];
  readonly systems: readonly SystemMeasure[];
}

/**
 * What the best ranking gains over the same one of an earlier evaluation. Throws INPUT_FORMAT if that one does not have
 * it, or measured other queries.
 */
export function compareWith(
  { queries, systems }: Measured,
  baseline: Baseline,
  file: string,
): { file: string; system: string; gain: Interval } {
  const best = systems.toSorted((left, right) => right.ndcg - left.ndcg)[0];
  const earlier = baseline.get(best?.name ?? '');
  if (best === undefined || earlier === undefined)
    throw new AetherError('INPUT_FORMAT', `${file}: has no figures of ${best?.name ?? 'a ranking'}`);
  const before = queries.map(({ query }) => earlier[query]);
  const missing = queries.find((_, index) => before[index] === undefined);
  if (missing !== undefined)
    throw new AetherError('INPUT_FORMAT', `${file}: measured other queries; it lacks "${missing.query}"`);
  return {
    file,
    system: best.name,
    gain: pairedBootstrap(
      best.perQuery,
      before.map((value) => value ?? 0),
    ),
  };
}
