import { formatNumberOf } from '../../core/units.ts';
import { checkOfLiveSpace, readCount } from '../health/look-at-live.ts';

/** The vectors of the live space are all of its model: of its number of dimensions, and the same in the vector index. */
export const check = checkOfLiveSpace('mixed vectors', async ({ session, space }) => {
  const { id, dimensions, vectorTable } = space;
  const strange = await readCount(
    { session },
    'FROM product_embedding WHERE space_id = ? AND (dimensions <> ? OR LENGTH(embedding) <> ?)',
    [id, dimensions, dimensions * 4],
  );
  if (strange > 0) {
    return {
      status: 'fail',
      message: `${formatNumberOf(strange, 'vector')} not of ${dimensions} dimensions`,
      hint: 'delete these rows of product_embedding and of embedding_cache, then: aether embed run',
    };
  }
  const differing =
    vectorTable === null
      ? 0
      : await readCount(
          { session },
          `FROM product_embedding AS e LEFT JOIN ${vectorTable} AS v ON v.product_id = e.product_id
            WHERE e.space_id = ? AND (v.product_id IS NULL OR v.v <> e.embedding)`,
          [id],
        );
  if (differing === 0) return { status: 'ok', message: `all of ${dimensions} dimensions` };
  return {
    status: 'fail',
    message: `${formatNumberOf(differing, 'vector')} missing in the vector index, or different there`,
    hint: 'aether embed run, or if that does not help: aether embed run --rebuild-index',
  };
});
