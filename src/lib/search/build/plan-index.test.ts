import { expect, it } from 'vitest';
import { planIndex } from './plan-index.ts';

const FACTS = {
  index: { analyser: '1 en', documents: 100, segments: 1 },
  analyser: '1 en',
  products: 100,
  added: 0,
  changed: 0,
  removed: 0,
};

it.each([
  ['there is no index', { ...FACTS, index: undefined }, false, 'create'],
  ['nothing has changed', FACTS, false, 'keep'],
  ['it is asked for', FACTS, true, 'create'],
  ['a product has changed', { ...FACTS, changed: 1 }, false, 'change'],
  ['a product is gone', { ...FACTS, removed: 1 }, false, 'change'],
  ['a quarter has changed', { ...FACTS, changed: 26 }, false, 'create'],
  ['words are made in another way', { ...FACTS, analyser: '2 en' }, false, 'create'],
  ['it has many segments', { ...FACTS, added: 1, index: { ...FACTS.index, segments: 8 } }, false, 'create'],
  [
    'it has many segments and nothing has changed',
    { ...FACTS, index: { ...FACTS.index, segments: 8 } },
    false,
    'keep',
  ],
])('if %s', (_, facts, rebuild, action) => {
  const [step] = planIndex(facts, rebuild).steps;
  expect(step?.action).toBe(action);
});
