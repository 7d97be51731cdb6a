import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const deskLamps: CategoryVocabulary = {
  path: ['Home', 'Lighting', 'Desk lamps'],
  weight: 4,
  nouns: ['desk lamp', 'LED desk lamp', 'reading lamp', 'architect lamp', 'clamp lamp'],
  materials: ['brushed aluminium', 'powder-coated steel', 'solid oak and steel', 'brass', 'recycled plastic'],
  features: [
    { name: 'stepless dimmer', benefit: 'A touch strip dims it without steps down to a night light.' },
    { name: 'adjustable colour temperature', benefit: 'It changes from warm 2700 K to daylight 6500 K.' },
    { name: 'USB-C charging port', benefit: 'A USB-C port in the base charges a phone.' },
    {
      name: 'double-jointed arm',
      benefit: 'The double-jointed arm stays where it is put and reaches across a wide desk.',
    },
    { name: 'memory function', benefit: 'It comes on as it was left.' },
    {
      name: 'glare-free diffuser',
      benefit: 'A milky diffuser spreads the light without glare on the screen.',
    },
    {
      name: 'motion sensor',
      benefit: 'A motion sensor switches it off when nobody has sat there for a while.',
    },
  ],
  uses: [
    'late-night reading',
    'a home office',
    'drawing and model making',
    'video calls',
    'a narrow bedside table',
    'students',
  ],
  measures: [
    { name: 'Luminous flux', unit: 'lm', values: [350, 450, 600, 800, 1000] },
    { name: 'Power', unit: 'W', values: [5, 8, 10, 14] },
    { name: 'Reach', unit: 'cm', values: [38, 45, 60, 75] },
  ],
  colours: ['black', 'white', 'sand', 'petrol', 'brass'],
  sizes: [],
  care: 'Wipe it with a dry cloth.',
  cents: [1990, 15900],
  grams: [700, 2600],
  boxCm: [46, 22, 16],
  praise: [
    'The light is even and does not tire my eyes.',
    'The arm stays exactly where I put it.',
    'Warm light in the evening, bright light for work: one lamp does both.',
    'Set up in a minute, no tools needed.',
  ],
  complaints: [
    'The joint sinks slowly under its own weight.',
    'It flickers on the lowest setting.',
    'The base is too light; the lamp tips over when fully stretched.',
    'The touch strip reacts only on the third try.',
  ],
  returnRate: 0.08,
};
