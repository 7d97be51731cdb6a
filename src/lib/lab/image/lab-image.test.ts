import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { hostLayout, layoutOf } from '../layout.ts';
import { imageLayout } from './image-cache.ts';
import { imageOfHost } from './lab-image.ts';

it('a disk is used with the very build of the image that it was made on', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  onTestFinished(() => rm(directory, { recursive: true }));
  const layout = layoutOf(join(directory, '.aether'), 'two');
  const disk = hostLayout(layout, 'db1');
  const cache = join(directory, 'cache');
  const image = imageLayout(cache, 'abc');
  await mkdir(disk.dir, { recursive: true });
  await mkdir(image.directory, { recursive: true });
  const recorded = { recipe: 'abc', build: 'first', root: image.root };
  await writeFile(disk.imageFile, JSON.stringify(recorded));

  await expect(imageOfHost(cache, layout, 'db1')).rejects.toMatchObject({ code: 'LAB_DAMAGED' });
  await writeFile(image.infoFile, JSON.stringify({ build: 'first' }));
  expect(await imageOfHost(cache, layout, 'db1')).toEqual(recorded);
  await writeFile(image.infoFile, JSON.stringify({ build: 'second' }));
  await expect(imageOfHost(cache, layout, 'db1')).rejects.toMatchObject({
    code: 'LAB_DAMAGED',
    hint: 'make the machines again, with empty disks: aether lab up --fresh --name two',
  });
});
