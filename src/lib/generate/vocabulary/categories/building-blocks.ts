import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const buildingBlocks: CategoryVocabulary = {
  path: ['Toys', 'Building', 'Building blocks'],
  weight: 3,
  nouns: ['building blocks', 'wooden blocks', 'marble run', 'construction set', 'magnetic tiles'],
  materials: ['beech wood', 'lime wood', 'bioplastic', 'magnetic plastic', 'cork'],
  features: [
    { name: 'natural dyes', benefit: 'The dyes come from plants and are safe to chew.' },
    { name: 'storage box', benefit: 'It comes in a box with a lid that is a base plate.' },
    { name: 'idea cards', benefit: 'Twenty cards show bridges, towers and animals.' },
    { name: 'rounded edges', benefit: 'All edges are rounded and sanded twice.' },
    { name: 'strong magnets', benefit: 'Sealed magnets hold a tower of twenty floors.' },
    { name: 'rail fit', benefit: 'The pieces fit on the common wooden rails.' },
  ],
  uses: ['toddlers', 'a kindergarten', 'rainy days', 'young engineers', 'two siblings', 'motor skills'],
  measures: [
    { name: 'Pieces', unit: 'pcs', values: [24, 50, 80, 120, 200] },
    { name: 'Age', unit: 'years', values: [1, 3, 4, 6] },
  ],
  colours: ['natural', 'pastel', 'rainbow', 'forest'],
  sizes: [],
  care: 'Wipe the blocks with a damp cloth.',
  cents: [1490, 11900],
  grams: [600, 5200],
  boxCm: [38, 28, 12],
  praise: [
    'They have built for three hours without a quarrel.',
    'Smooth as pebbles, with not a splinter.',
    'The magnets are really strong.',
    'Grows with the child: towers at two, bridges at five.',
  ],
  complaints: [
    'Paint comes off when they get wet.',
    'Two blocks were split.',
    'Far fewer pieces than the picture shows.',
    'The smell of varnish does not go away.',
  ],
  returnRate: 0.05,
};
