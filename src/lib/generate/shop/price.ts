import { below, chance } from '../random/stream.ts';
import { DAY } from '../time/calendar.ts';
import type { Channel } from './channel.ts';
import { basePriceOf } from './product.ts';
import type { Shop } from './shop.ts';

/** A variant of a product, both counted from 0. */
export interface Article {
  readonly product: number;
  readonly variant: number;
}

/** A price and the time for which it holds. */
export interface PricePeriod {
  readonly cents: number;
  /** The price shown struck through. */
  readonly listCents: number | undefined;
  readonly from: number;
  /** First moment at which it holds no more; undefined while it holds. */
  readonly to: number | undefined;
}

/** A price may change once a quarter, on a day that differs between products, and stays in two cases of three. */
const QUARTER = 91 * DAY;
const CHANGE_SHARE = 0.35;
const REDUCED_SHARE = 0.2;

/** For a variant, as dearer sizes go. */
const SURCHARGES_PERCENT = [0, 0, 5, 10];

const Draw = { FIRST_DAY: 0, SURCHARGE: 1, CHANGE: 16, LEVEL: 1_000_000, REDUCED: 2_000_000 } as const;

/** The price of a variant in a channel at a moment from the beginning of the period on. */
export function centsAt(shop: Shop, article: Article, channel: Channel, moment: number): number {
  const quarter = lastChange(shop, article.product, quarterAt(shop, article.product, moment));
  return priceOf(shop, article, channel, quarter).cents;
}

/** All prices of an article in a channel, the first one first; `changes` are those of its product. */
export function pricePeriods(
  shop: Shop,
  article: Article,
  channel: Channel,
  changes: readonly number[],
): PricePeriod[] {
  const first = startOf(shop, article.product);
  return changes.map((quarter, index) => {
    const { cents, listCents } = priceOf(shop, article, channel, quarter);
    const next = changes[index + 1];
    return {
      cents,
      listCents,
      from: first + quarter * QUARTER,
      to: next === undefined ? undefined : first + next * QUARTER,
    };
  });
}

/** The quarters, from 0, in which a product gets another price, in all its variants and channels at once. */
export function priceChanges(shop: Shop, product: number): number[] {
  const changes: number[] = [];
  const last = quarterAt(shop, product, shop.spec.to - 1);
  for (let quarter = 0; quarter <= last; quarter += 1) {
    if (isChange(shop, product, quarter)) changes.push(quarter);
  }
  return changes;
}

/** When a product came on sale: up to two quarters before the period begins, at midnight. */
function startOf(shop: Shop, product: number): number {
  return shop.spec.from - DAY * (1 + below(shop.streams.price, product, Draw.FIRST_DAY, (2 * QUARTER) / DAY));
}

function quarterAt(shop: Shop, product: number, moment: number): number {
  return Math.floor((moment - startOf(shop, product)) / QUARTER);
}

/** The quarter since which the price of this one holds. */
function lastChange(shop: Shop, product: number, quarter: number): number {
  let since = quarter;
  while (!isChange(shop, product, since)) since -= 1;
  return since;
}

function isChange(shop: Shop, product: number, quarter: number): boolean {
  return quarter === 0 || chance(shop.streams.price, product, Draw.CHANGE + quarter, CHANGE_SHARE);
}

function priceOf(
  shop: Shop,
  { product, variant }: Article,
  channel: Channel,
  quarter: number,
): Pick<PricePeriod, 'cents' | 'listCents'> {
  const { price } = shop.streams;
  const surcharge = SURCHARGES_PERCENT[below(price, product, Draw.SURCHARGE + variant, 4)] ?? 0;
  const level = 92 + below(price, product, Draw.LEVEL + quarter, 18);
  const inStore = channel === 'retail' ? 3 : 0;
  const regular = basePriceOf(shop, product) * ((100 + surcharge) / 100) * ((level + inStore) / 100);
  if (!chance(price, product, Draw.REDUCED + quarter, REDUCED_SHARE))
    return { cents: charm(regular), listCents: undefined };
  return { cents: charm(regular * 0.8), listCents: charm(regular) };
}

/** 17.99 rather than 18.23. */
function charm(cents: number): number {
  return Math.max(100, Math.round(cents / 100) * 100) - 1;
}
