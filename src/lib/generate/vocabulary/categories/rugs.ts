import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const rugs: CategoryVocabulary = {
  path: ['Home', 'Textiles', 'Rugs'],
  weight: 3,
  nouns: ['rug', 'runner', 'flat-woven rug', 'high-pile rug', 'kilim rug'],
  materials: ['pure new wool', 'recycled cotton', 'jute', 'polypropylene', 'viscose and wool'],
  features: [
    { name: 'non-slip backing', benefit: 'A natural latex backing holds it on smooth floors.' },
    { name: 'hand-woven pattern', benefit: 'The pattern is hand-woven, so that no two are quite alike.' },
    { name: 'machine-washable weave', benefit: 'It goes into the washing machine at 30 degrees.' },
    { name: 'low pile', benefit: 'With a pile of eight millimetres every door clears it.' },
    { name: 'stain-resistant fibre', benefit: 'Spilt wine rolls off before it soaks in.' },
    { name: 'underfloor-heating proof', benefit: 'It lets the warmth of underfloor heating through.' },
  ],
  uses: [
    'a living room with pets',
    'hallways',
    'under a dining table',
    'cold tiled floors',
    "a child's room",
    'a covered balcony',
  ],
  measures: [
    { name: 'Pile height', unit: 'mm', values: [5, 8, 12, 25, 35] },
    { name: 'Weight', unit: 'gsm', values: [900, 1400, 2100, 2800] },
  ],
  colours: ['ivory', 'rust', 'ink blue', 'sage', 'ochre', 'anthracite'],
  sizes: ['60x110', '80x150', '120x170', '160x230', '200x290'],
  care: 'Vacuum it weekly and turn it twice a year.',
  cents: [2490, 69900],
  grams: [1500, 14000],
  boxCm: [170, 25, 25],
  praise: [
    'Thick and soft without shedding.',
    'The dog has done his worst and it still looks new.',
    'The colours are deeper than in the photos.',
    'Does not slip a millimetre on parquet.',
  ],
  complaints: [
    'It sheds wool into every corner of the flat.',
    'Smelt of glue for weeks.',
    'The edge curls up and everybody trips over it.',
    'Ten centimetres shorter than stated.',
  ],
  returnRate: 0.11,
};
