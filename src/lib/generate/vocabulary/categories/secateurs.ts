import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const secateurs: CategoryVocabulary = {
  path: ['Garden', 'Tools', 'Secateurs'],
  weight: 3,
  nouns: ['secateurs', 'bypass secateurs', 'anvil secateurs', 'pruning shears', 'loppers'],
  materials: ['forged carbon steel', 'stainless steel', 'hardened SK5 steel', 'aluminium and steel'],
  features: [
    { name: 'replaceable blade', benefit: 'Blade and spring can be had as spare parts for ten years.' },
    { name: 'sap groove', benefit: 'A groove leads sap away from the edge.' },
    { name: 'rotating handle', benefit: 'The lower handle turns with the hand and spares the tendons.' },
    { name: 'shock absorber', benefit: 'A rubber stop takes the jolt off the wrist.' },
    { name: 'ratchet action', benefit: 'A ratchet cuts thick wood in three easy squeezes.' },
    { name: 'safety catch', benefit: 'The catch works with one thumb, left or right.' },
  ],
  uses: ['roses', 'fruit trees', 'left-handed gardeners', 'arthritic hands', 'vineyards', 'thick dead wood'],
  measures: [
    { name: 'Cutting capacity', unit: 'mm', values: [15, 20, 25, 40] },
    { name: 'Length', unit: 'cm', values: [18, 20, 22, 68] },
  ],
  colours: ['red', 'green', 'black', 'ash wood'],
  sizes: [],
  care: 'Clean the blade with oil after use.',
  cents: [1290, 7990],
  grams: [190, 980],
  boxCm: [26, 9, 4],
  praise: [
    'Cuts finger-thick wood as if it were butter.',
    'Clean cuts that heal, even on old roses.',
    'A whole day in the vineyard and no blister.',
    'Comes apart for sharpening with one screw.',
  ],
  complaints: [
    'The spring jumped out and is lost in the hedge.',
    'Blunt after one apple tree.',
    'The catch closes by itself while cutting.',
    'Far too large for a small hand.',
  ],
  returnRate: 0.05,
};
