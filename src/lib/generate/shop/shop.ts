import { createPopularity, type Popularity } from '../random/popularity.ts';
import { createStream, type RandomStream } from '../random/stream.ts';
import { createRhythm, type Rhythm } from '../time/rhythm.ts';
import { DAY } from '../time/calendar.ts';
import { MOST_BRANDS } from '../vocabulary/brands.ts';
import { DEPARTMENTS } from './category.ts';

/** Everything that the shop follows from: the same six values give the same shop, everywhere and always. */
export interface ShopSpec {
  readonly seed: string;
  readonly customers: number;
  readonly orders: number;
  readonly products: number;
  /** Seconds since 1970, at midnight UTC; orders come in from here up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
}

/** What rows belong to; the rows of one unit can be computed without any other. */
export type Unit = 'store' | 'warehouse' | 'promotion' | 'product' | 'customer' | 'order';

const STREAMS = [
  'address',
  'buyer',
  'customer',
  'item',
  'line',
  'order',
  'payment',
  'price',
  'product',
  'product_text',
  'promotion',
  'return',
  'review',
  'review_text',
  'shipment',
  'stock',
  'store',
  'supplier',
  'variant',
  'warehouse',
] as const;

/** A shop that does not exist, but has an answer to every question about it. */
export interface Shop {
  readonly spec: ShopSpec;
  readonly counts: Readonly<Record<Unit | 'brand' | 'partner' | 'supplier', number>>;
  readonly streams: Readonly<Record<(typeof STREAMS)[number], RandomStream>>;
  readonly rhythm: Rhythm;
  readonly buyers: Popularity;
  readonly bestSellers: Popularity;
}

/** A new promotion starts every two weeks. */
export const PROMOTION_DAYS = 14;

export function createShop(spec: ShopSpec): Shop {
  const { seed, customers, products, orders, from, to } = spec;
  const streams = Object.fromEntries(
    STREAMS.map((name) => [name, createStream(seed, name)]),
  ) as Shop['streams'];
  const store = clamp(Math.ceil(customers / 2000), 3, 300);
  return {
    spec,
    counts: {
      customer: customers,
      order: orders,
      product: products,
      promotion: Math.ceil((to - from) / (PROMOTION_DAYS * DAY)),
      store,
      partner: Math.ceil(store / 4),
      warehouse: clamp(Math.ceil(products / 2000), 2, 8),
      supplier: clamp(Math.ceil(products / 25), 4, 5000),
      brand: clamp(Math.ceil(products / 15), DEPARTMENTS.length, MOST_BRANDS),
    },
    streams,
    rhythm: createRhythm(from, to),
    buyers: createPopularity(streams.buyer, customers),
    bestSellers: createPopularity(streams.item, products),
  };
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}
