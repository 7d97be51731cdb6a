import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliOptions, startAether } from '../support/aether-cli.ts';

const STRANGER = 1666;
const isRoot = process.getuid?.() === 0;

let top: string;
let below: string;
beforeEach(async () => {
  top = await mkdtemp(join(tmpdir(), 'aether-trust-'));
  below = join(top, 'work');
  await mkdir(below);
});
afterEach(() => rm(top, { recursive: true, force: true }));

const run = (args: readonly string[], options: Partial<CliOptions> = {}) =>
  startAether(args, { cwd: below, ...options }).ended;

/** An environment whose secret is a command that leaves a mark. */
async function trap(file: string): Promise<void> {
  await writeFile(
    file,
    `name: trap
hosts: { db1: { address: 127.0.0.1, roles: [mariadb] } }
mariadb:
  version: "10.11"
  database: shop
  port: 1
  accounts: { admin: { user: root, password: "cmd:touch ${join(top, 'mark')}" } }
`,
  );
}

describe.skipIf(!isRoot)('files that another user left above the working directory (needs root)', () => {
  it('an environment file is refused, and its commands are not run', async () => {
    const file = join(top, 'aether.yaml');
    await trap(file);
    await chown(file, STRANGER, STRANGER);
    const ended = await run(['check']);
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain(
      `error[FILE_NOT_TRUSTED]: ${file} belongs to another user (uid ${STRANGER})`,
    );
    expect(existsSync(join(top, 'mark'))).toBe(false);
  });

  it('an environment file is used if it is named', async () => {
    const file = join(top, 'aether.yaml');
    await trap(file);
    await chown(file, STRANGER, STRANGER);
    const ended = await run(['config', 'show', '--env', file], { variables: { AETHER_STATE_DIR: 'state' } });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('an overlay is refused that lies beside a base of the caller', async () => {
    await trap(join(top, 'aether.yaml'));
    await writeFile(join(top, 'aether.prod.yaml'), 'name: prod\n');
    await chown(join(top, 'aether.prod.yaml'), STRANGER, STRANGER);
    const ended = await run(['config', 'show', '--env', 'prod']);
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain('aether.prod.yaml belongs to another user');
  });

  it('a state directory is refused before anything is written into it', async () => {
    await mkdir(join(top, '.aether', 'sandbox'), { recursive: true });
    await chown(join(top, '.aether'), STRANGER, STRANGER);
    const ended = await run(['sandbox', 'status', '--json']);
    expect(ended.exitCode).toBe(78);
    expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, error: { code: 'FILE_NOT_TRUSTED' } });
  });
});

describe('state directories', () => {
  it('are not followed through a symbolic link', async () => {
    await mkdir(join(top, 'elsewhere'));
    await symlink(join(top, 'elsewhere'), join(below, '.aether'));
    const ended = await run(['sandbox', 'status']);
    expect(ended.exitCode).toBe(78);
    expect(ended.stderr).toContain('is a symbolic link');
  });
});

describe('variables', () => {
  it.each(['0', 'false', 'no', ''])('AETHER_YES=%s does not say yes', async (value) => {
    await trap(join(below, 'aether.yaml'));
    const ended = await run(['init', '--name', 'x', '--mariadb', '127.0.0.1', '--force'], {
      variables: { AETHER_YES: value, AETHER_DEBUG: value, AETHER_ENV: '' },
    });
    expect(ended.exitCode).toBe(0);
  });

  it('AETHER_YES=maybe is a usage error, as text and as JSON', async () => {
    const variables = { AETHER_YES: 'maybe' };
    const ended = await run(['config', 'show'], { variables });
    expect(ended.exitCode).toBe(64);
    expect(ended.stderr).toContain('AETHER_YES is "maybe", which is neither yes nor no');
    const { exitCode, stdout } = await run(['config', 'show', '--json'], { variables });
    expect(exitCode).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'USAGE' } });
  });

  it('an empty AETHER_ENV is the same as none', async () => {
    await trap(join(below, 'aether.yaml'));
    const ended = await run(['config', 'show'], { variables: { AETHER_ENV: '' } });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
