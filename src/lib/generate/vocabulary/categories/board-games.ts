import type { CategoryVocabulary } from '../category-vocabulary.ts';

export const boardGames: CategoryVocabulary = {
  path: ['Toys', 'Games', 'Board games'],
  weight: 3,
  nouns: ['board game', 'cooperative game', 'card game', 'family game', 'strategy game'],
  materials: ['wood and card', 'recycled card', 'linen-finish card', 'beech wood'],
  features: [
    { name: 'modular board', benefit: 'Sixteen tiles make another island for every game.' },
    { name: 'solo mode', benefit: 'A deck of its own makes an opponent for one.' },
    { name: 'five-minute rules', benefit: 'The rules are told in five minutes.' },
    { name: 'wooden pieces', benefit: 'All pieces are wood, printed with plant ink.' },
    { name: 'campaign mode', benefit: 'Ten chapters change the rules as the story goes on.' },
    { name: 'language-free cards', benefit: 'The cards do without words, so that everybody can play.' },
  ],
  uses: [
    'family evenings',
    'two players',
    'a rainy holiday',
    'large groups',
    'children from six',
    'patient strategists',
  ],
  measures: [
    { name: 'Playing time', unit: 'min', values: [15, 30, 45, 60, 120] },
    { name: 'Players', unit: 'pcs', values: [2, 4, 5, 6, 8] },
    { name: 'Age', unit: 'years', values: [4, 6, 8, 10, 12] },
  ],
  colours: ['first edition', 'travel edition', 'deluxe edition'],
  sizes: [],
  care: 'Keep it dry and out of the sun.',
  cents: [990, 6990],
  grams: [350, 2600],
  boxCm: [30, 30, 8],
  praise: [
    'We played it five times on the first evening.',
    'The children explain the rules to the grandparents.',
    'Every game is different.',
    'The pieces are a joy to touch.',
  ],
  complaints: [
    'The rules contradict themselves on every page.',
    'Three cards were missing.',
    'Luck decides everything; nobody wanted a second round.',
    'The insert does not hold the pieces.',
  ],
  returnRate: 0.04,
};
