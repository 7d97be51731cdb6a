import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, startAether } from '../support/aether-cli.ts';
import { processesBelow } from '../support/own-sandbox.ts';

// Somebody with no rights at all on this machine but to a directory of his own.

const NOBODY = { uid: 65534, gid: 65534 };
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures', 'aethermart');

describe.skipIf(process.getuid?.() !== 0)('a sandbox of an ordinary user (only root can become one)', () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'aether-user-'));
    await chown(directory, NOBODY.uid, NOBODY.gid);
  });
  afterAll(async () => {
    await aether('sandbox', 'down', '--purge', '--confirm', 'sandbox');
    await rm(directory, { recursive: true, force: true });
  });

  const aether = (...args: string[]) => startAether(args, { cwd: directory, user: NOBODY }).ended;

  it('comes up, takes schema and data, and goes without a trace', async () => {
    const up = await aether('sandbox', 'up');
    expect(up.exitCode, up.stderr).toBe(0);
    const applied = await aether('schema', 'apply');
    expect(applied.exitCode, applied.stderr).toBe(0);
    const ingested = await aether('ingest', 'aethermart', '--from', FIXTURES, '--json');
    expect(documentOf(ingested).ok, ingested.stdout).toBe(true);
    const down = await aether('sandbox', 'down', '--purge', '--confirm', 'sandbox');
    expect(down.exitCode, down.stderr).toBe(0);
    expect(await processesBelow(directory)).toEqual([]);
  });
});
