import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const kettles: CategoryVocabulary = {
  path: ['Kitchen', 'Hot drinks', 'Kettles'],
  weight: 4,
  nouns: ['electric kettle', 'kettle', 'water kettle', 'gooseneck kettle'],
  materials: [
    'brushed stainless steel',
    'borosilicate glass',
    'matt enamelled steel',
    'copper-coloured steel',
  ],
  features: [
    {
      name: 'temperature dial',
      benefit: 'A dial holds the water at 60, 80, 90 or 100 degrees, as green tea and coffee want it.',
    },
    {
      name: 'gooseneck spout',
      benefit: 'The gooseneck spout pours a thin, steady stream that does not splash.',
    },
    { name: 'keep-warm function', benefit: 'The keep-warm function holds the temperature for half an hour.' },
    {
      name: 'removable limescale filter',
      benefit: 'A fine mesh keeps limescale out of the cup and comes out for rinsing.',
    },
    {
      name: 'cool-touch wall',
      benefit: 'Its double wall stays cool outside, even with boiling water inside.',
    },
    { name: 'quiet boil', benefit: 'A thick base plate takes the roar out of boiling.' },
    { name: 'boil-dry protection', benefit: 'It switches itself off when it is empty or lifted.' },
  ],
  uses: [
    'pour-over coffee',
    'loose-leaf tea',
    'a small office kitchen',
    'a family breakfast',
    'baby formula at the right temperature',
    'camping with a power hook-up',
  ],
  measures: [
    { name: 'Capacity', unit: 'l', values: [0.8, 1.0, 1.2, 1.5, 1.7] },
    { name: 'Power', unit: 'W', values: [1500, 1850, 2200, 3000] },
    { name: 'Cord', unit: 'cm', values: [70, 75, 90] },
  ],
  colours: ['black', 'cream', 'sage green', 'brushed silver', 'brick red', 'midnight blue'],
  sizes: [],
  care: 'Descale it once a month with citric acid.',
  cents: [1990, 12900],
  grams: [850, 1700],
  boxCm: [24, 20, 27],
  praise: [
    'Boils a full litre in well under three minutes.',
    'The spout hits the filter cone exactly where I aim.',
    'No plastic taste at all, not even on the first day.',
    'The temperature setting is spot on; I checked it with a thermometer.',
  ],
  complaints: [
    'The lid does not open far enough to clean it.',
    'It is far louder than the description promises.',
    'Limescale shows after a week because the filter is too coarse.',
    'The handle gets hot when it is filled to the line.',
  ],
  returnRate: 0.06,
};
