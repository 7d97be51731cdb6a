import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFounder } from './choose-founder.ts';
import type { GaleraPosition } from './galera-position.ts';

const UUID = 'f30a10e7-e6f1-11f1-b2f5-feaea2725bf8';
const at = (node: string, seqno: bigint, uuid = UUID) => {
  const position: GaleraPosition = { node, uuid, seqno, text: `${uuid}:${seqno}` };
  return { node, position };
};
const unread = (node: string) => ({ node, position: undefined });

describe('chooseFounder', () => {
  it('takes the member that is ahead, whatever the order', () => {
    const seqnos = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 63n }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(seqnos, (all) => {
        const most = all.reduce((a, b) => (a > b ? a : b));
        const verdict = chooseFounder(all.map((seqno, index) => at(`node${index + 1}`, seqno)));
        expect(verdict).toMatchObject({ kind: 'founder', position: { seqno: most } });
      }),
    );
  });

  it('takes the first of equals, and nobody if nobody has data', () => {
    expect(chooseFounder([at('node2', 5n), at('node3', 5n)])).toMatchObject({ node: 'node2' });
    expect(chooseFounder([])).toEqual({ kind: 'nobody' });
  });

  it('takes the only member with data without a position, never the first of several', () => {
    expect(chooseFounder([unread('node2')])).toEqual({ kind: 'founder', ...unread('node2') });
    expect(chooseFounder([unread('node1'), unread('node2')])).toEqual({ kind: 'unreadable', node: 'node1' });
  });

  it('never skips a member whose position cannot be read', () => {
    expect(chooseFounder([at('node1', 7n), unread('node2'), at('node3', 9n)])).toEqual({
      kind: 'unreadable',
      node: 'node2',
    });
  });

  it('refuses to choose between two histories', () => {
    const other = '11111111-e6f1-11f1-b2f5-feaea2725bf8';
    const [mine, theirs] = [at('node1', 5n), at('node2', 900n, other)];
    expect(chooseFounder([mine, theirs])).toEqual({
      kind: 'strangers',
      positions: [mine.position, theirs.position],
    });
  });
});
