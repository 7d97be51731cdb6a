import { below, chance, pick } from '../random/stream.ts';
import {
  CLOSINGS,
  EMOJI,
  FEATURE_COMPLAINTS,
  FEATURE_PRAISE,
  OPENINGS,
  TITLES,
} from '../vocabulary/review-phrases.ts';
import type { Order } from './order.ts';
import { type Product, productOf } from './product.ts';
import { fill, withArticle } from './product-text.ts';
import type { Review } from './review.ts';
import type { Shop } from './shop.ts';

const Draw = {
  TITLE: 0,
  OPENING: 1,
  POINT: 2,
  FEATURE: 3,
  CLOSING: 4,
  WEEKS: 5,
  EMOJI: 6,
  BREAK: 7,
  USE: 8,
  SILENT: 9,
} as const;

const DRAWS_PER_LINE = 16;

const SILENT_SHARE = 0.25;
const EMOJI_SHARE = 0.06;
const LINE_BREAK_SHARE = 0.08;

/** Title and text of a review; empty where somebody only gave stars. */
export function reviewTextOf(shop: Shop, order: Order, review: Review): { title: string; body: string } {
  const text = shop.streams.review_text;
  const index = order.number;
  const at = (draw: number) => review.line.lineNo * DRAWS_PER_LINE + draw;
  if (chance(text, index, at(Draw.SILENT), SILENT_SHARE)) return { title: '', body: '' };
  const product = productOf(shop, review.line.product);
  const words = {
    noun: product.noun,
    'a noun': withArticle(product.noun),
    brand: product.brandName,
    use: pick(text, index, at(Draw.USE), product.uses),
    feature: pick(text, index, at(Draw.FEATURE), product.features).name,
    weeks: String(2 + below(text, index, at(Draw.WEEKS), 9)),
  };
  const of = (draw: number, phrases: readonly string[]) => pick(text, index, at(draw), phrases);
  const stars = review.rating - 1;
  const sentences = [
    of(Draw.OPENING, OPENINGS[stars] ?? []),
    ...points(review.rating, product, (phrases) => of(Draw.POINT, phrases)),
    of(Draw.CLOSING, CLOSINGS[stars] ?? []),
  ].filter((sentence) => sentence !== '');
  const separator = chance(text, index, at(Draw.BREAK), LINE_BREAK_SHARE) ? '\n' : ' ';
  const emoji = chance(text, index, at(Draw.EMOJI), EMOJI_SHARE) ? ` ${EMOJI[stars]}` : '';
  return {
    title: fill(of(Draw.TITLE, TITLES[stars] ?? []), words),
    body: fill(sentences.join(separator), words) + emoji,
  };
}

/** What is good or bad about it, in words of its category and of its own features. */
function points(
  rating: number,
  { category }: Product,
  pickOne: (phrases: readonly string[]) => string,
): string[] {
  if (rating >= 4) return [pickOne(category.praise), pickOne(FEATURE_PRAISE)];
  if (rating === 3) return [pickOne(category.praise), pickOne(category.complaints)];
  return [pickOne(category.complaints), pickOne(FEATURE_COMPLAINTS)];
}
