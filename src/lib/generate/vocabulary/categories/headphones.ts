import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const headphones: CategoryVocabulary = {
  path: ['Electronics', 'Audio', 'Headphones'],
  weight: 5,
  nouns: [
    'wireless headphones',
    'over-ear headphones',
    'in-ear headphones',
    'open-back headphones',
    'sports earphones',
  ],
  materials: ['aluminium and memory foam', 'recycled plastic', 'vegan leather', 'wood and steel', 'silicone'],
  features: [
    {
      name: 'active noise cancelling',
      benefit: 'Active noise cancelling takes out engine hum and open-plan chatter.',
    },
    { name: 'transparency mode', benefit: 'Transparency mode lets voices and traffic through at a touch.' },
    { name: 'multipoint connection', benefit: 'Multipoint keeps a laptop and a phone connected together.' },
    { name: 'folding hinge', benefit: 'A folding hinge makes it fit into a coat pocket.' },
    {
      name: 'beam-forming microphones',
      benefit: 'Four microphones pick the voice out of wind and street noise.',
    },
    { name: 'fast charging', benefit: 'Ten minutes on the cable give three hours of music.' },
    { name: 'sweat resistance', benefit: 'It is sealed against sweat and rain.' },
  ],
  uses: [
    'long flights',
    'open-plan offices',
    'running in the rain',
    'video calls',
    'late-night films',
    'studio mixing',
  ],
  measures: [
    { name: 'Battery life', unit: 'h', values: [8, 20, 30, 40, 60] },
    { name: 'Driver', unit: 'mm', values: [6, 10, 30, 40, 50] },
    { name: 'Weight', unit: 'g', values: [48, 190, 250, 290] },
  ],
  colours: ['black', 'off-white', 'midnight blue', 'olive', 'sand'],
  sizes: [],
  care: 'Wipe the cushions with a damp cloth and replace them every two years.',
  cents: [2490, 39900],
  grams: [60, 420],
  boxCm: [20, 18, 8],
  praise: [
    'The noise cancelling makes a train carriage disappear.',
    'I forget that I am wearing them after ten minutes.',
    'Clear treble and bass that does not boom.',
    'The battery really lasts the whole week.',
  ],
  complaints: [
    'The left side went silent after three weeks.',
    'They pinch my glasses so that I get a headache.',
    'Callers say that I sound as if I sat in a bucket.',
    'The connection drops as soon as the phone is in my pocket.',
  ],
  returnRate: 0.11,
};
