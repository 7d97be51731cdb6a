import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCode, putCodeWithin, putInteger, putMoney, putNothing } from '../csv/put-values.ts';
import { basketOf, type OrderLine } from '../shop/order-lines.ts';
import { orderOf } from '../shop/order.ts';
import type { Shop } from '../shop/shop.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { type Mistake, MORE_LINES, orphan } from './mistake.ts';
import type { Table } from './table.ts';

const discountAbovePrice: Mistake = {
  kind: 'discount_above_price',
  rule: 'discount_above_price',
  column: 'discount',
  make: (record) => {
    record['discount'] = (Number(record['quantity']) * Number(record['unit_price']) + 1).toFixed(2);
    return true;
  },
};

/** Lines of orders. */
export const orderItems: Table = {
  name: 'order_items',
  columns: [
    required('order_no', 'code'),
    required('line_no', 'integer'),
    required('sku', 'code'),
    optional('supplier_no', 'code'),
    required('quantity', 'integer'),
    required('unit_price', 'money'),
    required('discount', 'money'),
    required('freight', 'money'),
  ],
  key: ['order_no', 'line_no'],
  unit: 'order',
  isOneToOne: false,
  write: writeOrderItems,
  renew: (record) => {
    record['line_no'] = String(Number(record['line_no']) + MORE_LINES);
  },
  mistakes: [
    orphan('order_no', 'order_unknown'),
    orphan('sku', 'sku_unknown'),
    orphan('supplier_no', 'supplier_unknown'),
    discountAbovePrice,
  ],
};

function writeOrderItems(shop: Shop, number: number, out: CsvBuffer): void {
  const { lines, freightCents } = basketOf(shop, orderOf(shop, number));
  for (const line of lines) {
    putLine(out, number, line);
    putMoney(out, line.lineNo === 1 ? freightCents : 0);
    endRow(out);
  }
}

function putLine(out: CsvBuffer, order: number, line: OrderLine): void {
  putCode(out, Code.ORDER, order);
  putInteger(out, line.lineNo);
  putCodeWithin(out, Code.SKU, line.product, line.variant + 1);
  if (line.supplier === undefined) putNothing(out);
  else putCode(out, Code.SUPPLIER, line.supplier);
  putInteger(out, line.quantity);
  putMoney(out, line.unitCents);
  putMoney(out, line.discountCents);
}
