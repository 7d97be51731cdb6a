import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const dogBeds: CategoryVocabulary = {
  path: ['Pets', 'Dogs', 'Dog beds'],
  weight: 3,
  nouns: ['dog bed', 'orthopaedic dog bed', 'dog cushion', 'dog sofa', 'travel dog mat'],
  materials: ['memory foam', 'faux fur', 'waxed canvas', 'boiled wool', 'recycled fibre fill'],
  features: [
    {
      name: 'washable cover',
      benefit: 'The cover comes off by a zip and goes into the machine at 60 degrees.',
    },
    { name: 'non-slip bottom', benefit: 'The bottom holds on tiles and parquet.' },
    { name: 'raised rim', benefit: 'A raised rim carries the head.' },
    { name: 'waterproof liner', benefit: 'A liner keeps the foam dry when accidents happen.' },
    { name: 'orthopaedic core', benefit: 'Seven centimetres of foam take the pressure off old hips.' },
    { name: 'chew-resistant fabric', benefit: 'The weave stands up to puppy teeth.' },
  ],
  uses: ['senior dogs', 'puppies', 'the car boot', 'dogs that curl up', 'large breeds', 'cold tiled floors'],
  measures: [
    { name: 'Load', unit: 'kg', values: [10, 20, 35, 50] },
    { name: 'Thickness', unit: 'cm', values: [5, 7, 10, 14] },
  ],
  colours: ['grey', 'taupe', 'moss green', 'navy'],
  sizes: ['S', 'M', 'L', 'XL'],
  care: 'Shake it out daily and wash the cover monthly.',
  cents: [2490, 17900],
  grams: [900, 5200],
  boxCm: [80, 60, 20],
  praise: [
    'Our old lady gets up without a groan again.',
    'He moved in before it was unpacked.',
    'The cover came out of the wash like new.',
    'It stays where it is, even when he jumps in.',
  ],
  complaints: [
    'Chewed to pieces within a day.',
    'The foam is crumbs, not a solid block.',
    'The zip broke in the first wash.',
    'Sheds more fluff than the dog.',
  ],
  returnRate: 0.1,
};
