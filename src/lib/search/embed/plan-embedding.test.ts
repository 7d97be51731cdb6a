import { describe, expect, it } from 'vitest';
import { pendingSteps } from '../../core/plan.ts';
import type { Work } from './count-work.ts';
import { type EmbeddingFacts, planEmbedding } from './plan-embedding.ts';
import { planGc } from './plan-gc.ts';
import { judgeSpace, planSwap } from './plan-swap.ts';
import type { Space } from './space/space-store.ts';

const WORK: Work = {
  products: 6764,
  added: 212,
  changed: 31,
  unchanged: 6521,
  refused: 0,
  withoutText: 0,
  cut: 0,
  emptied: 0,
  texts: 243,
  tokens: 77_031,
};

const identity = {
  provider: 'gemini',
  model: 'gemini-embedding-2',
  dimensions: 768,
  scheme: 's',
  template: '1-title',
};
const settings = {
  space: identity,
  usdPerMillionTokens: 0.2,
  itemsPerMinute: 3000,
  isLocal: false,
  section: { items_per_day: undefined },
} as unknown as EmbeddingFacts['settings'];

const plan = (
  work: Partial<Work>,
  spaceId: number | undefined,
  perDay?: number,
  index?: EmbeddingFacts['index'],
) =>
  planEmbedding({
    index,
    settings: { ...settings, section: { ...settings.section, items_per_day: perDay } },
    work: { ...WORK, ...work },
    spaceId,
  });

describe('the plan of embedding', () => {
  it('says texts, tokens, money and time', () => {
    const [step] = plan({}, 1).steps;
    expect(step).toMatchObject({
      summary: '212 new and 31 changed products: 243 texts to send',
      cost: 'about 77,031 tokens, $0.0154, 4.86s at 3,000 texts a minute',
    });
    expect(step?.facts).toMatchObject({ cost_usd: 0.0154062, seconds: 4.86, days: null });
  });

  it('makes a space that is not there', () =>
    expect(plan({}, undefined).steps.map(({ id }) => id)).toEqual(['space', 'embed']));

  it('says how many days a small quota of the day takes', () =>
    expect(plan({ texts: 43_000 }, 1, 1000).steps[0]?.cost).toContain('43 days at 1,000 texts a day'));

  it('changes nothing if nothing has changed', () =>
    expect(pendingSteps(plan({ added: 0, changed: 0 }, 1))).toEqual([]));

  it('makes the vector index where servers have them, also for vectors that are there already', () => {
    const nothing = { added: 0, changed: 0 };
    const actions = (index: EmbeddingFacts['index'], work: Partial<Work> = nothing) =>
      pendingSteps(plan(work, 1, undefined, index)).map(({ id, action }) => `${id} ${action}`);
    expect(actions({ isNew: true, outdated: 0 })).toEqual(['vector-index create']);
    expect(actions({ isNew: false, outdated: 3 })).toEqual(['vector-index change']);
    expect(actions({ isNew: false, outdated: 0 })).toEqual([]);
    expect(actions({ isNew: false, outdated: 0 }, {})).toEqual(['embed load', 'vector-index change']);
  });

  it('removes the vector of a text that is gone', () =>
    expect(pendingSteps(plan({ added: 0, changed: 0, emptied: 1 }, 1))).toHaveLength(1));
});

const space = (id: number, state: Space['state'], products = 10): Space => ({
  ...identity,
  id,
  state,
  products,
  createdAt: '2026-11-30 00:00:00',
  vectorTable: null,
});

describe('the plan of a swap', () => {
  const swap = (wanted: Space | undefined, live?: Space) =>
    planSwap({ space: wanted, live, wanted: 'gemini/x/768', canaryCost: '$0.0001' });

  it('verifies before it swaps', () =>
    expect(swap(space(2, 'building'), space(1, 'live')).steps.map(({ id }) => id)).toEqual([
      'verify',
      'swap',
    ]));

  it('has nothing to do without a space, or if it is live', () => {
    expect(pendingSteps(swap(undefined))).toEqual([]);
    expect(pendingSteps(swap(space(1, 'live'), space(1, 'live')))).toEqual([]);
  });
});

describe('a space', () => {
  const sound = { vectors: 10, missing: 0, refused: 0, badVectors: 0, found: 8 };
  it('that is sound may become live', () => expect(judgeSpace(sound, 5)).toEqual([]));
  it.each([{ vectors: 0 }, { missing: 1 }, { badVectors: 1 }, { found: 4 }])('must not with %o', (fault) =>
    expect(judgeSpace({ ...sound, ...fault }, 5)).toHaveLength(1),
  );
});

it('only old spaces and unused texts are deleted', () => {
  const unused = new Map([
    [1, 5],
    [2, 7],
  ]);
  const { steps } = planGc({ spaces: [space(1, 'old'), space(2, 'live'), space(3, 'building')], unused });
  expect(steps.map(({ id, destructive }) => [id, destructive])).toEqual([
    ['space-1', true],
    ['cache-2', true],
  ]);
  expect(pendingSteps(planGc({ spaces: [space(2, 'live')], unused: new Map() }))).toEqual([]);
});
