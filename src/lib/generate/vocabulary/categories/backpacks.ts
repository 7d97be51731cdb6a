import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const backpacks: CategoryVocabulary = {
  path: ['Fashion', 'Bags', 'Backpacks'],
  weight: 4,
  nouns: ['backpack', 'rolltop backpack', 'laptop backpack', 'daypack', 'school backpack'],
  materials: ['recycled PET', 'waxed canvas', 'full-grain leather', 'tarpaulin', 'ballistic nylon'],
  features: [
    {
      name: 'padded laptop sleeve',
      benefit: 'The padded sleeve hangs free of the bottom, so that a drop does no harm.',
    },
    { name: 'rolltop closure', benefit: 'The rolltop takes ten litres more when the day gets long.' },
    { name: 'luggage strap', benefit: 'A strap slides over the handle of a suitcase.' },
    { name: 'hidden back pocket', benefit: 'A pocket against the back keeps a passport safe.' },
    { name: 'chest strap', benefit: 'Chest and hip straps take the weight off the shoulders.' },
    { name: 'bottle pockets', benefit: 'Two bottle pockets stretch to take a litre each.' },
    { name: 'rain cover', benefit: 'A rain cover sits in a pocket at the bottom.' },
  ],
  uses: [
    'commuting by bicycle',
    'cabin luggage',
    'school books',
    'a 16-inch laptop',
    'weekend trips',
    'photo gear',
  ],
  measures: [
    { name: 'Volume', unit: 'l', values: [12, 18, 22, 28, 35] },
    { name: 'Laptop', unit: 'inch', values: [13, 14, 16] },
    { name: 'Weight', unit: 'g', values: [480, 720, 950, 1300] },
  ],
  colours: ['black', 'olive', 'sand', 'petrol', 'burgundy'],
  sizes: [],
  care: 'Brush it off and wipe it; do not machine wash.',
  cents: [2990, 22900],
  grams: [480, 1700],
  boxCm: [48, 32, 12],
  praise: [
    'Carries ten kilos without cutting into my shoulders.',
    'A place for everything, and I find it in the dark.',
    'Kept a laptop dry through a cloudburst.',
    'The straps have not slipped by a millimetre.',
  ],
  complaints: [
    'A seam burst in the second week.',
    'The zip of the main compartment gave up.',
    'The laptop sleeve is two centimetres too narrow.',
    'Dyes off on light shirts.',
  ],
  returnRate: 0.1,
};
