import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const rainJackets: CategoryVocabulary = {
  path: ['Fashion', 'Outerwear', 'Rain jackets'],
  weight: 4,
  nouns: ['rain jacket', 'waterproof jacket', 'cycling rain cape', 'trench raincoat', 'windbreaker'],
  materials: [
    'recycled polyamide',
    'waxed cotton',
    'three-layer laminate',
    'PU-coated polyester',
    'ripstop nylon',
  ],
  features: [
    { name: 'taped seams', benefit: 'All seams are taped, so that no drop finds its way in.' },
    { name: 'storm hood', benefit: 'The hood fits over a helmet and turns with the head.' },
    { name: 'pit zips', benefit: 'Zips under the arms let the heat out on a climb.' },
    { name: 'stow pocket', benefit: 'It packs into its own chest pocket.' },
    { name: 'reflective piping', benefit: 'Piping on back and sleeves lights up in headlights.' },
    { name: 'two-way zip', benefit: 'A two-way zip opens from below on the bicycle.' },
    { name: 'PFAS-free repellent', benefit: 'The water repellent does without PFAS.' },
  ],
  uses: ['cycling to work', 'mountain hikes', 'the school run', 'city breaks', 'sailing', 'festivals'],
  measures: [
    { name: 'Water column', unit: 'mm', values: [5000, 10000, 15000, 20000] },
    { name: 'Weight', unit: 'g', values: [180, 320, 450, 780] },
  ],
  colours: ['navy', 'mustard yellow', 'forest green', 'black', 'brick red', 'ice blue'],
  sizes: ['XS', 'S', 'M', 'L', 'XL', 'XXL'],
  care: 'Wash at 30 degrees without softener and re-proof after ten washes.',
  cents: [3990, 32900],
  grams: [220, 1100],
  boxCm: [36, 28, 7],
  praise: [
    'Two hours of pouring rain and bone dry underneath.',
    'Breathes so well that I could run in it.',
    'The hood moves with my head instead of covering my eyes.',
    'Packs down to the size of an apple.',
  ],
  complaints: [
    'Water came through the shoulders on the first wet day.',
    'Cut far too tight across the chest.',
    'The zip jams on its own storm flap.',
    'Like wearing a plastic bag: wet from inside.',
  ],
  returnRate: 0.2,
};
