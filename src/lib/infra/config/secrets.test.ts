import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRedactor } from '../../core/redact.ts';
import { createSecretReader } from './secrets.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-secrets-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

function reader(variables: Record<string, string> = {}) {
  const redactor = createRedactor();
  const warnings: string[] = [];
  const secret = createSecretReader({
    variables,
    redactor,
    resolvePath: (path) => resolve(directory, path),
    warn: (message) => void warnings.push(message),
  });
  return { secret, redactor, warnings };
}

describe('secret references', () => {
  it('are read from a variable, a file and a command, and redacted from then on', async () => {
    await writeFile(join(directory, 'password'), 'from file \n');
    const { secret, redactor } = reader({ DB_PASSWORD: 'from-variable' });
    expect(await secret('env:DB_PASSWORD')).toBe('from-variable');
    expect(await secret('file:password')).toBe('from file ');
    expect(await secret(`cmd:printf '%s\\n' 'from command'`)).toBe('from command');
    expect(redactor.redact('from-variable|from file |from command')).toBe('[redacted]|[redacted]|[redacted]');
  });

  it('warn of a file that others can read, and only of such a one', async () => {
    const file = join(directory, 'readable');
    await writeFile(file, 'hush', { mode: 0o600 });
    const { secret, warnings } = reader();
    await secret('file:readable');
    expect(warnings).toEqual([]);
    await chmod(file, 0o644);
    await reader().secret('file:readable');
    const again = reader();
    expect(await again.secret('file:readable')).toBe('hush');
    expect(again.warnings).toEqual([
      `the secret file:readable can be read by every user; run: chmod 600 ${file}`,
    ]);
  });

  it('run a command once', async () => {
    const script = join(directory, 'count.sh');
    await writeFile(script, `#!/bin/sh\necho run >> ${directory}/runs\necho secret\n`);
    await chmod(script, 0o700);
    const { secret } = reader();
    await Promise.all([secret(`cmd:${script}`), secret(`cmd:${script}`)]);
    expect(await readFile(join(directory, 'runs'), 'utf8')).toBe('run\n');
  });

  it.each([
    ['env:ABSENT', 'is not set'],
    ['env:EMPTY', 'is empty'],
    ['file:absent', 'cannot be read (ENOENT)'],
    ['cmd:/absent/command', 'cannot be run (ENOENT)'],
    [`cmd:sh -c 'echo hunter2; echo hunter2 >&2; exit 3'`, 'ended with exit code 3'],
    [`cmd:echo 'open`, 'has a quote that is not closed'],
    ['cmd:true', 'is empty'],
    ['cmd:cat', 'is empty'],
  ])('say why %s gives none', async (reference, why) => {
    const { secret } = reader({ EMPTY: '' });
    await expect(secret(reference)).rejects.toMatchObject({
      code: 'SECRET_UNAVAILABLE',
      exitCode: 78,
      message: `the secret ${reference} ${why}`,
    });
  });
});
