import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nextCommands } from './next-commands.ts';

let cwd: string;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'aether-next-'));
  mkdirSync(join(cwd, '.aether', 'sandbox'), { recursive: true });
  writeFileSync(join(cwd, '.aether', 'sandbox', 'aether.yaml'), '');
});

afterEach(() => rmSync(cwd, { recursive: true }));

const schemaApply = (variables: Record<string, string> = {}) =>
  nextCommands({ cwd, variables, stateDir: join(cwd, '.aether') })[0];

describe('after sandbox up', () => {
  it('commands use the sandbox by themselves where there is no other environment', () => {
    expect(schemaApply()).toBe('aether schema apply');
    expect(schemaApply({ AETHER_ENV: 'sandbox' })).toBe('aether schema apply');
  });

  it('the sandbox is named where an environment file lies here', () => {
    writeFileSync(join(cwd, 'aether.yaml'), '');
    expect(schemaApply()).toBe('aether --env sandbox schema apply');
  });

  it.each(['production', './none.yaml'])('the sandbox is named where AETHER_ENV says %s', (value) => {
    writeFileSync(join(cwd, 'aether.production.yaml'), '');
    expect(schemaApply({ AETHER_ENV: value })).toBe('aether --env sandbox schema apply');
  });
});
