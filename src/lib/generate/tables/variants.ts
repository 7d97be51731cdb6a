import { appendAscii, appendPadded, endField } from '../csv/append.ts';
import { type CsvBuffer, endRow } from '../csv/csv-buffer.ts';
import { putText } from '../csv/put-text.ts';
import { putCode, putCodeWithin, putInteger, putMoney, putWord } from '../csv/put-values.ts';
import { below, pick } from '../random/stream.ts';
import { basePriceOf, type Product, productOf, supplierOf, variantCountOf } from '../shop/product.ts';
import type { Shop } from '../shop/shop.ts';
import { type Variant, variantOf } from '../shop/variant.ts';
import { brandName } from '../vocabulary/brands.ts';
import { SUPPLIER_ENDINGS } from '../vocabulary/companies.ts';
import { Code, CURRENCY } from './codes.ts';
import { optional, required } from './column.ts';
import { nobodys, orphan } from './mistake.ts';
import type { Table } from './table.ts';

/** What is stocked, priced and sold, with its attributes and with who supplies it. */
export const variants: Table = {
  name: 'variants',
  columns: [
    required('sku', 'code'),
    required('product_no', 'code'),
    required('name', 'text', 200),
    optional('gtin', 'ascii', 14),
    required('weight_g', 'integer'),
    required('length_cm', 'money'),
    required('width_cm', 'money'),
    required('height_cm', 'money'),
    required('attributes', 'json'),
    required('supplier_no', 'code'),
    required('supplier_name', 'text', 200),
    optional('supplier_sku', 'ascii', 64),
    required('cost', 'money'),
    required('currency', 'choice'),
    required('lead_days', 'integer'),
  ],
  key: ['sku'],
  unit: 'product',
  isOneToOne: false,
  write: writeVariants,
  renew: (record) => {
    record['sku'] = nobodys(record['sku'] ?? '');
  },
  mistakes: [orphan('product_no', 'product_unknown')],
};

const Draw = { GTIN: 8, COST: 32, LEAD: 64, NAME: 0 } as const;

function writeVariants(shop: Shop, number: number, out: CsvBuffer): void {
  const product = productOf(shop, number);
  const [length, width, height] = product.category.boxCm;
  const count = variantCountOf(shop, number);
  for (let place = 0; place < count; place += 1) {
    const variant = variantOf(shop, number, place);
    putCodeWithin(out, Code.SKU, number, place + 1);
    putCode(out, Code.PRODUCT, number);
    putText(out, nameOf(variant));
    putGtin(out, below(shop.streams.variant, number, Draw.GTIN + place, 100_000_000));
    putInteger(out, product.weightGrams + place * 10);
    for (const side of [length, width, height]) putMoney(out, side * 100);
    putText(out, JSON.stringify(attributesOf(product, variant)));
    putSupplier(out, shop, number, place);
    endRow(out);
  }
}

function nameOf({ colour, size }: Variant): string {
  return size === '' ? colour : `${colour}, ${size}`;
}

/** Attributes as a shop keeps them in one column: a list, each either with a text or with a number and its unit. */
function attributesOf({ material, measures }: Product, { colour, size }: Variant): object[] {
  return [
    { name: 'Colour', text: colour },
    ...(size === '' ? [] : [{ name: 'Size', text: size }]),
    { name: 'Material', text: material },
    ...measures.map(({ measure, value }) => ({ name: measure.name, number: value, unit: measure.unit })),
  ];
}

/** EAN-13 of the range 20 to 29, which is kept for use inside one shop. */
function putGtin(out: CsvBuffer, number: number): void {
  appendAscii(out, '2900');
  appendPadded(out, number, 8);
  appendPadded(out, checkDigit(290_000_000_000 + number), 1);
  endField(out);
}

/** Of the twelve digits in front of it, every second one counts three times, the last one among them. */
function checkDigit(number: number): number {
  let sum = 0;
  let rest = number;
  for (let place = 0; place < 12; place += 1) {
    sum += (rest % 10) * (place % 2 === 0 ? 3 : 1);
    rest = Math.floor(rest / 10);
  }
  return (10 - (sum % 10)) % 10;
}

/** The supplier's name stands in every row of its goods. */
function putSupplier(out: CsvBuffer, shop: Shop, product: number, place: number): void {
  const { supplier: stream, variant } = shop.streams;
  const supplier = supplierOf(shop, product);
  putCode(out, Code.SUPPLIER, supplier);
  putText(out, `${brandName(supplier * 7)} ${pick(stream, supplier, Draw.NAME, SUPPLIER_ENDINGS)}`);
  putWord(out, `${product}/${place + 1}`);
  const percent = 45 + below(variant, product, Draw.COST + place, 20);
  putMoney(out, Math.floor((basePriceOf(shop, product) * percent) / 100));
  putWord(out, CURRENCY);
  putInteger(out, 1 + below(variant, product, Draw.LEAD + place, 21));
}
