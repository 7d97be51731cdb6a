import { readdirSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { copyPackage } from '../support/package-copy.ts';

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
  const version = () => execFileSync(process.execPath, [join(copy.root, 'bin/aether.js'), '--version']);
  const path = (file: string) => join(copy.root, file);
  await rm(path('dist/lib'), { recursive: true });
  expect(version().toString()).toMatch(/^\d+\.\d+/);
  const later = new Date(Date.now() + 60_000);
  await utimes(path('dist/cli.js'), later, later);
  expect(version).toThrow(/is not built yet/);
  await rm(path('bundle'), { recursive: true });
  expect(version).toThrow(/is not built yet/);
});
