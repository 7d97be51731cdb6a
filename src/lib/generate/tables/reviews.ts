import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putCodeWithin, putInteger, putTime } from '../csv/put-values.ts';
import { basketOf } from '../shop/order-lines.ts';
import { progressOf } from '../shop/order-progress.ts';
import { orderOf } from '../shop/order.ts';
import { reviewTextOf } from '../shop/review-text.ts';
import { reviewsOf } from '../shop/review.ts';
import type { Shop } from '../shop/shop.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { nobodys, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** What buyers say about what they bought. */
export const reviews: Table = {
  name: 'reviews',
  columns: [
    required('review_no', 'code'),
    required('order_no', 'code'),
    required('sku', 'code'),
    required('rating', 'integer'),
    optional('title', 'text', 500),
    optional('body', 'text', 16_000),
    required('requested_at', 'time'),
    required('submitted_at', 'time'),
  ],
  key: ['review_no'],
  unit: 'order',
  isOneToOne: false,
  write: writeReviews,
  renew: (record) => {
    record['review_no'] = nobodys(record['review_no'] ?? '');
  },
  mistakes: [
    orphan('order_no', 'order_unknown'),
    orphan('sku', 'not_bought'),
    reversed('submitted_before_requested', 'requested_at', 'submitted_at'),
  ],
};

function writeReviews(shop: Shop, number: number, out: CsvBuffer): void {
  const order = orderOf(shop, number);
  const progress = progressOf(shop, order);
  if (progress.deliveredAt === undefined) return;
  for (const review of reviewsOf(shop, order, progress, basketOf(shop, order).lines)) {
    const { title, body } = reviewTextOf(shop, order, review);
    putCodeWithin(out, Code.REVIEW, number, review.line.lineNo);
    putCode(out, Code.ORDER, number);
    putCodeWithin(out, Code.SKU, review.line.product, review.line.variant + 1);
    putInteger(out, review.rating);
    putText(out, title);
    putText(out, body);
    putTime(out, review.requestedAt);
    putTime(out, review.submittedAt);
    endRow(out);
  }
}
