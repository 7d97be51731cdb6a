import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { labDown } from '../../src/lib/lab/lab-down.ts';
import { labUp } from '../../src/lib/lab/lab-up.ts';
import { layoutOf } from '../../src/lib/lab/layout.ts';
import { whyNoLab } from '../../src/lib/lab/requirements.ts';
import { debianMirror } from '../support/debian-mirror.ts';
import { labContext } from '../support/lab-context.ts';

/** The lab of six machines that all fleet tests share, reached through its bastion. */
export interface TestLab {
  readonly stateDir: string;
  readonly name: string;
  /** `aether --env` takes it. */
  readonly environmentFile: string;
  /** `nsenter --net=` takes it. */
  readonly namespace: string;
  /** For `ssh -F`, in the namespace. */
  readonly sshConfig: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /** null where no lab can run here; `whyNoLab` then says why. */
    readonly lab: TestLab | null;
    readonly whyNoLab: string;
  }
}

/** Starts one lab for all fleet tests, and removes it after them; AETHER_TEST_KEEP=1 leaves it. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const why = await whyNoLab({ variables: process.env, argv: ['lab', 'up'] });
  if (why !== undefined) {
    const reason = `${why.problem}; type: ${why.hint}`;
    console.warn(`The fleet tests are skipped: ${reason}`);
    project.provide('lab', null);
    project.provide('whyNoLab', reason);
    return undefined;
  }
  const directory = await mkdtemp(join(tmpdir(), 'aether-'));
  const context = labContext(join(directory, '.aether'));
  const request = {
    name: 'fleet',
    hosts: undefined,
    fresh: false,
    dataBytes: 1024 ** 3,
    blankData: false,
    mirror: debianMirror(),
  };
  const remove = async () => {
    await labDown(context, { name: request.name, purge: true, force: true });
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await labUp(context, request);
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  const { name, environmentFile, namespace, sshConfig } = layoutOf(context.stateDir, request.name);
  project.provide('lab', { stateDir: context.stateDir, name, environmentFile, namespace, sshConfig });
  project.provide('whyNoLab', '');
  if (process.env['AETHER_TEST_KEEP'] === undefined) return remove;
  return async () => console.log(`kept ${directory}`);
}
