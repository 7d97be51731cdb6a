import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const planters: CategoryVocabulary = {
  path: ['Garden', 'Pots', 'Planters'],
  weight: 3,
  nouns: ['planter', 'flower pot', 'raised bed', 'hanging planter', 'window box'],
  materials: ['glazed terracotta', 'fibre cement', 'untreated larch', 'galvanised steel', 'recycled plastic'],
  features: [
    { name: 'water reservoir', benefit: 'A reservoir in the base waters for a week.' },
    { name: 'drainage hole', benefit: 'A hole with a plug serves inside and outside.' },
    { name: 'frost-proof wall', benefit: 'It may stay outside down to minus 25 degrees.' },
    { name: 'lockable castors', benefit: 'Lockable castors move it into the sun and back.' },
    { name: 'inner liner', benefit: 'A liner keeps the soil off the wood.' },
    { name: 'trellis', benefit: 'A trellis at the back holds beans and clematis.' },
  ],
  uses: ['balcony herbs', 'olive trees', 'tomatoes', 'a shady entrance', 'strawberries', 'indoor palms'],
  measures: [
    { name: 'Volume', unit: 'l', values: [4, 12, 30, 60, 120] },
    { name: 'Diameter', unit: 'cm', values: [18, 28, 38, 50] },
    { name: 'Height', unit: 'cm', values: [16, 26, 40, 75] },
  ],
  colours: ['terracotta', 'anthracite', 'white', 'rust', 'moss'],
  sizes: [],
  care: 'Empty the reservoir before the first frost.',
  cents: [990, 18900],
  grams: [600, 19000],
  boxCm: [52, 52, 42],
  praise: [
    'The basil has never lived this long.',
    'Two winters outside and not a crack.',
    'The reservoir really lasts through a week of holidays.',
    'Heavy enough to stand up to the wind.',
  ],
  complaints: [
    'Came in three pieces.',
    'No hole in the bottom, although it is in the picture.',
    'The wood turned grey and split in the first summer.',
    'The colour flaked off where water ran down.',
  ],
  returnRate: 0.08,
};
