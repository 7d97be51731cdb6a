import { describe, expect, it } from 'vitest';
import { markFounder, parseGrastate, parseRecovered } from './galera-position.ts';

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

it('marks who may found the cluster', () => {
  expect(markFounder(grastate('1'), true)).toContain('safe_to_bootstrap: 1\n');
  expect(markFounder(markFounder(grastate('1'), true), false)).toBe(grastate('1'));
});
