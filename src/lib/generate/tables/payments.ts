import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCode, putCodeWithin, putInteger, putMoney, putTime, putWord } from '../csv/put-values.ts';
import { basketOf } from '../shop/order-lines.ts';
import { progressOf } from '../shop/order-progress.ts';
import { orderOf } from '../shop/order.ts';
import { paymentsOf } from '../shop/payment.ts';
import type { Shop } from '../shop/shop.ts';
import { Code, CURRENCY } from './codes.ts';
import { optional, required } from './column.ts';
import { nobodys, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** What was paid; what was called off afterwards was voided. */
export const payments: Table = {
  name: 'payments',
  columns: [
    required('payment_no', 'code'),
    required('order_no', 'code'),
    required('seq', 'integer'),
    required('method', 'choice'),
    required('installments', 'integer'),
    required('amount', 'money'),
    required('currency', 'choice'),
    required('captured_at', 'time'),
    optional('voided_at', 'time'),
  ],
  key: ['payment_no'],
  unit: 'order',
  isOneToOne: false,
  write: writePayments,
  renew: (record) => {
    record['payment_no'] = nobodys(record['payment_no'] ?? '');
  },
  mistakes: [
    orphan('order_no', 'order_unknown'),
    reversed('voided_before_captured', 'captured_at', 'voided_at'),
  ],
};

function writePayments(shop: Shop, number: number, out: CsvBuffer): void {
  const order = orderOf(shop, number);
  const { approvedAt, closedAt } = progressOf(shop, order);
  if (approvedAt === undefined) return;
  for (const payment of paymentsOf(shop, order, basketOf(shop, order).totalCents)) {
    putCodeWithin(out, Code.PAYMENT, number, payment.seq);
    putCode(out, Code.ORDER, number);
    putInteger(out, payment.seq);
    putWord(out, payment.method);
    putInteger(out, payment.installments);
    putMoney(out, payment.cents);
    putWord(out, CURRENCY);
    putTime(out, approvedAt);
    putTime(out, closedAt);
    endRow(out);
  }
}
