import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const tents: CategoryVocabulary = {
  path: ['Outdoor', 'Camping', 'Tents'],
  weight: 3,
  nouns: ['dome tent', 'tunnel tent', 'trekking tent', 'family tent', 'roof tent'],
  materials: ['ripstop polyester', 'silicone-coated nylon', 'cotton canvas', 'recycled polyester'],
  features: [
    { name: 'colour-coded poles', benefit: 'Colour-coded poles put it up in five minutes.' },
    { name: 'two porches', benefit: 'Two porches keep boots and rucksacks out of the way.' },
    { name: 'blackout cabin', benefit: 'A dark cabin lets children sleep until eight.' },
    { name: 'bathtub floor', benefit: 'The bathtub floor keeps puddles outside.' },
    { name: 'storm guy lines', benefit: 'Ten guy lines hold it in wind force 8.' },
    { name: 'ventilation hood', benefit: 'A hood vent keeps the inside dry of breath.' },
    { name: 'freestanding frame', benefit: 'It stands without pegs, on rock and on sand.' },
  ],
  uses: ['family holidays', 'solo trekking', 'bikepacking', 'festivals', 'stormy coasts', 'winter tours'],
  measures: [
    { name: 'Berths', unit: 'pcs', values: [1, 2, 3, 4, 6] },
    { name: 'Water column', unit: 'mm', values: [2000, 3000, 4000, 5000] },
    { name: 'Weight', unit: 'kg', values: [1.1, 1.9, 2.8, 5.4, 12.5] },
  ],
  colours: ['moss green', 'sand', 'sunset orange', 'slate blue'],
  sizes: [],
  care: 'Dry it completely before packing it away.',
  cents: [6990, 89900],
  grams: [1200, 14000],
  boxCm: [62, 22, 20],
  praise: [
    'Put up alone in the rain, in six minutes.',
    'A night of gale on the coast and not a drop inside.',
    'Real headroom: one can sit and play cards.',
    'Packs smaller than my sleeping bag.',
  ],
  complaints: [
    'The seams dripped in the first shower.',
    'A pole snapped while putting it up.',
    'Condensation runs down the wall every morning.',
    'Sold for four, with room for two and a half.',
  ],
  returnRate: 0.09,
};
