import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const bookcases: CategoryVocabulary = {
  path: ['Home', 'Furniture', 'Bookcases'],
  weight: 3,
  nouns: ['bookcase', 'bookshelf', 'wall shelf', 'room divider shelf'],
  materials: ['solid oak', 'beech veneer', 'powder-coated steel', 'solid pine', 'walnut veneer'],
  features: [
    { name: 'adjustable shelves', benefit: 'The shelves move in steps of three centimetres.' },
    { name: 'anti-tip wall bracket', benefit: 'A wall bracket keeps it upright when children climb.' },
    { name: 'cable outlet', benefit: 'A cable outlet in the back panel serves lamps and routers.' },
    { name: 'tool-free assembly', benefit: 'Wooden wedges join it without a single screw.' },
    { name: 'open back', benefit: 'The open back makes it a room divider that lets light through.' },
    { name: 'levelling feet', benefit: 'Levelling feet make up for an uneven floor.' },
  ],
  uses: [
    'a narrow hallway',
    'large art books',
    'a home office',
    'a rented flat',
    'dividing a studio',
    'vinyl records',
  ],
  measures: [
    { name: 'Height', unit: 'cm', values: [80, 120, 160, 180, 200] },
    { name: 'Shelf load', unit: 'kg', values: [15, 20, 25, 30] },
    { name: 'Depth', unit: 'cm', values: [24, 28, 32, 38] },
  ],
  colours: ['natural oak', 'white', 'black', 'walnut'],
  sizes: ['60 cm', '80 cm', '100 cm'],
  care: 'Oil solid wood once a year.',
  cents: [4990, 45900],
  grams: [9000, 42000],
  boxCm: [120, 44, 14],
  praise: [
    'Stands like a rock, even full of heavy books.',
    'Assembled alone in twenty minutes.',
    'The wood is real and smells of it.',
    'The finish matches our floor perfectly.',
  ],
  complaints: [
    'Two holes were drilled in the wrong place.',
    'The shelves bend under ordinary paperbacks.',
    'One panel came scratched from one end to the other.',
    'The wall bracket was missing from the box.',
  ],
  returnRate: 0.09,
};
