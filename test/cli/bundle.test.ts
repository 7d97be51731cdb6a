import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyPackage, type PackageCopy } from '../support/package-copy.ts';

// What runs is the bundle of dist/; what is found by being in a folder must be in the same folder there.

const ROOT = join(import.meta.dirname, '..', '..');

const modulesOf = (folder: string) =>
  readdirSync(join(ROOT, folder)).filter((file) => /^[a-z-]+\.js$/.test(file));

it.each([
  'commands',
  'lib/check/checks',
  'lib/failover/faults',
  'lib/lab/fault/kinds',
  'lib/provision/steps',
  'lib/sandbox/fault/kinds',
  'lib/search/embed/providers',
])('has every module of %s', (folder) => {
  expect(modulesOf(`dist/${folder}`).length).toBeGreaterThan(1);
  expect(modulesOf(`bundle/${folder}`)).toEqual(modulesOf(`dist/${folder}`));
});

it('is what runs, unless the compiled files are newer or it is not there', async () => {
  await using copy = await copyPackage();
  const help = () => execFileSync(process.execPath, [join(copy.root, 'bin/aether.js'), 'help', 'check']);
  const path = (file: string) => join(copy.root, file);
  await rm(path('dist/lib'), { recursive: true });
  expect(help().toString()).toMatch(/^Check the environment/);
  const later = new Date(Date.now() + 60_000);
  await utimes(path('dist/cli.js'), later, later);
  expect(help).toThrow(/is not built yet/);
  await utimes(path('dist/cli.js'), 0, 0);
  expect(help().toString()).toMatch(/^Check the environment/);
  await rm(path('bundle/package.json'));
  expect(help, 'a bundle of ES modules').toThrow(/is not built yet/);
  await rm(path('bundle'), { recursive: true });
  expect(help).toThrow(/is not built yet/);
});

describe('the code of a search that an earlier run compiled', () => {
  let copy: PackageCopy;
  beforeAll(async () => {
    copy = await copyPackage();
    for (const pack of packs()) await rm(join(copy.root, 'bundle', pack), { recursive: true });
  });
  afterAll(() => copy[Symbol.asyncDispose]());

  const run = (...words: string[]) =>
    execFileSync(process.execPath, [join(copy.root, 'bin/aether.js'), ...words, '--help']).toString();
  const packFile = () => join(copy.root, 'bundle/search.code');
  const packs = () => readdirSync(join(copy.root, 'bundle')).filter((file) => file.includes('.code'));

  it('is not written by "search index" and the other commands of that name', async () => {
    await rm(packFile(), { force: true });
    run('search', 'index');
    expect(packs()).toEqual([]);
  });

  it('is written by the first run, and again if it is damaged, cut or of another engine', async () => {
    const text = run('search');
    const written = await readFile(packFile());
    expect(run('search')).toBe(text);
    expect(await readFile(packFile())).toEqual(written);
    const damaged = Buffer.from(written);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 100) ^ 255, damaged.length - 100);
    const other = Buffer.from(written.toString('latin1').replace(process.version, 'v1.2.3'), 'latin1');
    for (const bad of [damaged, written.subarray(0, 1000), Buffer.alloc(0), other]) {
      await writeFile(packFile(), bad);
      expect(run('search')).toBe(text);
      expect(await readFile(packFile())).not.toEqual(bad);
    }
    expect(packs()).toEqual(['search.code']);
  });

  it('is kept apart from that of ingest, which "ingest profile" does not write', async () => {
    run('ingest', 'profile');
    expect(packs()).toEqual(['search.code']);
    const text = run('ingest');
    expect(packs()).toEqual(['ingest.code', 'search.code']);
    expect(run('ingest')).toBe(text);
    await rm(join(copy.root, 'bundle/ingest.code'));
  });

  it('is done without if it cannot be written', async () => {
    await rm(packFile(), { force: true });
    await mkdir(join(packFile(), 'in-the-way'), { recursive: true });
    expect(run('search')).toContain('aether search [query]');
    expect(packs()).toEqual(['search.code']);
  });
});
