import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const waterBottles: CategoryVocabulary = {
  path: ['Outdoor', 'Hydration', 'Water bottles'],
  weight: 4,
  nouns: ['water bottle', 'insulated bottle', 'sports bottle', 'drinking bottle with straw', 'thermos flask'],
  materials: ['stainless steel', 'borosilicate glass', 'titanium', 'copolyester', 'recycled aluminium'],
  features: [
    {
      name: 'double-wall vacuum',
      benefit: 'A vacuum between two walls keeps drinks cold for a day and hot for half of one.',
    },
    { name: 'leakproof cap', benefit: 'The cap seals so well that it may lie beside a laptop.' },
    { name: 'wide mouth', benefit: 'The wide mouth takes ice cubes and a brush.' },
    { name: 'flip straw', benefit: 'A straw flips up for drinking on the move.' },
    { name: 'carry loop', benefit: 'A loop on the cap hooks onto a finger or a carabiner.' },
    { name: 'fruit infuser', benefit: 'A sieve holds lemon and mint back.' },
    { name: 'powder-coated grip', benefit: 'The powder coating grips in wet hands.' },
  ],
  uses: ['the gym', 'school bags', 'sparkling water', 'long hikes', 'the office', 'hot tea on a winter walk'],
  measures: [
    { name: 'Capacity', unit: 'ml', values: [350, 500, 750, 1000, 1500] },
    { name: 'Cold for', unit: 'h', values: [12, 18, 24] },
    { name: 'Weight', unit: 'g', values: [150, 260, 340, 480] },
  ],
  colours: ['black', 'white', 'mint', 'coral', 'ocean blue', 'lavender'],
  sizes: [],
  care: 'Rinse it after use and let it dry open.',
  cents: [990, 4990],
  grams: [140, 620],
  boxCm: [28, 9, 9],
  praise: [
    'Ice was still ice after a day in the car.',
    'Sparkling water, upside down in a bag: not a drop.',
    'Fits the holder of my bicycle.',
    'No metal taste at all.',
  ],
  complaints: [
    'The paint chips as soon as it touches a table.',
    'The cap leaks when it lies down.',
    'The straw cannot be cleaned properly.',
    'Tea was lukewarm after two hours.',
  ],
  returnRate: 0.05,
};
