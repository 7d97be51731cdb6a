import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  chooseFounder,
  markFounder,
  parseGrastate,
  parseRecovered,
  type GaleraPosition,
} from './galera-position.ts';

const UUID = 'f30a10e7-e6f1-11f1-b2f5-feaea2725bf8';
const grastate = (seqno: string, uuid = UUID) =>
  `# GALERA saved state\nversion: 2.1\nuuid:    ${uuid}\nseqno:   ${seqno}\nsafe_to_bootstrap: 0\n`;

describe('positions', () => {
  it('are read from grastate.dat after a clean stop', () => {
    expect(parseGrastate('node1', grastate('42'))).toEqual({
      node: 'node1',
      uuid: UUID,
      seqno: 42n,
      text: `${UUID}:42`,
    });
  });

  it.each([
    ['after a crash', grastate('-1')],
    ['without history', grastate('-1', '00000000-0000-0000-0000-000000000000')],
    ['in an empty file', ''],
    ['in half a file', `# GALERA saved state\nuuid:    ${UUID}\n`],
  ])('are not there %s', (_, text) => {
    expect(parseGrastate('node1', text)).toBeUndefined();
  });

  it('are read from the log of a recovery, with and without the GTID', () => {
    const log = (rest: string) => `2026-11-23 4:00:00 0 [Note] WSREP: Recovered position: ${UUID}:7${rest}\n`;
    expect(parseRecovered('node2', log(''))).toMatchObject({ seqno: 7n, text: `${UUID}:7` });
    expect(parseRecovered('node2', log(',1-1-59'))).toMatchObject({ seqno: 7n, text: `${UUID}:7,1-1-59` });
    expect(
      parseRecovered('node2', 'WSREP: Recovered position: 00000000-0000-0000-0000-000000000000:-1'),
    ).toBeUndefined();
    expect(parseRecovered('node2', 'InnoDB: Starting shutdown')).toBeUndefined();
  });
});

describe('chooseFounder', () => {
  const at = (node: string, seqno: bigint, uuid = UUID): GaleraPosition => ({
    node,
    uuid,
    seqno,
    text: `${uuid}:${seqno}`,
  });

  it('takes the member that is ahead, whatever the order', () => {
    const seqnos = fc.uniqueArray(fc.bigInt({ min: 0n, max: 2n ** 63n }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(seqnos, (all) => {
        const positions = all.map((seqno, index) => at(`node${index + 1}`, seqno));
        const most = all.reduce((a, b) => (a > b ? a : b));
        expect(chooseFounder(positions)?.seqno).toBe(most);
      }),
    );
  });

  it('takes the first of equals, and nobody where nobody has a position', () => {
    expect(chooseFounder([at('node2', 5n), at('node3', 5n)])?.node).toBe('node2');
    expect(chooseFounder([])).toBeUndefined();
  });

  it('refuses to choose between two histories', () => {
    const other = '11111111-e6f1-11f1-b2f5-feaea2725bf8';
    expect(() => chooseFounder([at('node1', 5n), at('node2', 900n, other)])).toThrow(
      `node1 (${UUID}) and node2 (${other}) were in different clusters`,
    );
  });
});

it('marks who may found the cluster', () => {
  expect(markFounder(grastate('1'), true)).toContain('safe_to_bootstrap: 1\n');
  expect(markFounder(markFounder(grastate('1'), true), false)).toBe(grastate('1'));
});
