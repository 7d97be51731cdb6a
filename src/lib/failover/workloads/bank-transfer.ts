import type { OperationId } from '../client/operation.ts';
import type { Workload } from '../workload.ts';
import { EFFECT_TABLE, workload as insertLedger } from './insert-ledger.ts';

const ACCOUNTS = 100;
const OPENING_BALANCE = 1000;
const TOTAL = ACCOUNTS * OPENING_BALANCE;

/** Which money an operation moves: always the same, so that a retry is the same transfer. Balances may become negative. */
function transferOf({ worker, sequence }: OperationId) {
  // Primes, so that clients meet on all pairs of accounts.
  const source = (worker * 31 + sequence * 7) % ACCOUNTS;
  const target = (source + 1 + ((worker * 17 + sequence * 13) % (ACCOUNTS - 1))) % ACCOUNTS;
  return { source, target, amount: 1 + (sequence % 10) };
}

/**
 * Moves money between accounts, and the transfer with its effect is a row as that of `insert-ledger`. The balances are read
 * and written back: a lost update, a transfer that is applied twice or half leaves another total or another balance.
 */
export const workload: Workload = {
  ...insertLedger,
  name: 'bank-transfer',
  summary: 'moves money between accounts; the total is the same in every read',
  tables: [
    'CREATE TABLE ledger (worker INT NOT NULL, sequence INT NOT NULL, written_at DATETIME(6) NOT NULL, ' +
      'source INT NOT NULL, target INT NOT NULL, amount INT NOT NULL, PRIMARY KEY (worker, sequence)) ENGINE=InnoDB',
    EFFECT_TABLE,
    'CREATE TABLE account (id INT NOT NULL PRIMARY KEY, balance INT NOT NULL) ENGINE=InnoDB',
    `INSERT INTO account VALUES ${Array.from({ length: ACCOUNTS }, (_, id) => `(${id}, ${OPENING_BALANCE})`).join()}`,
  ],
  async write(session, id, attempt) {
    const { worker, sequence } = id;
    const { source, target, amount } = transferOf(id);
    await session.run('INSERT INTO ledger VALUES (?, ?, NOW(6), ?, ?, ?)', [
      worker,
      sequence,
      source,
      target,
      amount,
    ]);
    await session.run('INSERT INTO effect VALUES (?, ?, ?)', [worker, sequence, attempt]);
    const balances = new Map(
      (
        await session.query<{ id: number; balance: number }>(
          'SELECT id, balance FROM account WHERE id IN (?, ?) ORDER BY id FOR UPDATE',
          [source, target],
        )
      ).map((account) => [account.id, account.balance]),
    );
    const changes = [
      [source, -amount],
      [target, amount],
    ] as const;
    for (const [account, change] of changes)
      await session.run('UPDATE account SET balance = ? WHERE id = ?', [
        (balances.get(account) ?? 0) + change,
        account,
      ]);
  },
  async readElsewhere(session) {
    const [row] = await session.query<{ total: string | number | null }>(
      'SELECT SUM(balance) AS total FROM account',
    );
    const total = Number(row?.total ?? 0);
    return total === TOTAL
      ? { outcome: 'right' }
      : { outcome: 'impossible', seen: `the total is ${total}, not ${TOTAL}` };
  },
  async findWrong(session) {
    const rows = await session.query<{ id: number; balance: number; expected: string | number }>(
      `SELECT a.id, a.balance, ${OPENING_BALANCE} + COALESCE(i.amount, 0) - COALESCE(o.amount, 0) AS expected FROM account a ` +
        'LEFT JOIN (SELECT target AS id, SUM(amount) AS amount FROM ledger GROUP BY target) i USING (id) ' +
        'LEFT JOIN (SELECT source AS id, SUM(amount) AS amount FROM ledger GROUP BY source) o USING (id) ' +
        'HAVING balance <> expected ORDER BY a.id',
    );
    return rows.map(
      ({ id, balance, expected }) => `account ${id} has ${balance}, by its transfers ${Number(expected)}`,
    );
  },
};
