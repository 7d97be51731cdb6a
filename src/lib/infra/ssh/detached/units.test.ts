import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unitName } from './unit-name.ts';
import { parseUnitState } from './unit-state.ts';

describe('unitName', () => {
  it('reads like the run and its step', () => {
    expect(unitName('20261123T031500Z-4f9a1c', 'install_mariadb')).toBe(
      'aether-20261123T031500Z-4f9a1c-install_5f_mariadb',
    );
  });

  it('is a valid unit name, another one for every step', () => {
    const steps = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(steps, steps, (one, other) => {
        expect(unitName('run', one)).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(unitName('run', one) === unitName('run', other)).toBe(one === other);
      }),
    );
  });
});

describe('parseUnitState', () => {
  it.each([
    ['absent', { state: 'absent' }],
    ['running', { state: 'running' }],
    ['ended success exited 0', { state: 'ended', end: { outcome: 'exited', code: 0 } }],
    ['ended exit-code exited 3', { state: 'ended', end: { outcome: 'exited', code: 3 } }],
    ['ended signal killed TERM', { state: 'ended', end: { outcome: 'signalled', signal: 'SIGTERM' } }],
    ['ended core-dump dumped SEGV', { state: 'ended', end: { outcome: 'signalled', signal: 'SIGSEGV' } }],
    ['ended resources - -', { state: 'ended', end: { outcome: 'unknown' } }],
    ['lost', { state: 'ended', end: { outcome: 'unknown' } }],
  ])('reads "%s"', (line, expected) => {
    expect(parseUnitState(line)).toMatchObject(expected);
  });

  it.each(['', 'End', 'Failed to connect to bus'])('does not guess at "%s"', (line) => {
    expect(parseUnitState(line)).toBeUndefined();
  });
});
