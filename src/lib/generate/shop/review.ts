import { below, chance, fraction } from '../random/stream.ts';
import { DAY } from '../time/calendar.ts';
import type { OrderLine } from './order-lines.ts';
import type { Order } from './order.ts';
import type { OrderProgress } from './order-progress.ts';
import { qualityOf } from './product.ts';
import type { Shop } from './shop.ts';

export interface Review {
  readonly line: OrderLine;
  /** 1 to 5. */
  readonly rating: number;
  readonly requestedAt: number;
  readonly submittedAt: number;
}

const REVIEWED_SHARE = 0.08;

const Draw = { LINES: 16 } as const;
const DRAWS_PER_LINE = 4;

/** What the buyer says about the lines of a delivered order; most say nothing. */
export function reviewsOf(
  shop: Shop,
  order: Order,
  progress: OrderProgress,
  lines: readonly OrderLine[],
): Review[] {
  const { deliveredAt } = progress;
  if (deliveredAt === undefined) return [];
  const requestedAt = deliveredAt + 2 * DAY;
  return lines
    .filter((line) => chance(shop.streams.review, order.number, drawOf(line), REVIEWED_SHARE))
    .map((line) => ({
      line,
      rating: ratingOf(shop, order.number, line),
      requestedAt,
      submittedAt: requestedAt + below(shop.streams.review, order.number, drawOf(line) + 1, 9 * DAY),
    }))
    .filter((review) => review.submittedAt < shop.spec.to);
}

function drawOf({ lineNo }: OrderLine): number {
  return Draw.LINES + lineNo * DRAWS_PER_LINE;
}

/** Around what the product deserves: people give five stars easily, one star in anger, and little in between. */
function ratingOf(shop: Shop, order: number, line: OrderLine): number {
  const quality = qualityOf(shop, line.product);
  const mood = fraction(shop.streams.review, order, drawOf(line) + 2);
  const felt = 0.55 * quality + 0.45 * mood;
  if (felt > 0.58) return 5;
  if (felt > 0.44) return 4;
  if (felt > 0.34) return 3;
  return felt > 0.25 ? 2 : 1;
}
