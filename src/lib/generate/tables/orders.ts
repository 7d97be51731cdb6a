import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCode, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { addressOf } from '../shop/customer.ts';
import { usedPromotion } from '../shop/order-lines.ts';
import { type OrderProgress, progressOf } from '../shop/order-progress.ts';
import { buyerOf, goesToSecondAddress, orderOf, storeOf } from '../shop/order.ts';
import type { Shop } from '../shop/shop.ts';
import { addressColumns, putAddress, putNoAddress } from './address-columns.ts';
import { Code, CURRENCY } from './codes.ts';
import { optional, required } from './column.ts';
import { countryUnknown, type Mistake, nobodys, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

const storeMissing: Mistake = {
  kind: 'store_missing',
  rule: 'store_missing',
  column: 'store_no',
  make: (record) => {
    record['store_no'] = '';
    return record['channel'] === 'retail';
  },
};

const storeOfOnlineOrder: Mistake = {
  kind: 'store_of_online_order',
  rule: 'store_of_online_order',
  column: 'store_no',
  make: (record) => {
    record['store_no'] = 'ST-0000000000';
    return record['channel'] !== 'retail';
  },
};

const deliveredWithoutDate: Mistake = {
  kind: 'delivered_without_date',
  rule: 'delivered_without_date',
  column: 'delivered_at',
  make: (record) => {
    record['delivered_at'] = '';
    return record['status'] === 'delivered';
  },
};

const addressIncomplete: Mistake = {
  kind: 'address_incomplete',
  rule: 'address_incomplete',
  column: 'ship_to_city',
  make: (record) => {
    record['ship_to_city'] = '';
    return record['ship_to_line1'] !== '';
  },
};

/** Orders, with the way through their states and a copy of the address that the parcel went to. */
export const orders: Table = {
  name: 'orders',
  columns: [
    required('order_no', 'code'),
    required('placed_at', 'time'),
    required('channel', 'choice'),
    optional('store_no', 'code'),
    required('customer_no', 'code'),
    required('currency', 'choice'),
    required('status', 'choice'),
    optional('approved_at', 'time'),
    optional('processing_at', 'time'),
    optional('shipped_at', 'time'),
    optional('delivered_at', 'time'),
    optional('closed_at', 'time'),
    optional('promised_at', 'time'),
    ...addressColumns('ship_to_', optional),
    optional('coupon_no', 'code'),
  ],
  key: ['order_no'],
  unit: 'order',
  isOneToOne: true,
  write: writeOrder,
  renew: (record) => {
    record['order_no'] = nobodys(record['order_no'] ?? '');
  },
  mistakes: [
    orphan('customer_no', 'customer_unknown'),
    orphan('store_no', 'store_unknown'),
    orphan('coupon_no', 'coupon_unknown'),
    storeMissing,
    storeOfOnlineOrder,
    deliveredWithoutDate,
    addressIncomplete,
    countryUnknown('ship_to_country'),
    reversed('delivered_before_shipped', 'shipped_at', 'delivered_at'),
  ],
};

function writeOrder(shop: Shop, number: number, out: CsvBuffer): void {
  const order = orderOf(shop, number);
  putCode(out, Code.ORDER, number);
  putTime(out, order.placedAt);
  putWord(out, order.channel);
  if (order.channel === 'retail') putCode(out, Code.STORE, storeOf(shop, order));
  else putNothing(out);
  const customer = buyerOf(shop, order);
  putCode(out, Code.CUSTOMER, customer);
  putWord(out, CURRENCY);
  putProgress(out, progressOf(shop, order));
  if (order.channel === 'retail') putNoAddress(out);
  else putAddress(out, addressOf(shop, customer, goesToSecondAddress(shop, order) ? 1 : 0));
  const promotion = usedPromotion(shop, order);
  if (promotion === undefined) putNothing(out);
  else putCode(out, Code.COUPON, promotion.number);
  endRow(out);
}

function putProgress(out: CsvBuffer, progress: OrderProgress): void {
  putWord(out, progress.status);
  putTime(out, progress.approvedAt);
  putTime(out, progress.processingAt);
  putTime(out, progress.shippedAt);
  putTime(out, progress.deliveredAt);
  putTime(out, progress.closedAt);
  putTime(out, progress.promisedAt);
}
