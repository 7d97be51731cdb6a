import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putCodeWithin, putInteger, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { below } from '../random/stream.ts';
import { basketOf, type OrderLine } from '../shop/order-lines.ts';
import { progressOf } from '../shop/order-progress.ts';
import { orderOf } from '../shop/order.ts';
import { type Parcel, parcelsOf } from '../shop/parcel.ts';
import type { Shop } from '../shop/shop.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { lineUnknown, type Mistake, MORE_LINES, nobodys, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** The same parcel, said to be another one. */
const parcelDiffers: Mistake = {
  kind: 'parcel_differs',
  rule: 'parcel_differs',
  column: 'shipment_no',
  make: (record, sound) => {
    record['shipment_no'] = sound['shipment_no'] ?? '';
    record['line_no'] = String(Number(record['line_no']) + MORE_LINES);
    record['tracking_no'] = `${record['tracking_no']}0`;
    return true;
  },
};

/** Parcels with what they hold: one row for each line in a parcel, so that the parcel's own columns repeat. */
export const shipments: Table = {
  name: 'shipments',
  columns: [
    required('shipment_no', 'code'),
    required('order_no', 'code'),
    required('line_no', 'integer'),
    required('quantity', 'integer'),
    required('carrier', 'ascii', 64),
    required('carrier_name', 'text', 200),
    required('tracking_no', 'ascii', 64),
    optional('warehouse_no', 'code'),
    required('shipped_at', 'time'),
    optional('delivered_at', 'time'),
  ],
  key: ['shipment_no', 'line_no'],
  unit: 'order',
  isOneToOne: false,
  write: writeShipments,
  renew: (record) => {
    record['shipment_no'] = nobodys(record['shipment_no'] ?? '');
  },
  mistakes: [
    orphan('order_no', 'order_unknown'),
    orphan('warehouse_no', 'warehouse_unknown'),
    lineUnknown,
    parcelDiffers,
    reversed('delivered_before_shipped', 'shipped_at', 'delivered_at'),
  ],
};

function writeShipments(shop: Shop, number: number, out: CsvBuffer): void {
  const order = orderOf(shop, number);
  const progress = progressOf(shop, order);
  if (progress.shippedAt === undefined) return;
  const { lines } = basketOf(shop, order);
  const parcels = parcelsOf(shop, order, progress, lines.length);
  const warehouse = lines.every((line) => line.supplier !== undefined)
    ? undefined
    : below(shop.streams.shipment, number, 8, shop.counts.warehouse);
  parcels.forEach((parcel, place) => {
    for (const line of lines) {
      if ((line.lineNo - 1) % parcels.length !== place) continue;
      putCodeWithin(out, Code.SHIPMENT, number, place + 1);
      putLine(out, number, line);
      putParcel(out, parcel, warehouse);
      endRow(out);
    }
  });
}

function putLine(out: CsvBuffer, order: number, line: OrderLine): void {
  putCode(out, Code.ORDER, order);
  putInteger(out, line.lineNo);
  putInteger(out, line.quantity);
}

/** Where a supplier ships everything himself, no warehouse is told. */
function putParcel(out: CsvBuffer, parcel: Parcel, warehouse: number | undefined): void {
  putWord(out, parcel.carrier.code);
  putText(out, parcel.carrier.name);
  putInteger(out, parcel.trackingNo);
  if (warehouse === undefined) putNothing(out);
  else putCode(out, Code.WAREHOUSE, warehouse);
  putTime(out, parcel.shippedAt);
  putTime(out, parcel.deliveredAt);
}
