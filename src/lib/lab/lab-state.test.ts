import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readState } from './lab-state.ts';
import { layoutOf } from './layout.ts';

it('a lab that is damaged is the one to remove, and no other', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'aether-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  const layout = layoutOf(stateDir, 'two');
  expect(await readState(layout)).toBeUndefined();
  await mkdir(layout.root, { recursive: true });
  await writeFile(layout.stateFile, '{"format": 0}');
  await expect(readState(layout)).rejects.toMatchObject({
    code: 'LAB_DAMAGED',
    hint: 'remove the lab with "aether lab down --purge --name two" and make it again',
  });
});
