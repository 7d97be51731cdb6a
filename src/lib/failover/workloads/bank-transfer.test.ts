import { describe, expect, it } from 'vitest';
import { workload } from './bank-transfer.ts';

/** Accounts in memory that answer what the workload asks for; balances as the server gives them. */
function bank() {
  const balances = new Map(Array.from({ length: 100 }, (_, id) => [id, 1000]));
  return {
    balances,
    query: async <Row extends object>(_sql: string, values: readonly unknown[] = []) =>
      values.map((id) => ({ id, balance: balances.get(Number(id)) })) as unknown as Row[],
    run: async (sql: string, [balance, id]: readonly unknown[] = []) => {
      if (sql.startsWith('UPDATE account')) balances.set(Number(id), Number(balance));
      return { affectedRows: 1 } as never;
    },
  };
}

const total = (balances: ReadonlyMap<number, number>) =>
  [...balances.values()].reduce((sum, one) => sum + one, 0);

describe('a bank transfer', () => {
  it('moves money between two accounts, and leaves the total', async () => {
    for (let worker = 1; worker <= 5; worker += 1) {
      for (let sequence = 1; sequence <= 200; sequence += 1) {
        const { balances, ...session } = bank();
        await workload.write(session, { worker, sequence }, 1);
        expect([...balances.values()].filter((balance) => balance !== 1000)).toHaveLength(2);
        expect(total(balances)).toBe(100_000);
      }
    }
  });

  it.each([
    ['100000', { outcome: 'right' }],
    ['99990', { outcome: 'impossible', seen: 'the total is 99990, not 100000' }],
    [null, { outcome: 'impossible', seen: 'the total is 0, not 100000' }],
  ])('reads a total of %s', async (sum, answer) => {
    const query = async () => [{ total: sum }] as never;
    expect(await workload.readElsewhere?.({ query }, { worker: 1, sequence: 1 })).toEqual(answer);
  });
});
