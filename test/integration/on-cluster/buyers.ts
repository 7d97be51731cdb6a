import type { Pool } from 'mysql2/promise';
import { openAdmin, type ServerAccess } from '../../support/admin.ts';
import { placeUntilAnswered, orderOf } from '../../support/shop.ts';

const BUYERS_PER_MEMBER = 3;
const ORDERS_PER_BUYER = 2;

/**
 * Has buyers on every member ask for one hat each, again and again, all at once; what each call answered. A deadlock, which
 * is also what a member says if another one was first, is asked again with its key.
 */
export async function buyHats(access: readonly ServerAccess[], database: string): Promise<unknown[]> {
  const buyers = access.flatMap((server, member) =>
    Array.from({ length: BUYERS_PER_MEMBER }, (_, index) => ({
      pool: openAdmin(server),
      name: `${member}-${index}`,
    })),
  );
  const answers = await Promise.all(
    buyers.map(async ({ pool, name }) => {
      await pool.query(`USE ${database}`);
      return await buyHatsAs(pool, name);
    }),
  );
  await Promise.all(buyers.map(({ pool }) => pool.end()));
  return answers.flat();
}

async function buyHatsAs(pool: Pool, name: string): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (let round = 0; round < ORDERS_PER_BUYER; round += 1) {
    const content = orderOf({ items: [{ sku: 'HAT', quantity: 1 }] });
    answers.push(await placeUntilAnswered(pool, `${name}-${round}`, content));
  }
  return answers;
}
