import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const keyboards: CategoryVocabulary = {
  path: ['Electronics', 'Computing', 'Keyboards'],
  weight: 3,
  nouns: [
    'mechanical keyboard',
    'wireless keyboard',
    'compact keyboard',
    'split ergonomic keyboard',
    'low-profile keyboard',
  ],
  materials: ['anodised aluminium', 'PBT plastic', 'bamboo', 'recycled ABS', 'walnut and aluminium'],
  features: [
    { name: 'hot-swap sockets', benefit: 'Hot-swap sockets take new switches without a soldering iron.' },
    {
      name: 'tactile switches',
      benefit: 'Tactile switches tell the finger when a key is down, without a click.',
    },
    { name: 'per-key backlight', benefit: 'Every key has a light of its own that dims when nobody types.' },
    { name: 'rotary knob', benefit: 'A knob in the corner turns the volume or the zoom.' },
    { name: 'sound-damping foam', benefit: 'Two layers of foam turn clatter into a low thock.' },
    {
      name: 'three-device pairing',
      benefit: 'It pairs with three devices and changes between them by a key.',
    },
    { name: 'tented halves', benefit: 'Both halves tilt and turn, so that the wrists stay straight.' },
  ],
  uses: [
    'programming',
    'shared offices',
    'tablets on the road',
    'sore wrists',
    'gaming',
    'writing long texts',
  ],
  measures: [
    { name: 'Keys', unit: 'pcs', values: [61, 68, 75, 87, 104] },
    { name: 'Actuation force', unit: 'g', values: [35, 45, 55, 67] },
    { name: 'Battery', unit: 'mAh', values: [1500, 3000, 4000] },
  ],
  colours: ['black', 'white', 'retro beige', 'navy'],
  sizes: ['ISO DE', 'ISO UK', 'ISO FR', 'ANSI US'],
  care: 'Take the caps off and brush it out now and then.',
  cents: [3490, 21900],
  grams: [420, 1600],
  boxCm: [46, 18, 6],
  praise: [
    'Typing on it is so pleasant that I write more.',
    'Quiet enough for a shared office.',
    'My wrists have stopped hurting since the first week.',
    'The build is solid: nothing flexes, nothing rattles.',
  ],
  complaints: [
    'Some letters come twice and some not at all.',
    'The legends wore off within two months.',
    'The wireless link sleeps and swallows the first word.',
    'Layout not as ordered.',
  ],
  returnRate: 0.09,
};
