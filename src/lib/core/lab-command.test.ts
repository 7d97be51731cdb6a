import { expect, it } from 'vitest';
import { DEFAULT_LAB, labCommand } from './lab-command.ts';

it('a command about a lab names it, unless it is the one that is meant where none is named', () => {
  expect(labCommand('two', 'logs db1 --console')).toBe('aether lab logs db1 --console --name two');
  expect(labCommand(DEFAULT_LAB, 'up')).toBe('aether lab up');
});
