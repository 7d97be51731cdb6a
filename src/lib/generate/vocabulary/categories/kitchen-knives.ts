import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const kitchenKnives: CategoryVocabulary = {
  path: ['Kitchen', 'Knives and boards', 'Kitchen knives'],
  weight: 3,
  nouns: ["chef's knife", 'santoku knife', 'bread knife', 'paring knife', 'carving knife'],
  materials: [
    'high-carbon steel',
    '67-layer damascus steel',
    'powder steel',
    'ceramic',
    'stainless molybdenum steel',
  ],
  features: [
    {
      name: 'full tang',
      benefit: 'The steel runs through the whole handle, which balances it at the bolster.',
    },
    { name: 'walnut handle', benefit: 'The handle is oiled walnut, shaped to sit in either hand.' },
    { name: 'hollow edge', benefit: 'Hollows along the edge keep slices from sticking.' },
    { name: 'blade guard', benefit: 'A blade guard is in the box, for the drawer or the picnic.' },
    { name: 'hand-honed edge', benefit: 'Each edge is honed by hand to 15 degrees.' },
    { name: 'serrated edge', benefit: 'The wave-cut edge goes through crust without crushing the crumb.' },
  ],
  uses: [
    'fine herbs and onions',
    'crusty bread',
    'roasts and ham',
    'left-handed cooks',
    'a first kitchen',
    'peeling and trimming fruit',
  ],
  measures: [
    { name: 'Blade', unit: 'cm', values: [9, 13, 18, 20, 24] },
    { name: 'Hardness', unit: 'HRC', values: [56, 58, 60, 62] },
  ],
  colours: ['walnut', 'black', 'olive wood', 'white'],
  sizes: [],
  care: 'Keep it out of the dishwasher and off glass boards.',
  cents: [1290, 18900],
  grams: [90, 420],
  boxCm: [40, 9, 4],
  praise: [
    'Holds its edge for weeks; a few strokes on the steel are enough.',
    'Balanced so well that onions are a pleasure.',
    'Goes through a ripe tomato under its own weight.',
    'Looks like a knife at three times the price.',
  ],
  complaints: [
    'Arrived with a chip near the tip.',
    'The handle swelled after the first wash.',
    'Blunt out of the box.',
    'It rusts if a drop of lemon stays on it.',
  ],
  returnRate: 0.05,
};
