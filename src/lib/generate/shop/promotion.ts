import { below, chance, pick } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import { DAY } from '../time/calendar.ts';
import type { Channel } from './channel.ts';
import { categoryOf } from './product.ts';
import { PROMOTION_DAYS, type Shop } from './shop.ts';

export type PromotionKind = 'percent' | 'amount' | 'free_freight';

export interface Promotion {
  readonly number: number;
  readonly kind: PromotionKind;
  readonly percentOff: number;
  readonly centsOff: number;
  /** The top category that it is limited to; undefined for all. */
  readonly department: string | undefined;
  /** The channel that it is limited to. */
  readonly channel: Channel | undefined;
  readonly startsAt: number;
  readonly endsAt: number;
}

const KINDS = weighted<PromotionKind>([
  ['percent', 60],
  ['amount', 25],
  ['free_freight', 15],
]);

const DAYS_RUNNING = 10;
const PERCENTS = [5, 10, 15, 20, 25];
const CENTS = [500, 1000, 1500];

export function promotionOf(shop: Shop, number: number): Promotion {
  const { promotion } = shop.streams;
  const startsAt = shop.spec.from + number * PROMOTION_DAYS * DAY;
  return {
    number,
    kind: choose(KINDS, promotion, number, 0),
    percentOff: pick(promotion, number, 1, PERCENTS),
    centsOff: pick(promotion, number, 2, CENTS),
    department: chance(promotion, number, 3, 0.5) ? someDepartment(shop, number) : undefined,
    channel: chance(promotion, number, 5, 0.2) ? 'mobile' : undefined,
    startsAt,
    endsAt: startsAt + DAYS_RUNNING * DAY,
  };
}

/** One in which there are products: a small shop need not have all. */
function someDepartment(shop: Shop, number: number): string {
  return categoryOf(shop, below(shop.streams.promotion, number, 4, shop.counts.product)).path[0];
}

/** The promotion that runs at a moment of the period, if any. */
export function promotionAt(shop: Shop, moment: number): Promotion | undefined {
  const promotion = promotionOf(shop, Math.floor((moment - shop.spec.from) / (PROMOTION_DAYS * DAY)));
  return moment < promotion.endsAt ? promotion : undefined;
}
