import { expect, it } from 'vitest';
import { judgeUsage } from './read-indexes.ts';

const counted = (reads: number) => ({
  source: 'userstat' as const,
  reads: new Map(reads === 0 ? [] : [['shop.t.ix', reads]]),
});
const silent = { source: null, reads: new Map<string, number>() };

it.each([
  ['every member has read it', [counted(2), counted(3)], { usage: 'used', reads: 5 }],
  ['one member alone has read it', [counted(0), counted(3)], { usage: 'used', reads: 3 }],
  ['one has read it and another does not know', [silent, counted(3)], { usage: 'used', reads: 3 }],
  ['all know and none has read it', [counted(0), counted(0)], { usage: 'unused', reads: 0 }],
  ['one does not know', [counted(0), silent], { usage: 'unknown', reads: 0 }],
  ['nobody knows', [silent], { usage: 'unknown', reads: 0 }],
])('an index: %s', (_what, servers, expected) => {
  expect(judgeUsage(servers, 'shop.t.ix')).toEqual(expected);
});
