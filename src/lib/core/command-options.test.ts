import { describe, expect, it } from 'vitest';
import { momentOption } from './command-options.ts';

describe('a moment on the command line', () => {
  const { parse } = momentOption('--since <time>', 'from then on');

  it.each([
    ['2026-01-31', '2026-01-31 00:00:00'],
    ['2026-01-31 12:30', '2026-01-31 12:30'],
    ['2026-01-31T12:30:05.25Z', '2026-01-31 12:30:05.25'],
  ])('%s is %s', (given, moment) => expect(parse(given)).toBe(moment));

  it.each(['yesterday', '', '2026-02-31', '2026-01-31 25:00', '31.01.2026', '2026-01-31 12'])(
    '%j is refused',
    (given) => expect(() => parse(given)).toThrow('is not a time in UTC'),
  );
});
