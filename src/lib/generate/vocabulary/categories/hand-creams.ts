import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const handCreams: CategoryVocabulary = {
  path: ['Beauty', 'Skin care', 'Hand creams'],
  weight: 3,
  nouns: ['hand cream', 'hand balm', 'overnight hand mask', 'barrier cream', 'hand lotion'],
  materials: ['shea butter', 'almond oil', 'oat extract', 'beeswax', 'aloe vera'],
  features: [
    { name: 'fast absorption', benefit: 'It sinks in within a minute and leaves no film on a keyboard.' },
    { name: 'fragrance-free recipe', benefit: 'It does without any perfume.' },
    { name: 'urea', benefit: 'Five per cent of urea binds moisture in cracked skin.' },
    { name: 'aluminium tube', benefit: 'The aluminium tube gives up the very last drop.' },
    { name: 'vegan recipe', benefit: 'Nothing in it comes from animals.' },
    { name: 'natural scent', benefit: 'Its scent comes from essential oils alone.' },
  ],
  uses: [
    'gardeners',
    'nurses',
    'cracked knuckles',
    'sensitive skin',
    'winter days',
    'musicians and climbers',
  ],
  measures: [
    { name: 'Content', unit: 'ml', values: [30, 50, 75, 100, 250] },
    { name: 'Urea', unit: 'percent', values: [3, 5, 10] },
  ],
  colours: ['unscented', 'lemon verbena', 'fig', 'lavender', 'cedar'],
  sizes: [],
  care: 'Use it up within twelve months of opening.',
  cents: [490, 2990],
  grams: [40, 300],
  boxCm: [16, 5, 4],
  praise: [
    'My cracked knuckles healed in four days.',
    'Sinks in at once and does not stain paper.',
    'The scent is there and then politely leaves.',
    'A pea-sized drop is enough.',
  ],
  complaints: [
    'Leaves a greasy film for an hour.',
    'Smells of detergent.',
    'Burns on the smallest scratch.',
    'The tube split at the fold.',
  ],
  returnRate: 0.02,
};
