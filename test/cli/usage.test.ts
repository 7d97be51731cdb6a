import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { type Ended, startAether } from '../support/aether-cli.ts';

const aether = (...args: string[]): Promise<Ended> => startAether(args, { cwd: tmpdir() }).ended;

describe('aether --help', () => {
  it('describes a command by its summary, also where others are below it, and a noun by its verbs', async () => {
    const { exitCode, stdout } = await aether('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ +ingest \[options\] <source> +Check, load/m);
    expect(stdout).toMatch(/^ +sandbox +down \| status \| up$/m);
  });

  it('shows what a command with others below it does', async () => {
    const { exitCode, stdout } = await aether('help', 'ingest');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Check, load/m);
    expect(stdout).toMatch(/^ +profile /m);
  });
});
