import { mkdir, rename } from 'node:fs/promises';
import { AetherError } from '../core/errors.ts';
import { runProgramOrThrow } from '../infra/process/run-program.ts';
import { type Performers, performTask } from '../infra/run/perform-task.ts';
import type { Work } from '../infra/run/step-by-step.ts';
import { healFault } from './fault/heal.ts';
import { awaitHost, bootHost } from './host/boot-host.ts';
import { removeCgroup } from './host/cgroup.ts';
import { createDisk } from './host/create-disk.ts';
import type { LabHost } from './host/topology.ts';
import { buildImage } from './image/build-image.ts';
import { findImage } from './image/image-cache.ts';
import { imageOfHost, IMAGE_SCRIPTS_DIR } from './image/lab-image.ts';
import { recipeHash, type Recipe } from './image/recipe.ts';
import { hostCgroup, type Lab } from './lab.ts';
import { createOperatorKey, readOperatorKey, writeLabFiles } from './lab-files.ts';
import { hostLayout } from './layout.ts';
import { createNetwork } from './network/network.ts';
import type { LabTask } from './plan-lab.ts';

/** A lab that is being brought up: where its machines come from. */
export interface Workshop {
  readonly lab: Lab;
  readonly cache: string;
  readonly recipe: Recipe;
  readonly subnet: string;
}

/** Does what a step of the plan says. */
export async function runTask(workshop: Workshop, task: LabTask): Work {
  return performTask(performersOf(workshop), task);
}

function performersOf(workshop: Workshop): Performers<LabTask> {
  const { lab, subnet } = workshop;
  return {
    image: () => makeImage(workshop),
    key: () => createOperatorKey(lab),
    network: () => createNetwork(lab.layout, subnet, lab.context),
    files: () => writeLabFiles(lab),
    heal: ({ fault }) => healFault(lab, fault),
    kill: ({ host }) => removeCgroup(hostCgroup(lab, host.name), lab.context),
    delete: ({ host }) => deleteDisk(lab, host),
    disk: ({ host }) => makeDisk(workshop, host),
    boot: ({ host }) => bootFromDisk(workshop, host),
    await: ({ host }) => awaitHost(lab, host),
  };
}

async function makeImage({ lab, cache, recipe }: Workshop): Promise<void> {
  await buildImage(
    {
      cache,
      recipe,
      scriptsDir: IMAGE_SCRIPTS_DIR,
      onStage: (done, total) =>
        lab.context.emit({ type: 'step_progress', step: 'image', done, total, unit: 'steps' }),
    },
    lab.context,
  );
}

async function makeDisk({ lab, cache, recipe, subnet }: Workshop, host: LabHost): Promise<void> {
  const image = await findImage(cache, recipeHash(recipe));
  const operatorKey = await readOperatorKey(lab);
  if (image === undefined || operatorKey === undefined) {
    throw new AetherError('BUG', 'a disk was planned before its image and the key');
  }
  await mkdir(lab.layout.hostsDir, { recursive: true });
  await createDisk({ host, subnet, image, operatorKey }, lab.layout, lab.context);
}

async function deleteDisk(lab: Lab, host: LabHost): Promise<void> {
  const { dir, draftDir } = hostLayout(lab.layout, host.name);
  const remove = () => runProgramOrThrow('rm', ['--one-file-system', '-rf', '--', draftDir], lab.context);
  await remove();
  // Renamed first: a disk that is half deleted must not look like a whole one.
  await rename(dir, draftDir);
  await remove();
}

async function bootFromDisk({ lab, cache }: Workshop, host: LabHost): Promise<void> {
  const image = await imageOfHost(cache, lab.layout, host.name);
  await bootHost(lab, host, image.root);
}
