import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMongoProgram, parseMongoVersion } from './mongo-program.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-'));
});
afterAll(() => rm(directory, { recursive: true }));

async function program(name: string, says: string): Promise<string> {
  const file = join(directory, name);
  await writeFile(file, `#!/bin/sh\necho '${says}'\n`);
  await chmod(file, 0o755);
  return file;
}

it('calls a stand-in one, whatever its file is called', async () => {
  const file = await program('renamed', 'secantusd-rs 0.5.3-beta.196');
  expect(await findMongoProgram({ AETHER_MONGOD: file })).toEqual({
    file,
    label: 'SecantusDB 0.5.3-beta.196 (stand-in for MongoDB)',
    isStandIn: true,
    version: '0.5.3-beta.196',
  });
});

it('takes mongod from PATH before a stand-in', async () => {
  await program('mongod', 'db version v8.0.4');
  const standIn = await program('secantusd-rs', 'secantusd-rs 0.5.3');
  const found = await findMongoProgram({ PATH: directory, AETHER_MONGO_STAND_IN: standIn });
  expect(found).toMatchObject({ label: 'MongoDB 8.0.4', isStandIn: false });
});

it('names the ways to get a server if there is none', async () => {
  const hint = expect.stringMatching(/mongod is on PATH.*AETHER_MONGOD.*AETHER_MONGO_STAND_IN/) as string;
  await expect(findMongoProgram({ PATH: '/nowhere' })).rejects.toMatchObject({
    code: 'SERVER_MISSING',
    hint,
  });
  await expect(findMongoProgram({ AETHER_MONGOD: '/nowhere/mongod' })).rejects.toMatchObject({
    code: 'SERVER_MISSING',
    message: 'AETHER_MONGOD: /nowhere/mongod is not an executable file',
  });
});

it('refuses another program', async () => {
  const file = await program('other', 'postgres 17');
  await expect(findMongoProgram({ AETHER_MONGOD: file })).rejects.toMatchObject({ code: 'SERVER_VERSION' });
  expect(parseMongoVersion('')).toBeUndefined();
});
