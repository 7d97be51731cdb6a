import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCode, putFlag, putInteger, putMoney, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { basketOf } from '../shop/order-lines.ts';
import { progressOf } from '../shop/order-progress.ts';
import { orderOf } from '../shop/order.ts';
import { returnedGoodsOf } from '../shop/returned-goods.ts';
import type { Shop } from '../shop/shop.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { lineUnknown, nobodys, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** Goods that come back: one row for each line of a return, so that the return's own columns repeat. */
export const returns: Table = {
  name: 'returns',
  columns: [
    required('return_no', 'code'),
    required('order_no', 'code'),
    required('line_no', 'integer'),
    required('quantity', 'integer'),
    required('reason', 'choice'),
    required('status', 'choice'),
    required('requested_at', 'time'),
    optional('closed_at', 'time'),
    optional('restocked', 'flag'),
    required('refund_amount', 'money'),
  ],
  key: ['return_no', 'line_no'],
  unit: 'order',
  isOneToOne: false,
  write: writeReturns,
  renew: (record) => {
    record['return_no'] = nobodys(record['return_no'] ?? '');
  },
  mistakes: [
    orphan('order_no', 'order_unknown'),
    lineUnknown,
    reversed('closed_before_requested', 'requested_at', 'closed_at'),
  ],
};

function writeReturns(shop: Shop, number: number, out: CsvBuffer): void {
  const order = orderOf(shop, number);
  const progress = progressOf(shop, order);
  if (progress.deliveredAt === undefined) return;
  const returned = returnedGoodsOf(shop, order, progress, basketOf(shop, order));
  if (returned === undefined) return;
  for (const { line, reason, isRestocked, refundCents } of returned.lines) {
    putCode(out, Code.RETURN, number);
    putCode(out, Code.ORDER, number);
    putInteger(out, line.lineNo);
    putInteger(out, line.quantity);
    putWord(out, reason);
    putWord(out, returned.status);
    putTime(out, returned.requestedAt);
    putTime(out, returned.closedAt);
    if (isRestocked === undefined) putNothing(out);
    else putFlag(out, isRestocked);
    putMoney(out, refundCents);
    endRow(out);
  }
}
