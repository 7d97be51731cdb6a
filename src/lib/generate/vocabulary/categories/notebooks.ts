import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const notebooks: CategoryVocabulary = {
  path: ['Office', 'Stationery', 'Notebooks'],
  weight: 3,
  nouns: ['notebook', 'dotted notebook', 'sketchbook', 'hardcover notebook', 'weekly planner'],
  materials: ['recycled paper', 'stone paper', 'vegan leather', 'linen-bound board', 'cork'],
  features: [
    { name: 'flat-lying binding', benefit: 'Thread binding lets it lie flat on every page.' },
    { name: 'numbered pages', benefit: 'Numbered pages and an index help to find things again.' },
    { name: 'elastic band', benefit: 'An elastic band keeps it closed in a bag.' },
    { name: 'pen loop', benefit: 'A pen loop on the side takes any slim pen.' },
    { name: 'inner pocket', benefit: 'A pocket inside the back cover holds receipts.' },
    { name: 'two ribbon markers', benefit: 'Two ribbons mark today and the day that matters.' },
  ],
  uses: [
    'bullet journals',
    'fountain pens',
    'meeting notes',
    'watercolour sketches',
    'travel diaries',
    'lecture notes',
  ],
  measures: [
    { name: 'Paper', unit: 'gsm', values: [80, 90, 100, 120, 160] },
    { name: 'Pages', unit: 'pcs', values: [96, 160, 192, 240] },
  ],
  colours: ['black', 'mustard', 'dark green', 'brick', 'sky blue'],
  sizes: ['A6', 'A5', 'B5', 'A4'],
  care: 'Keep it dry.',
  cents: [590, 2990],
  grams: [120, 620],
  boxCm: [22, 16, 3],
  praise: [
    'No ghosting, even with a wet fountain pen.',
    'Lies flat from the first page to the last.',
    'The paper has just the right tooth.',
    'The binding has survived a year in my rucksack.',
  ],
  complaints: [
    'Ink bleeds straight through the page.',
    'The elastic band was worn out in a month.',
    'Pages came loose from the spine.',
    'The dots are so dark that they fight with the writing.',
  ],
  returnRate: 0.03,
};
