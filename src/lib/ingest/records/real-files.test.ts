import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { OLIST, olistMissing } from '../../../../test/support/olist-data.ts';
import { scanAll } from '../../../../test/support/scan-all.ts';
import { dialectSpec } from './dialect-spec.ts';

/** Records without the header, from the answer key of the data. */
const OLIST_COUNTS = {
  'olist_customers_dataset.csv': 8135,
  'olist_orders_dataset.csv': 8135,
  'olist_order_items_dataset.csv': 8365,
  'olist_order_payments_dataset.csv': 8924,
  'olist_order_reviews_dataset.csv': 8225,
  'olist_products_dataset.csv': 5460,
  'olist_sellers_dataset.csv': 1610,
  'olist_geolocation_dataset.csv': 45_928,
  'product_category_name_translation.csv': 71,
};

const FLIPKART = join(OLIST, '..', 'flipkart', 'flipkart_products.csv');
const dialect = dialectSpec.parse({});

describe.skipIf(olistMissing !== undefined)(`the Olist files ${olistMissing ?? ''}`, () => {
  it.each(Object.entries(OLIST_COUNTS))('%s has %i sound records', (name, count) => {
    const bytes = readFileSync(join(OLIST, name));
    const { records } = scanAll(bytes, dialect, { chunkBytes: 65_521 });
    expect(records.length - 1).toBe(count);
    expect(records.filter(({ rule }) => rule !== undefined)).toEqual([]);
    expect(records.map(({ fields }) => fields)).toEqual(parse(bytes));
  });

  it('the reviews hold 436 records with line breaks and 55 emoji beyond the basic plane', () => {
    const { records } = scanAll(readFileSync(join(OLIST, 'olist_order_reviews_dataset.csv')), dialect);
    const messages = records.slice(1).flatMap(({ fields }) => fields);
    expect(records.filter(({ raw }) => raw.includes('\n')).length).toBe(436);
    expect([...messages.join('').matchAll(/[\u{10000}-\u{10ffff}]/gu)].length).toBe(55);
  });
});

describe.skipIf(!existsSync(FLIPKART))(
  `the Flipkart file ${existsSync(FLIPKART) ? '' : `(${FLIPKART} is absent)`}`,
  () => {
    it('holds 999 products, 3,995 blank records and 332 records of several lines', () => {
      const { records } = scanAll(readFileSync(FLIPKART), dialect, { expectedFields: 15 });
      const products = records.slice(1).filter(({ rule }) => rule === undefined);
      expect(products.length).toBe(999);
      expect(records.filter(({ rule }) => rule === 'blank_record').length).toBe(3995);
      expect(products.filter(({ raw }) => raw.includes('\n')).length).toBe(332);
    });
  },
);
