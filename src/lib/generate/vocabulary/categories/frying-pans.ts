import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const fryingPans: CategoryVocabulary = {
  path: ['Kitchen', 'Cookware', 'Frying pans'],
  weight: 4,
  nouns: ['frying pan', 'skillet', 'sauté pan', 'grill pan'],
  materials: [
    'cast iron',
    'carbon steel',
    'ceramic-coated aluminium',
    'three-ply stainless steel',
    'forged aluminium',
  ],
  features: [
    { name: 'oven-safe handle', benefit: 'The riveted handle goes into the oven at up to 250 degrees.' },
    {
      name: 'induction base',
      benefit: 'A magnetic base makes it work on induction, gas and ceramic hobs alike.',
    },
    { name: 'pouring lips', benefit: 'Two pouring lips let fat run off on either side.' },
    {
      name: 'pre-seasoned surface',
      benefit: 'It comes seasoned with linseed oil and gets better with every steak.',
    },
    {
      name: 'glass lid',
      benefit: 'A tempered glass lid shows what is cooking without letting the steam out.',
    },
    { name: 'helper handle', benefit: 'A second handle helps to lift it when it is full.' },
    {
      name: 'non-stick coating',
      benefit: 'The mineral non-stick coating releases eggs without any fat and contains no PFAS.',
    },
  ],
  uses: [
    'searing steak',
    'eggs and pancakes',
    'an induction hob',
    'one-pan dinners',
    'stir-fried vegetables',
    'open-fire cooking',
  ],
  measures: [
    { name: 'Diameter', unit: 'cm', values: [20, 24, 26, 28, 30, 32] },
    { name: 'Height', unit: 'cm', values: [4.5, 5, 6, 7] },
    { name: 'Base', unit: 'mm', values: [3, 4, 5] },
  ],
  colours: ['black', 'graphite', 'steel', 'forest green', 'terracotta'],
  sizes: [],
  care: 'Wash it by hand and dry it at once.',
  cents: [1490, 14900],
  grams: [900, 3600],
  boxCm: [50, 32, 9],
  praise: [
    'Heats evenly right to the edge, with no hot spot in the middle.',
    'Eggs slide off without a drop of oil.',
    'The sear on a steak is better than in any pan I have owned.',
    'Sits perfectly flat on the induction hob.',
  ],
  complaints: [
    'The coating came off after two months of careful use.',
    'The base bulged on high heat and now it spins on the hob.',
    'The handle screws come loose again and again.',
    'Much heavier than I can lift with one hand.',
  ],
  returnRate: 0.07,
};
