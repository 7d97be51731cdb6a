import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const powerBanks: CategoryVocabulary = {
  path: ['Electronics', 'Power', 'Power banks'],
  weight: 3,
  nouns: ['power bank', 'portable charger', 'magnetic power bank', 'solar power bank'],
  materials: ['anodised aluminium', 'rubberised plastic', 'recycled polycarbonate', 'fabric-covered plastic'],
  features: [
    { name: 'fast charging', benefit: 'It charges a phone to half in twenty-five minutes.' },
    { name: 'pass-through charging', benefit: 'It charges a phone and itself from one socket.' },
    { name: 'battery display', benefit: 'Digits show what is left, to the percent.' },
    { name: 'magnetic ring', benefit: 'A magnetic ring holds it on the back of the phone.' },
    { name: 'built-in cable', benefit: 'A short cable is built in and cannot be forgotten.' },
    { name: 'splash-proof casing', benefit: 'Rubber flaps keep rain out of the ports.' },
    { name: 'cabin-luggage size', benefit: 'It stays under 100 Wh, so that it may fly in the cabin.' },
  ],
  uses: [
    'long flights',
    'festivals',
    'bikepacking',
    'laptops on the train',
    'an emergency drawer',
    'photographers',
  ],
  measures: [
    { name: 'Capacity', unit: 'mAh', values: [5000, 10000, 20000, 26800] },
    { name: 'Output', unit: 'W', values: [12, 20, 30, 65] },
    { name: 'Ports', unit: 'pcs', values: [1, 2, 3] },
  ],
  colours: ['black', 'white', 'slate', 'signal orange'],
  sizes: [],
  care: 'Charge it every three months, even when it is not used.',
  cents: [1490, 9990],
  grams: [110, 620],
  boxCm: [16, 9, 4],
  praise: [
    'Charges my phone four times, just as promised.',
    'So slim that it lives in my jacket.',
    'Fast enough for a laptop in a pinch.',
    'Works in the cold, where my old one gave up.',
  ],
  complaints: [
    'Gives half of the capacity that is printed on it.',
    'Gets so hot that I do not dare to leave it alone.',
    'The port is loose after a few weeks.',
    'Takes all night to charge itself.',
  ],
  returnRate: 0.07,
};
