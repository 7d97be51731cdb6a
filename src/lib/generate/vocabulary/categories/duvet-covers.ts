import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const duvetCovers: CategoryVocabulary = {
  path: ['Home', 'Bedding', 'Duvet covers'],
  weight: 4,
  nouns: ['duvet cover set', 'duvet cover', 'bed linen set', 'reversible duvet cover'],
  materials: ['organic cotton percale', 'washed linen', 'cotton sateen', 'brushed flannel', 'bamboo lyocell'],
  features: [
    { name: 'hidden zip', benefit: 'A hidden zip at the foot end replaces the buttons.' },
    { name: 'corner ties', benefit: 'Ties in the corners keep the duvet from wandering.' },
    { name: 'stone-washed finish', benefit: 'Stone washing makes it soft from the first night.' },
    { name: 'reversible print', benefit: 'The reverse is a plain shade of the same colour.' },
    { name: 'long-staple yarn', benefit: 'Long-staple yarn does not pill, even after fifty washes.' },
    { name: 'breathable weave', benefit: 'The open weave lets moisture out on hot nights.' },
  ],
  uses: [
    'hot sleepers',
    'cold winter nights',
    'sensitive skin',
    'a guest room',
    "children's beds",
    'a hotel feeling at home',
  ],
  measures: [
    { name: 'Thread count', unit: 'TC', values: [144, 200, 300, 400] },
    { name: 'Weight', unit: 'gsm', values: [110, 125, 145, 170] },
  ],
  colours: ['white', 'oatmeal', 'dusty rose', 'indigo', 'eucalyptus', 'charcoal'],
  sizes: ['135x200', '155x220', '200x200', '240x220'],
  care: 'Machine wash at 60 degrees, tumble dry on low.',
  cents: [2990, 18900],
  grams: [800, 2400],
  boxCm: [34, 28, 8],
  praise: [
    'Soft from the first wash and even softer after the third.',
    'The colour is exactly as in the photo.',
    'I no longer wake up sweating.',
    'The corner ties hold the duvet where it belongs.',
  ],
  complaints: [
    'It shrank by a good five centimetres.',
    'The colour bled and ruined a white sheet.',
    'Feels rough, nothing like the description.',
    'The zip caught and tore the seam on the second night.',
  ],
  returnRate: 0.12,
};
