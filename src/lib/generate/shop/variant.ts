import { below } from '../random/stream.ts';
import { categoryOf } from './product.ts';
import type { Shop } from './shop.ts';

/** What tells a variant from its sisters. */
export interface Variant {
  readonly colour: string;
  /** Empty where the product has one size. */
  readonly size: string;
}

/** Variants count from 0; no two of a product have the same colour and size. */
export function variantOf(shop: Shop, product: number, variant: number): Variant {
  const { colours, sizes } = categoryOf(shop, product);
  const pairs = colours.length * Math.max(1, sizes.length);
  const pair = (below(shop.streams.variant, product, 0, pairs) + variant) % pairs;
  return {
    colour: colours[pair % colours.length] ?? '',
    size: sizes[Math.floor(pair / colours.length)] ?? '',
  };
}
