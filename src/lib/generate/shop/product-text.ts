import { below, pick } from '../random/stream.ts';
import type { Measure } from '../vocabulary/category-vocabulary.ts';
import type { Product } from './product.ts';
import type { Shop } from './shop.ts';

/** `1.7 l`; counted things have no unit. */
function formatMeasure({ measure, value }: { measure: Measure; value: number }): string {
  return measure.unit === 'pcs' ? `${value} ${measure.name.toLowerCase()}` : `${value} ${measure.unit}`;
}

/** What stands in the list of products: brand, kind, material and what people search for. */
export function titleOf(shop: Shop, product: Product): string {
  const { brandName, series, noun, material, features, uses, measures } = product;
  const [first] = measures;
  const measure = first === undefined ? '' : formatMeasure(first);
  const forms = [
    `${brandName} ${series} ${noun}, ${material}, ${measure}`,
    `${brandName} ${material} ${noun} with ${features[0].name}, ${measure}`,
    `${brandName} ${series} ${noun} for ${uses[0]} with ${features[0].name}`,
    `${brandName} ${noun} ${series}: ${features[0].name}, ${features[1].name}, ${measure}`,
  ];
  return pick(shop.streams.product_text, product.number, 0, forms);
}

const INTRODUCTIONS = [
  '{Name} is {a noun} made of {material}, for {use} and {other}.',
  'Whoever looks for {a noun} for {use} will like {name}: made of {material}, and just as good for {other}.',
  '{Name} brings {material} to {use}. It is {a noun} that is also at home with {other}.',
  'Designed around {use}, {name} is {a noun} of {material} that does not mind {other} either.',
];

const FIGURES = ['In figures: {figures}.', 'The data: {figures}.', '{figures}: that is what counts.'];

/** Some sentences on what it is, what it can do, how it is looked after. */
export function descriptionOf(shop: Shop, product: Product): string {
  const text = shop.streams.product_text;
  const { number, features, measures, category, brandName, series } = product;
  const figures = measures.map(
    (item) =>
      (item.measure.unit === 'pcs' ? '' : `${item.measure.name.toLowerCase()} `) + formatMeasure(item),
  );
  const words: Record<string, string> = {
    name: `the ${brandName} ${series}`,
    Name: `The ${brandName} ${series}`,
    'a noun': withArticle(product.noun),
    material: product.material,
    use: product.uses[0],
    other: product.uses[1],
    figures: figures.join(', '),
  };
  const count = 2 + below(text, number, 2, 2);
  return [
    fill(pick(text, number, 1, INTRODUCTIONS), words),
    ...features.slice(0, count).map(({ benefit }) => benefit),
    capitalised(fill(pick(text, number, 3, FIGURES), words)),
    category.care,
  ].join(' ');
}

/** `a kettle`, `a pair of running shoes`, `a set of wooden blocks`. */
export function withArticle(noun: string): string {
  if (/(?:blocks|tiles)$/.test(noun)) return `a set of ${noun}`;
  if (noun.endsWith('s')) return `a pair of ${noun}`;
  return /^[aeiou]/i.test(noun) ? `an ${noun}` : `a ${noun}`;
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Puts words into the slots of a sentence: `{noun}`. */
export function fill(sentence: string, words: Readonly<Record<string, string>>): string {
  return sentence.replaceAll(/\{([a-z ]+)\}/gi, (_slot, name: string) => words[name] ?? '');
}
