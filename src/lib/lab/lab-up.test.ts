import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { labContext } from '../../../test/support/lab-context.ts';
import { topologyOf } from './host/topology.ts';
import { writeState } from './lab-state.ts';
import { planLabUp } from './lab-up.ts';
import { layoutOf } from './layout.ts';

it('the machines of a lab have one Debian, and another one takes new machines', async () => {
  const stateDir = await mkdtemp(join(tmpdir(), 'aether-'));
  onTestFinished(() => rm(stateDir, { recursive: true }));
  const layout = layoutOf(stateDir, 'old');
  await mkdir(layout.root, { recursive: true });
  const hosts = topologyOf(['bastion'], '10.77.1', 0);
  await writeState(layout, { format: 1, wanted: 'up', namespace: layout.namespace, debian: '12', hosts });
  // No image is built there.
  const context = { ...labContext(stateDir), variables: { ...process.env, XDG_CACHE_HOME: stateDir } };
  const request = {
    name: 'old',
    hosts: ['db1'],
    fresh: false,
    dataBytes: 1024 ** 3,
    blankData: false,
    mirror: 'http://deb.debian.org/debian',
  };
  await expect(planLabUp(context, { ...request, debian: '13' })).rejects.toMatchObject({
    code: 'USAGE',
    message: 'the machines of the lab "old" have Debian 12, not 13',
    hint: expect.stringMatching(/ --fresh --debian 13 --name old$/),
  });
  const image = async (further: { readonly fresh?: true; readonly debian?: '12' | '13' }) =>
    (await planLabUp(context, { ...request, ...further })).steps.find(({ id }) => id === 'image')?.summary;
  expect(await image({})).toMatch(/Debian 12/);
  expect(await image({ debian: '12' })).toMatch(/Debian 12/);
  expect(await image({ fresh: true, debian: '13' })).toMatch(/Debian 13/);
});
