import { expect, it } from 'vitest';
import { findCycles } from './support/import-cycles.ts';
import { importsOf } from './support/source-files.ts';

it('finds each cycle once, whatever hangs on it', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b', 'd']],
    ['d', ['outside']],
    ['e', ['f', 'a']],
    ['f', ['g']],
    ['g', ['e']],
    ['self', ['self']],
  ]);
  expect(findCycles(graph)).toEqual([['b', 'c'], ['e', 'f', 'g'], ['self']]);
});

it('finds none in a graph without one, however often a file is imported', () => {
  const graph = new Map([
    ['a', ['b', 'c']],
    ['b', ['d']],
    ['c', ['d']],
    ['d', []],
  ]);
  expect(findCycles(graph)).toEqual([]);
});

it.each([
  ["import { a } from './other.ts';", { isType: false, isLazy: false }],
  ["import {\n  a,\n  type B,\n} from './other.ts';", { isType: false, isLazy: false }],
  ["import type { A } from './other.ts';", { isType: true, isLazy: false }],
  ["export { a } from './other.ts';", { isType: false, isLazy: false }],
  ["export * from './other.ts';", { isType: false, isLazy: false }],
  ["import './other.ts';", { isType: false, isLazy: false }],
  ["const { a } = await import('./other.ts');", { isType: false, isLazy: true }],
  ["type A = import('./other.ts').A;", { isType: false, isLazy: true }],
])('reads %j as an import', (text, kind) => {
  expect(importsOf('lib/room/file.ts', text)).toEqual([{ path: 'lib/room/other.ts', ...kind }]);
});
