import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCode, putCodeWithin, putInteger } from '../csv/put-values.ts';
import { below, chance, fraction } from '../random/stream.ts';
import { isMarketplace, variantCountOf } from '../shop/product.ts';
import type { Shop } from '../shop/shop.ts';
import { Code } from './codes.ts';
import { required } from './column.ts';
import { orphan } from './mistake.ts';
import type { Table } from './table.ts';

/** What is kept where; what suppliers sell themselves is kept by them. */
export const stock: Table = {
  name: 'stock',
  columns: [
    required('warehouse_no', 'code'),
    required('sku', 'code'),
    required('on_hand', 'integer'),
    required('reserved', 'integer'),
  ],
  key: ['warehouse_no', 'sku'],
  unit: 'product',
  isOneToOne: false,
  write: writeStock,
  // Any pair may be in the file already: only a record with another warehouse or article is a new one.
  renew: () => undefined,
  mistakes: [orphan('warehouse_no', 'warehouse_unknown'), orphan('sku', 'sku_unknown')],
};

const STOCKED_SHARE = 0.6;
const MOST_PIECES = 900;

function writeStock(shop: Shop, product: number, out: CsvBuffer): void {
  if (isMarketplace(shop, product)) return;
  const { stock: stream } = shop.streams;
  const count = variantCountOf(shop, product);
  for (let variant = 0; variant < count; variant += 1) {
    for (let warehouse = 0; warehouse < shop.counts.warehouse; warehouse += 1) {
      const draw = (variant * shop.counts.warehouse + warehouse) * 4;
      if (!chance(stream, product, draw, STOCKED_SHARE)) continue;
      const share = fraction(stream, product, draw + 1);
      const onHand = Math.floor(share * share * MOST_PIECES);
      putCode(out, Code.WAREHOUSE, warehouse);
      putCodeWithin(out, Code.SKU, product, variant + 1);
      putInteger(out, onHand);
      putInteger(out, below(stream, product, draw + 2, Math.floor(onHand / 4) + 1));
      endRow(out);
    }
  }
}
