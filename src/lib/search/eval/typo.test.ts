import { expect, it } from 'vitest';
import { editDistance } from '../../core/suggest.ts';
import { withTypo } from './typo.ts';

it('edits one word of four letters or more, at most once', () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const edited = withTypo('red jacket 1/2 for hiking', seed);
    expect(editDistance('red jacket 1/2 for hiking', edited)).toBeLessThanOrEqual(1);
    expect(edited).toMatch(/^red .* 1\/2 for /);
    expect(withTypo('red jacket 1/2 for hiking', seed)).toBe(edited);
  }
});

it('leaves a query of short words alone', () => {
  expect(withTypo('led 12v', 1)).toBe('led 12v');
});
