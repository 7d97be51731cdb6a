import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const yogaMats: CategoryVocabulary = {
  path: ['Outdoor', 'Fitness', 'Yoga mats'],
  weight: 3,
  nouns: ['yoga mat', 'exercise mat', 'travel yoga mat', 'pilates mat'],
  materials: ['natural rubber', 'cork and rubber', 'TPE foam', 'organic cotton', 'jute and PER'],
  features: [
    { name: 'alignment lines', benefit: 'Fine lines show where hands and feet belong.' },
    { name: 'non-slip surface', benefit: 'The surface grips better the warmer the room gets.' },
    { name: 'carry strap', benefit: 'A cotton strap rolls it up and carries it.' },
    { name: 'closed cells', benefit: 'Closed cells keep sweat out, so that a wipe cleans it.' },
    { name: 'extra length', benefit: 'With two metres of length nobody lies on the floor.' },
    { name: 'joint cushioning', benefit: 'Its thickness spares knees and elbows.' },
  ],
  uses: ['hot yoga', 'sore knees', 'travel', 'pilates', 'tall people', 'stretching after a run'],
  measures: [
    { name: 'Thickness', unit: 'mm', values: [1.5, 3, 4, 6, 10] },
    { name: 'Length', unit: 'cm', values: [173, 183, 200] },
    { name: 'Weight', unit: 'kg', values: [0.9, 1.4, 2.2, 2.9] },
  ],
  colours: ['aubergine', 'teal', 'stone', 'black', 'terracotta'],
  sizes: [],
  care: 'Wipe it with mild soap and dry it away from the sun.',
  cents: [1490, 10900],
  grams: [850, 3100],
  boxCm: [66, 14, 14],
  praise: [
    'Not a single slip in an hour of hot yoga.',
    'My knees no longer complain.',
    'Lies flat at once, with no curling ends.',
    'Smells of nothing, which cannot be said of my old one.',
  ],
  complaints: [
    'Smelt of rubber so badly that it lived on the balcony.',
    'Slippery as soon as hands get damp.',
    'Tore at the edge after three weeks.',
    'Far thinner than stated.',
  ],
  returnRate: 0.07,
};
