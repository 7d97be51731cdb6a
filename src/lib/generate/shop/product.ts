import { below, chance, fraction, pick } from '../random/stream.ts';
import { choose } from '../random/weighted.ts';
import type { CategoryVocabulary, Feature, Measure } from '../vocabulary/category-vocabulary.ts';
import { brandName, SERIES } from '../vocabulary/brands.ts';
import { CATEGORY_SHARES, DEPARTMENTS } from './category.ts';
import type { Shop } from './shop.ts';

const Draw = {
  CATEGORY: 0,
  BRAND: 1,
  SERIES: 2,
  NOUN: 3,
  MATERIAL: 4,
  FEATURES: 5,
  USES: 6,
  VARIANTS: 7,
  SUPPLIER: 8,
  MARKETPLACE: 9,
  QUALITY: 10,
  BASE_PRICE: 11,
  WEIGHT: 12,
  MODEL: 13,
  MEASURES: 16,
} as const;

/** What a product is described by. */
export interface Product {
  readonly number: number;
  readonly category: CategoryVocabulary;
  readonly brand: number;
  readonly brandName: string;
  readonly series: string;
  readonly noun: string;
  readonly material: string;
  readonly features: readonly [Feature, Feature, Feature];
  readonly uses: readonly [string, string, string];
  readonly measures: readonly { readonly measure: Measure; readonly value: number }[];
  readonly weightGrams: number;
}

export function productOf(shop: Shop, number: number): Product {
  const { product } = shop.streams;
  const category = categoryOf(shop, number);
  const brand = brandOf(shop, number, category);
  const [lightest, heaviest] = category.grams;
  return {
    number,
    category,
    brand,
    brandName: brandName(brand),
    series: `${pick(product, number, Draw.SERIES, SERIES)} ${100 + 10 * below(product, number, Draw.MODEL, 90)}`,
    noun: pick(product, number, Draw.NOUN, category.nouns),
    material: pick(product, number, Draw.MATERIAL, category.materials),
    features: inARow(category.features, below(product, number, Draw.FEATURES, category.features.length)),
    uses: inARow(category.uses, below(product, number, Draw.USES, category.uses.length)),
    measures: category.measures.map((measure, index) => ({
      measure,
      value: pick(product, number, Draw.MEASURES + index, measure.values),
    })),
    weightGrams: lightest + below(product, number, Draw.WEIGHT, heaviest - lightest),
  };
}

/** Three different ones: neighbours in the list, which goes round. */
function inARow<Item>(items: readonly Item[], first: number): readonly [Item, Item, Item] {
  const at = (place: number) => items[(first + place) % items.length] as Item;
  return [at(0), at(1), at(2)];
}

export function categoryOf(shop: Shop, product: number): CategoryVocabulary {
  return choose(CATEGORY_SHARES, shop.streams.product, product, Draw.CATEGORY);
}

/** A brand makes things for one department only. */
function brandOf(shop: Shop, product: number, category: CategoryVocabulary): number {
  const department = DEPARTMENTS.indexOf(category.path[0]);
  const inDepartment = Math.ceil((shop.counts.brand - department) / DEPARTMENTS.length);
  return department + DEPARTMENTS.length * below(shop.streams.product, product, Draw.BRAND, inDepartment);
}

const MOST_VARIANTS = 6;

export function variantCountOf(shop: Shop, product: number): number {
  const { colours, sizes } = categoryOf(shop, product);
  const most = Math.min(MOST_VARIANTS, colours.length * Math.max(1, sizes.length));
  return 1 + below(shop.streams.product, product, Draw.VARIANTS, most);
}

export function supplierOf(shop: Shop, product: number): number {
  return below(shop.streams.product, product, Draw.SUPPLIER, shop.counts.supplier);
}

const MARKETPLACE_SHARE = 0.25;

/** Whether its supplier sells and ships it himself; the others are sold from our own stock. */
export function isMarketplace(shop: Shop, product: number): boolean {
  return chance(shop.streams.product, product, Draw.MARKETPLACE, MARKETPLACE_SHARE);
}

/** From 0 for what only disappoints to 1 for what everybody loves; most are rather good. */
export function qualityOf(shop: Shop, product: number): number {
  const share = fraction(shop.streams.product, product, Draw.QUALITY);
  return 1 - share * share;
}

/** In cents; cheap ones are more frequent. */
export function basePriceOf(shop: Shop, product: number): number {
  const [lowest, highest] = categoryOf(shop, product).cents;
  const share = fraction(shop.streams.product, product, Draw.BASE_PRICE);
  return lowest + Math.floor((highest - lowest) * share * share);
}
