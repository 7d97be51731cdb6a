import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const officeChairs: CategoryVocabulary = {
  path: ['Office', 'Furniture', 'Office chairs'],
  weight: 3,
  nouns: ['office chair', 'ergonomic office chair', 'swivel chair', 'mesh task chair', 'saddle stool'],
  materials: ['breathable mesh', 'recycled polyester', 'leather', 'wool felt', 'moulded plywood'],
  features: [
    {
      name: 'adjustable lumbar support',
      benefit: 'The lumbar support moves up and down and presses as firmly as you like.',
    },
    {
      name: 'synchronous mechanism',
      benefit: 'Seat and back tilt together, so that the shirt does not ride up.',
    },
    { name: '4D armrests', benefit: 'The armrests move up, sideways, forwards and around.' },
    { name: 'seat depth adjustment', benefit: 'The seat slides by six centimetres for long and short legs.' },
    { name: 'soft castors', benefit: 'Soft castors spare wooden floors.' },
    { name: 'headrest', benefit: 'A headrest takes the weight off the neck during calls.' },
  ],
  uses: [
    'eight hours at a desk',
    'tall people',
    'a sore lower back',
    'a small home office',
    'gaming evenings',
    'shared desks',
  ],
  measures: [
    { name: 'Load', unit: 'kg', values: [110, 120, 135, 150] },
    { name: 'Seat height', unit: 'cm', values: [42, 45, 48] },
    { name: 'Seat width', unit: 'cm', values: [46, 49, 52] },
  ],
  colours: ['black', 'light grey', 'petrol', 'rust'],
  sizes: [],
  care: 'Vacuum the cover and wipe the frame with a damp cloth.',
  cents: [8900, 64900],
  grams: [9500, 21000],
  boxCm: [68, 62, 38],
  praise: [
    'My back pain was gone within a week.',
    'Every lever does what it says, and it stays adjusted.',
    'The mesh stays cool through an August afternoon.',
    'Assembly took ten minutes and one Allen key.',
  ],
  complaints: [
    'The gas spring sinks by the hour.',
    'The armrests wobble no matter how tight the screws are.',
    'The seat foam went flat after a month.',
    'Too low for anybody over 1.85 m.',
  ],
  returnRate: 0.1,
};
