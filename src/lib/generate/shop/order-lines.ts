import { chooseItem, DRAWS_PER_CHOICE } from '../random/popularity.ts';
import { below, chance } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import type { Order } from './order.ts';
import { type Article, centsAt } from './price.ts';
import { categoryOf, isMarketplace, supplierOf, variantCountOf } from './product.ts';
import { type Promotion, promotionAt } from './promotion.ts';
import type { Shop } from './shop.ts';

/** One line of an order; amounts in cents. */
export interface OrderLine extends Article {
  /** From 1. */
  readonly lineNo: number;
  /** Who sells it; undefined where it comes from our own stock. */
  readonly supplier: number | undefined;
  readonly quantity: number;
  readonly unitCents: number;
  readonly discountCents: number;
}

export interface Basket {
  readonly lines: readonly OrderLine[];
  /** Charged with the first line. */
  readonly freightCents: number;
  readonly totalCents: number;
  /** The promotion whose coupon was used. */
  readonly promotion: Promotion | undefined;
}

const LINE_COUNTS = weighted([
  [1, 46],
  [2, 24],
  [3, 14],
  [4, 8],
  [5, 4],
  [6, 2],
  [7, 1],
  [8, 1],
]);

const QUANTITIES = weighted([
  [1, 82],
  [2, 12],
  [3, 3],
  [4, 2],
  [6, 1],
]);

const FREIGHT_CENTS = 490;
const FREE_FREIGHT_FROM = 5000;
const COUPON_SHARE = 0.12;

const Draw = { COUNT: 0, COUPON: 1, LINES: 16 } as const;
const DRAWS_PER_LINE = 4;

/** What an order consists of. Plain loops: this runs for every row of five files. */
export function basketOf(shop: Shop, order: Order): Basket {
  const count = choose(LINE_COUNTS, shop.streams.line, order.number, Draw.COUNT);
  const offered = promotionFor(shop, order);
  const lines: OrderLine[] = [];
  let goods = 0;
  let discounts = 0;
  for (let lineNo = 1; lineNo <= count; lineNo += 1) {
    const line = lineOf(shop, order, lineNo, offered);
    lines.push(line);
    goods += line.quantity * line.unitCents;
    discounts += line.discountCents;
  }
  const isFreightFree = offered?.kind === 'free_freight';
  const hasFreight = order.channel !== 'retail' && goods - discounts < FREE_FREIGHT_FROM && !isFreightFree;
  return {
    lines,
    freightCents: hasFreight ? FREIGHT_CENTS : 0,
    promotion: discounts > 0 || isFreightFree ? offered : undefined,
    totalCents: goods - discounts + (hasFreight ? FREIGHT_CENTS : 0),
  };
}

function lineOf(shop: Shop, order: Order, lineNo: number, promotion: Promotion | undefined): OrderLine {
  const { item, line } = shop.streams;
  const draw = Draw.LINES + lineNo * DRAWS_PER_LINE;
  const product = chooseItem(shop.bestSellers, item, order.number, lineNo * DRAWS_PER_CHOICE);
  const variant = below(line, order.number, draw, variantCountOf(shop, product));
  const quantity = choose(QUANTITIES, line, order.number, draw + 1);
  const unitCents = centsAt(shop, { product, variant }, order.channel, order.placedAt);
  return {
    lineNo,
    product,
    variant,
    supplier: isMarketplace(shop, product) ? supplierOf(shop, product) : undefined,
    quantity,
    unitCents,
    discountCents:
      promotion === undefined ? 0 : discountOn(shop, { lineNo, product, quantity, unitCents }, promotion),
  };
}

/** The promotion whose coupon an order used; most bring none, and need no basket to tell. */
export function usedPromotion(shop: Shop, order: Order): Promotion | undefined {
  return promotionFor(shop, order) === undefined ? undefined : basketOf(shop, order).promotion;
}

/** The running promotion, where this order brings its coupon and may use it. */
function promotionFor(shop: Shop, order: Order): Promotion | undefined {
  if (!chance(shop.streams.line, order.number, Draw.COUPON, COUPON_SHARE)) return undefined;
  const promotion = promotionAt(shop, order.placedAt);
  const isOpen = promotion?.channel === undefined || promotion.channel === order.channel;
  return isOpen ? promotion : undefined;
}

type PricedLine = Pick<OrderLine, 'lineNo' | 'product' | 'quantity' | 'unitCents'>;

/** Percents count on every line in the promotion's department, an amount on the order's first line. */
function discountOn(shop: Shop, line: PricedLine, promotion: Promotion): number {
  const { department, kind, percentOff, centsOff } = promotion;
  if (department !== undefined && categoryOf(shop, line.product).path[0] !== department) return 0;
  const cents = line.quantity * line.unitCents;
  if (kind === 'percent') return Math.round((cents * percentOff) / 100);
  return kind === 'amount' && line.lineNo === 1 ? Math.min(centsOff, cents) : 0;
}

/** What the customer owes for a line; the freight stands on the first one. */
export function lineTotal(line: OrderLine, basket: Basket): number {
  const freight = line.lineNo === 1 ? basket.freightCents : 0;
  return line.quantity * line.unitCents - line.discountCents + freight;
}
