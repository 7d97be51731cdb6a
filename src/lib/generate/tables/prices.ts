import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putCodeWithin, putMoney, putNothing, putTime, putWord } from '../csv/put-values.ts';
import { CHANNELS } from '../shop/channel.ts';
import { priceChanges, type PricePeriod, pricePeriods } from '../shop/price.ts';
import { variantCountOf } from '../shop/product.ts';
import type { Shop } from '../shop/shop.ts';
import { HOUR } from '../time/calendar.ts';
import { Code, CURRENCY } from './codes.ts';
import { optional, required } from './column.ts';
import { later, type Mistake, orphan, reversed } from './mistake.ts';
import type { Table } from './table.ts';

/** An hour within the period of another price, which all are longer than. */
const overlap: Mistake = {
  kind: 'price_overlaps',
  rule: 'price_overlaps',
  column: 'valid_from',
  make: (record) => {
    record['valid_to'] = later(record['valid_from'] ?? '', HOUR);
    return true;
  },
};

/** What things cost, where and when; no two periods of one thing and channel overlap. */
export const prices: Table = {
  name: 'prices',
  columns: [
    required('sku', 'code'),
    required('channel', 'choice'),
    required('currency', 'choice'),
    required('amount', 'money'),
    optional('list_amount', 'money'),
    required('valid_from', 'time'),
    optional('valid_to', 'time'),
  ],
  key: ['sku', 'channel', 'valid_from'],
  unit: 'product',
  isOneToOne: false,
  write: writePrices,
  renew: (record) => {
    record['valid_from'] = later(record['valid_from'] ?? '', HOUR);
  },
  mistakes: [
    orphan('sku', 'sku_unknown'),
    overlap,
    reversed('price_ends_before_start', 'valid_from', 'valid_to'),
  ],
};

function writePrices(shop: Shop, product: number, out: CsvBuffer): void {
  const count = variantCountOf(shop, product);
  const changes = priceChanges(shop, product);
  for (let variant = 0; variant < count; variant += 1) {
    for (const channel of CHANNELS) {
      for (const period of pricePeriods(shop, { product, variant }, channel, changes)) {
        putCodeWithin(out, Code.SKU, product, variant + 1);
        putWord(out, channel);
        putPeriod(out, period);
        endRow(out);
      }
    }
  }
}

function putPeriod(out: CsvBuffer, { cents, listCents, from, to }: PricePeriod): void {
  putWord(out, CURRENCY);
  putMoney(out, cents);
  if (listCents === undefined) putNothing(out);
  else putMoney(out, listCents);
  putTime(out, from);
  putTime(out, to);
}
