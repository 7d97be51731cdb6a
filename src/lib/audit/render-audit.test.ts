import { expect, it } from 'vitest';
import { createTextView } from '../infra/output/text-view.ts';
import { renderAudit, renderSeal } from './render-audit.ts';

const VIEW = createTextView(0, 100);

it('names each fault with its place, and what is not known', () => {
  const text = renderAudit(
    {
      seals: 2,
      sealed_at: '2026-01-01T00:00:00.000Z',
      members: [
        {
          host: 'node1',
          unknown: null,
          chains: [{ chain: 'node1', sealed: 1, unsealed: 0, backwards: ['7'] }],
          tables: [{ table: 'price', equal: 1, unrecorded: 2, erased: 0 }],
        },
        { host: 'node2', unknown: 'nothing answers there', chains: [], tables: [] },
      ],
      faults: [
        { kind: 'cut', host: 'node1', place: 'node1', detail: '2 at the end of records 1 to 9 are gone' },
      ],
    },
    VIEW,
  );
  expect(text.split('\n')).toEqual([
    'fail  tail cut: node1: chain node1: 2 at the end of records 1 to 9 are gone',
    'unknown  node2: nothing answers there',
    'warn  node1: chain node1: time runs backwards at record 7',
    'node1: chain node1: 1 record sealed, 0 records not sealed yet',
    'node1: price: 1 row as recorded, 2 rows without a record',
    '2 seals, the last one of 2026-01-01T00:00:00.000Z',
  ]);
});

it('says what holds up a seal', () => {
  const held = [
    { host: 'node1', kind: 'open' as const, reason: 'session 7 has a transaction open for 90 s' },
  ];
  expect(renderSeal({ seal: null, file: null, records: 0, parts: [], held }, VIEW)).toBe(
    'not sealed  node1: session 7 has a transaction open for 90 s\nnothing to seal',
  );
});
