import { setImmediate } from 'node:timers/promises';
import { throwIfAborted } from '../../core/errors.ts';
import { runStep } from '../../core/run-step.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import type { Context } from '../../infra/context.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Occurrences } from '../index/occurrences.ts';
import { buildSpace, FEWEST_PRODUCTS } from '../lsa/build-space.ts';
import { foldIn } from '../lsa/fold-in.ts';
import { readDirections } from '../store/read-directions.ts';
import type { IndexState } from '../store/search-store.ts';
import type { SegmentMeaning } from './write-segment.ts';

type Needs = Pick<Context, 'clock' | 'emit' | 'signal'>;

/** Trains a space of meaning on the whole catalogue; notes it if there are too few products for one. */
export async function trainMeaning(
  context: Needs,
  occurrences: Occurrences,
): Promise<SegmentMeaning | undefined> {
  if (occurrences.productCount < FEWEST_PRODUCTS) {
    const message = `semantic search is off: it needs ${formatNumberOf(FEWEST_PRODUCTS, 'product')}`;
    context.emit({ type: 'note', level: 'info', message });
    return undefined;
  }
  const step = 'search_meaning';
  const trained: { space?: SegmentMeaning | undefined } = {};
  await runStep(context, { id: step, title: 'search index: learn which words go together' }, async () => {
    trained.space = await buildSpace(occurrences, async (done, total) => {
      context.emit({ type: 'step_progress', step, done, total, unit: 'steps' });
      // Ctrl-C and the lease get their turn.
      await setImmediate();
      throwIfAborted(context.signal);
    });
    return {
      detail: `${formatCount(trained.space?.directions.size ?? 0)} words in ${trained.space?.dimensions ?? 0} dimensions`,
    };
  });
  return trained.space;
}

/** Gives new and changed products their place in the space of the index; undefined if it has none. */
export async function joinMeaning(
  connection: MariadbConnection,
  state: IndexState,
  occurrences: Occurrences,
): Promise<SegmentMeaning | undefined> {
  const { dimensions, documents } = state;
  if (dimensions === 0) return undefined;
  const directions = await readDirections(connection, occurrences.termNames());
  return {
    dimensions,
    directions: new Map(),
    vectors: foldIn(occurrences, { dimensions, documents, directions }),
  };
}
