import { formatNumberOf } from '../../core/units.ts';
import { countBadVectors } from '../embed/space/count-bad-vectors.ts';
import { checkOfLiveSpace } from '../health/look-at-live.ts';

/** Every vector has length 1. A vector of zeros has distance 0 from everything, and so would be the best hit of each query. */
export const check = checkOfLiveSpace('zero vectors', async ({ context, session, space }) => {
  const bad = await countBadVectors(session.connection, space, context.signal);
  if (bad === 0) return { status: 'ok', message: 'every vector has length 1' };
  return {
    status: 'fail',
    message: `${formatNumberOf(bad, 'vector')} of zeros, or not of length 1`,
    hint: 'delete these rows of product_embedding and of embedding_cache, then: aether embed run',
  };
});
