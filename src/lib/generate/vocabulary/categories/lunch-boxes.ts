import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const lunchBoxes: CategoryVocabulary = {
  path: ['Kitchen', 'Storage', 'Lunch boxes'],
  weight: 3,
  nouns: ['lunch box', 'bento box', 'food container', 'snack box'],
  materials: [
    'stainless steel',
    'bamboo fibre and silicone',
    'copolyester',
    'glass with a silicone sleeve',
    'wheat-straw plastic',
  ],
  features: [
    { name: 'leakproof seal', benefit: 'A silicone seal keeps soup and dressing inside, even upside down.' },
    { name: 'removable dividers', benefit: 'Two dividers move or come out altogether.' },
    { name: 'microwave-safe base', benefit: 'The base goes into the microwave once the lid is off.' },
    { name: 'cutlery tray', benefit: 'A fork and a spoon hide under the lid.' },
    { name: 'stackable trays', benefit: 'Trays of the same series lock on top of one another.' },
    {
      name: 'ice pack lid',
      benefit: 'A flat ice pack clicks into the lid and keeps fruit fresh until noon.',
    },
  ],
  uses: [
    'school lunches',
    'meal prep for the week',
    'salads with dressing',
    'office days',
    'hiking snacks',
    'toddlers at nursery',
  ],
  measures: [
    { name: 'Capacity', unit: 'ml', values: [400, 650, 850, 1200, 1400] },
    { name: 'Compartments', unit: 'pcs', values: [1, 2, 3, 4, 5] },
  ],
  colours: ['mint', 'navy', 'coral', 'grey', 'sunflower yellow', 'berry'],
  sizes: [],
  care: 'All parts but the seal go into the dishwasher.',
  cents: [890, 3990],
  grams: [180, 780],
  boxCm: [23, 17, 8],
  praise: [
    'Not a drop leaked in a bag with a laptop.',
    'My daughter can open the clips by herself.',
    'The dividers keep the berries away from the sandwich.',
    'Survived a fall down the stairs.',
  ],
  complaints: [
    'The seal smells of garlic for ever.',
    'One clip broke within a fortnight.',
    'Too small for an adult lunch.',
    'The lid warped in the dishwasher although it is said to be safe.',
  ],
  returnRate: 0.05,
};
