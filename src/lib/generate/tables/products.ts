import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putTime, putWord } from '../csv/put-values.ts';
import { below, chance } from '../random/stream.ts';
import { categoryPath } from '../shop/category.ts';
import { productOf } from '../shop/product.ts';
import { descriptionOf, titleOf } from '../shop/product-text.ts';
import type { Shop } from '../shop/shop.ts';
import { DAY } from '../time/calendar.ts';
import { Code } from './codes.ts';
import { optional, required } from './column.ts';
import { nobodys } from './mistake.ts';
import type { Table } from './table.ts';

/** What is described and searched, with its brand and its place in the tree of categories. */
export const products: Table = {
  name: 'products',
  columns: [
    required('product_no', 'code'),
    required('brand_no', 'code'),
    required('brand', 'text', 200),
    required('category', 'text', 64),
    required('title', 'text', 500),
    required('description', 'text', 16_000),
    required('status', 'choice'),
    required('created_at', 'time'),
    optional('image_urls', 'text', 4000),
  ],
  key: ['product_no'],
  unit: 'product',
  isOneToOne: true,
  write: writeProduct,
  renew: (record) => {
    record['product_no'] = nobodys(record['product_no'] ?? '');
  },
  mistakes: [],
};

const RETIRED_SHARE = 0.03;
const MOST_IMAGES = 4;

function writeProduct(shop: Shop, number: number, out: CsvBuffer): void {
  const product = productOf(shop, number);
  const { product_text: text } = shop.streams;
  putCode(out, Code.PRODUCT, number);
  putCode(out, Code.BRAND, product.brand);
  putText(out, product.brandName);
  putText(out, categoryPath(product.category));
  putText(out, titleOf(shop, product));
  putText(out, descriptionOf(shop, product));
  putWord(out, chance(text, number, 8, RETIRED_SHARE) ? 'retired' : 'active');
  putTime(out, shop.spec.from - 200 * DAY - below(text, number, 9, 700 * DAY));
  putWord(out, imageUrls(number, 1 + below(text, number, 10, MOST_IMAGES)));
  endRow(out);
}

/** Under a domain that is reserved for examples. */
function imageUrls(product: number, count: number): string {
  const urls = Array.from(
    { length: count },
    (_, index) => `https://media.aethermart.example/p/${product}/${index + 1}.jpg`,
  );
  return urls.join('|');
}
