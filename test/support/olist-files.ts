import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { OLIST } from './olist-data.ts';

/** The files by the name that the source gives them. */
export const OLIST_FILES = {
  geolocation: 'olist_geolocation_dataset.csv',
  translation: 'product_category_name_translation.csv',
  products: 'olist_products_dataset.csv',
  sellers: 'olist_sellers_dataset.csv',
  customers: 'olist_customers_dataset.csv',
  orders: 'olist_orders_dataset.csv',
  order_items: 'olist_order_items_dataset.csv',
  payments: 'olist_order_payments_dataset.csv',
  reviews: 'olist_order_reviews_dataset.csv',
} as const;

export type OlistFile = keyof typeof OLIST_FILES;

const known = new Map<OlistFile, Record<string, string>[]>();

/** Every record of a file as an independent parser reads it, by the names of the header. */
export function readOlist(file: OlistFile): readonly Record<string, string>[] {
  const records =
    known.get(file) ??
    parse<Record<string, string>>(readFileSync(join(OLIST, OLIST_FILES[file])), { columns: true });
  known.set(file, records);
  return records;
}
