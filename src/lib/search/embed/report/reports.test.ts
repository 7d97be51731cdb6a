import { describe, expect, it } from 'vitest';
import { createTextView } from '../../../infra/output/text-view.ts';
import type { Look } from '../look-at-space.ts';
import type { EmbedRun } from '../run-embedding.ts';
import { renderPlanning } from './render-plan.ts';
import { renderRun } from './render-run.ts';
import { renderStatus } from './render-status.ts';
import { renderSwap } from './render-swap.ts';

const view = createTextView(0, 120);

const identity = {
  provider: 'gemini',
  model: 'gemini-embedding-2',
  dimensions: 768,
  scheme: 'prefix-1',
  template: '1-title',
};

const look = {
  settings: {
    space: identity,
    usdPerMillionTokens: 0.2,
    maxTokens: 8192,
    itemsPerMinute: 3000,
    section: { max_cost: 0.01 },
  },
  space: undefined,
  work: {
    products: 6764,
    added: 212,
    changed: 31,
    unchanged: 6521,
    refused: 1,
    withoutText: 0,
    cut: 2,
    emptied: 0,
    texts: 243,
    tokens: 77_031,
  },
} as unknown as Look;

describe('the plan of embedding, as text,', () => {
  const text = renderPlanning(look, view);
  it.each(['gemini/gemini-embedding-2/768', '6,764', '77,031', '$0.0154', '4.86s at 3,000 texts a minute'])(
    'has %s',
    (part) => expect(text).toContain(part),
  );

  it('says what is special', () =>
    expect(text.split('\n').slice(-4)).toEqual([
      'the space is new: a run makes it',
      '1 product not embedded: the provider refuses the text',
      '2 products cut to 8,192 tokens',
      'more than the limit of $0.0100: a run needs --max-cost',
    ]));
});

it('a run says what is possibly paid twice, and which products were refused', () => {
  const refused = Array.from({ length: 12 }, (_, index) => ({
    productNo: `P${index}`,
    reason: 'gemini: no',
  }));
  const run: EmbedRun = {
    look,
    state: 'building',
    filled: { sent: 231, assigned: 240, removed: 0, refused },
    indexed: 0,
    tally: {
      tokens: 77_000,
      costUsd: 0.0154,
      requests: 5,
      lost: { batches: 1, texts: 100, costUsd: 0.0063 },
    },
    elapsedSeconds: 12,
  };
  const lines = renderRun(run, view).split('\n');
  expect(lines.slice(0, 4)).toEqual([
    'gemini/gemini-embedding-2/768: 240 products embedded, 6,521 unchanged',
    '231 texts sent in 5 requests: 77,000 tokens, $0.0154, 12.0s',
    'possibly paid twice: 100 texts in 1 request, about $0.0063',
    '12 products not embedded:',
  ]);
  expect(lines).toHaveLength(15);
});

const space = {
  ...identity,
  id: 2,
  state: 'live' as const,
  products: 6763,
  createdAt: '2026-11-30 00:00:00.5',
  vectorTable: null,
};

it('the status has the spaces and what they cost', () => {
  expect(renderStatus({ spaces: [], products: 0, spending: [] }, view)).toBe('no embeddings yet');
  const spending = {
    space: 'gemini/gemini-embedding-2/768',
    requests: 70,
    texts: 6763,
    tokens: 2_000_000,
    costUsd: 0.4,
    lostRequests: 1,
    lostUsd: 0.0063,
    openRequests: 0,
  };
  const text = renderStatus({ spaces: [space], products: 6764, spending: [spending] }, view);
  for (const part of ['live', '6,763', '6,764', '2,000,000', '$0.4000', '$0.0063'])
    expect(text).toContain(part);
});

it('a swap says what is kept', () => {
  const verification = { vectors: 6763, missing: 0, refused: 1, badVectors: 0, found: 8 };
  const before = { ...space, id: 1, dimensions: 384 };
  expect(renderSwap({ space, before, verification })).toBe(
    'gemini/gemini-embedding-2/768 is live: 6,763 vectors, 8 of 8 canaries found\n' +
      'gemini/gemini-embedding-2/384 is kept until "aether embed gc"',
  );
  expect(renderSwap({ space, before: space, verification: undefined })).toContain('is already live');
});
