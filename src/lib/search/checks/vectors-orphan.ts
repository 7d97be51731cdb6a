import { formatNumberOf } from '../../core/units.ts';
import { checkOfLiveSpace, readCount } from '../health/look-at-live.ts';

/** No vector is of a product that is gone or retired, and the vector index has no row besides those of the space. */
export const check = checkOfLiveSpace('orphan vectors', async ({ session, space }) => {
  const retired = await readCount(
    { session },
    `FROM product_embedding AS e LEFT JOIN product AS p ON p.product_id = e.product_id
      WHERE e.space_id = ? AND (p.product_id IS NULL OR p.status = 'retired')`,
    [space.id],
  );
  const strays =
    space.vectorTable === null
      ? 0
      : await readCount(
          { session },
          `FROM ${space.vectorTable} WHERE product_id NOT IN
             (SELECT e.product_id FROM product_embedding AS e WHERE e.space_id = ?)`,
          [space.id],
        );
  if (strays > 0) {
    return {
      status: 'fail',
      message: `${formatNumberOf(strays, 'row')} of the vector index without a vector of the space`,
      hint: 'aether embed run',
    };
  }
  // They cost space and are never shown: only active products are.
  return {
    status: 'ok',
    message: retired === 0 ? 'none' : `${formatNumberOf(retired, 'vector')} of retired products`,
  };
});
