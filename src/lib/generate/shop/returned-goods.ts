import { below, chance } from '../random/stream.ts';
import { choose, weighted } from '../random/weighted.ts';
import { DAY } from '../time/calendar.ts';
import { type Basket, lineTotal, type OrderLine } from './order-lines.ts';
import type { Order } from './order.ts';
import type { OrderProgress } from './order-progress.ts';
import { categoryOf, qualityOf } from './product.ts';
import type { Shop } from './shop.ts';

export interface ReturnedLine {
  readonly line: OrderLine;
  readonly reason: string;
  readonly isRestocked: boolean | undefined;
  /** What is paid back, in cents; 0 unless it was. */
  readonly refundCents: number;
}

/** What comes back of an order, as of the end of the period. */
export interface ReturnedGoods {
  readonly status: 'requested' | 'received' | 'rejected' | 'refunded';
  readonly requestedAt: number;
  readonly closedAt: number | undefined;
  readonly lines: readonly ReturnedLine[];
}

const REASONS = weighted([
  ['unwanted', 38],
  ['not_as_described', 22],
  ['damaged', 12],
  ['defective', 14],
  ['wrong_item', 6],
  ['arrived_late', 4],
  ['other', 4],
]);

const REJECTED_SHARE = 0.04;

const Draw = { REQUESTED: 0, RECEIVED: 1, CLOSED: 2, REJECTED: 3, LINES: 16 } as const;
const DRAWS_PER_LINE = 4;

/** The return of a delivered order; undefined where everything is kept, or nobody has asked yet. */
export function returnedGoodsOf(
  shop: Shop,
  order: Order,
  progress: OrderProgress,
  basket: Basket,
): ReturnedGoods | undefined {
  const stream = shop.streams.return;
  const { number } = order;
  if (progress.deliveredAt === undefined) return undefined;
  const requestedAt = progress.deliveredAt + DAY + below(stream, number, Draw.REQUESTED, 13 * DAY);
  if (requestedAt >= shop.spec.to) return undefined;
  const returned = basket.lines.filter((line) => comesBack(shop, number, line));
  if (returned.length === 0) return undefined;
  const receivedAt = requestedAt + DAY + below(stream, number, Draw.RECEIVED, 6 * DAY);
  const closedAt = receivedAt + below(stream, number, Draw.CLOSED, 3 * DAY);
  const end = chance(stream, number, Draw.REJECTED, REJECTED_SHARE) ? 'rejected' : 'refunded';
  const open = receivedAt < shop.spec.to ? 'received' : 'requested';
  const isClosed = closedAt < shop.spec.to;
  const status = isClosed ? end : open;
  return {
    status,
    requestedAt,
    closedAt: isClosed ? closedAt : undefined,
    lines: returned.map((line) => returnedLine(shop, number, { line, basket }, status)),
  };
}

/** The worse a product is, the more often. */
function comesBack(shop: Shop, order: number, { lineNo, product }: OrderLine): boolean {
  const rate = categoryOf(shop, product).returnRate * (1.6 - qualityOf(shop, product));
  return chance(shop.streams.return, order, Draw.LINES + lineNo * DRAWS_PER_LINE, rate);
}

function returnedLine(
  shop: Shop,
  order: number,
  { line, basket }: { line: OrderLine; basket: Basket },
  status: ReturnedGoods['status'],
): ReturnedLine {
  const stream = shop.streams.return;
  const draw = Draw.LINES + line.lineNo * DRAWS_PER_LINE;
  const reason = choose(REASONS, stream, order, draw + 1);
  const isRefunded = status === 'refunded';
  return {
    line,
    reason,
    isRestocked: isRefunded ? reason !== 'damaged' && reason !== 'defective' : undefined,
    refundCents: isRefunded ? lineTotal(line, basket) : 0,
  };
}
