import { describe, expect, it } from 'vitest';
import type { ChainPart } from '../chain/walk-chain.ts';
import { judgePart } from './judge-part.ts';

const SEALED = { chain: 'node1', from: '10', to: '20', records: 8, tip: 'aa', sum: '11' };
const NOW: ChainPart = { from: 10n, to: 20n, records: 8, tip: 'aa', sum: '11', changed: [], backwards: [] };

const kinds = (now: Partial<ChainPart>, end = 25n) =>
  judgePart(SEALED, { ...NOW, ...now }, end).map(({ kind }) => kind);

describe('a part of a chain against its seal', () => {
  it('is as it was sealed if its tip is', () => {
    expect(kinds({})).toEqual([]);
  });

  it('names a record that is not what its own hash says, also if the tip still fits', () => {
    expect(judgePart(SEALED, { ...NOW, changed: ['12'] }, 25n)).toEqual([
      { kind: 'changed', detail: 'record 12' },
    ]);
  });

  it('tells records that are gone in the middle from a tail that was cut', () => {
    expect(kinds({ tip: 'bb', records: 7 })).toEqual(['missing']);
    expect(kinds({ tip: 'bb', records: 6, to: 18n }, 18n)).toEqual(['cut']);
  });

  it('tells another order from records that were forged with all later hashes', () => {
    expect(kinds({ tip: 'bb' })).toEqual(['reordered']);
    expect(kinds({ tip: 'bb', sum: '12' })).toEqual(['forged']);
    expect(kinds({ tip: 'bb', records: 9, sum: '12' })).toEqual(['added']);
  });
});
