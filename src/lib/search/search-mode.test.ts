import { expect, it } from 'vitest';
import { modeOf } from './search-mode.ts';

const NONE = { lexical: false, semantic: false, hybrid: false, reviews: false };

it('is by words and meaning, unless a flag says otherwise', () => {
  expect(modeOf(NONE)).toBe('hybrid');
  expect(modeOf({ ...NONE, lexical: true })).toBe('lexical');
});

it('is one', () => {
  expect(() => modeOf({ ...NONE, lexical: true, semantic: true })).toThrow(
    '--lexical and --semantic exclude each other',
  );
});

it('is not by meaning alone if words of reviews are wanted', () => {
  expect(modeOf({ ...NONE, lexical: true, reviews: true })).toBe('lexical');
  expect(() => modeOf({ ...NONE, semantic: true, reviews: true })).toThrow('--reviews finds by words');
});
