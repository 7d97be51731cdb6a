import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteName, quoteQualified } from '../../infra/mariadb/identifiers.ts';

/** The moments that a partition holds: from the first, up to the second, which is not in it. */
export interface Span {
  /** null: from the beginning of time. */
  readonly from: string | null;
  readonly below: string;
}

/** The group whose rows belong to an order_ref, which stays and says that they have left. */
export const ORDER_GROUP = 'orders';
const CHUNK = 1000;

/** What of a month can still move, with its count: `2 orders are shipped`, `1 return is open`. Empty: nothing. */
export async function readOpenOrders(
  connection: MariadbConnection,
  { data }: Databases,
  span: Span,
): Promise<string[]> {
  const [where, values] = spanOf('placed_at', span);
  const table = (name: string) => quoteQualified(data, name);
  const count = async (words: string, from: string) => {
    const [row] = await connection.query<{ n: number }>(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS n FROM ${from}`,
      values,
    );
    return row === undefined || row.n === 0 ? [] : [`${row.n} ${words}`];
  };
  const statuses = await connection.query<{ status: string; n: number }>(
    `SELECT o.status_code AS status, CAST(COUNT(*) AS DOUBLE) AS n FROM ${table('orders')} AS o
      WHERE ${where} AND EXISTS (SELECT 1 FROM ${table('order_status_transition')} AS t WHERE t.from_status = o.status_code)
      GROUP BY o.status_code ORDER BY o.status_code`,
    values,
  );
  return [
    ...statuses.map(({ status, n }) => `${n} orders ${status}`),
    ...(await count(
      'open returns',
      `${table('return_request')} WHERE ${where} AND status IN ('requested', 'received')`,
    )),
    ...(await count(
      'refunds not settled',
      `${table('refund')} AS r JOIN ${table('payment')} AS p USING (payment_id) WHERE ${where} AND r.settled_at IS NULL`,
    )),
    ...(await count(
      'shipments on their way',
      `${table('shipment')} AS s JOIN ${table('orders')} AS o USING (order_id, placed_at)
        WHERE ${where} AND s.handed_over_at IS NOT NULL AND s.delivered_at IS NULL AND o.status_code = 'delivered'`,
    )),
  ];
}

/** How many order numbers of the span say that their rows are in the archive, and how many do not. */
export async function countMarks(
  connection: MariadbConnection,
  { data }: Databases,
  span: Span,
): Promise<{ marked: number; open: number }> {
  const [where, values] = spanOf('placed_at', span);
  const [row] = await connection.query<{ marked: number; open: number }>(
    `SELECT CAST(COUNT(archived_at) AS DOUBLE) AS marked, CAST(COUNT(*) - COUNT(archived_at) AS DOUBLE) AS \`open\`
       FROM ${quoteQualified(data, 'order_ref')} WHERE ${where}`,
    values,
  );
  return row ?? { marked: 0, open: 0 };
}

/** Marks the order numbers of the span as archived, or takes the mark away, in small transactions. */
export async function setMarks(
  connection: MariadbConnection,
  { data }: Databases,
  span: Span,
  isArchived: boolean,
): Promise<number> {
  const [where, values] = spanOf('placed_at', span);
  const [set, wanted] = isArchived ? ['UTC_TIMESTAMP(6)', 'IS NULL'] : ['NULL', 'IS NOT NULL'];
  for (let total = 0; ;) {
    const { affectedRows } = await connection.run(
      `UPDATE ${quoteQualified(data, 'order_ref')} SET archived_at = ${set} WHERE ${where} AND archived_at ${wanted}
        ORDER BY placed_at, order_id LIMIT ${CHUNK}`,
      values,
    );
    total += affectedRows;
    if (affectedRows < CHUNK) return total;
  }
}

function spanOf(column: string, { from, below }: Span): [where: string, values: string[]] {
  const name = quoteName(column);
  return from === null ? [`${name} < ?`, [below]] : [`${name} >= ? AND ${name} < ?`, [from, below]];
}
