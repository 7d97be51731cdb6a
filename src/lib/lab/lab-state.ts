import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { labCommand } from '../core/lab-command.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import { DEFAULT_RELEASE, RELEASES } from './debian-release.ts';
import type { LabLayout } from './layout.ts';

const labHost = z.strictObject({
  name: z.string(),
  role: z.enum(['bastion', 'galera', 'replica', 'mongo', 'orchestrator']),
  address: z.string(),
  zone: z.string(),
  dataVolume: z
    .strictObject({ mountPoint: z.string(), bytes: z.number(), device: z.string().nullable().default(null) })
    .nullable(),
});

const labState = z.strictObject({
  format: z.literal(1),
  /** What the last `up` or `down` asked for. */
  wanted: z.enum(['up', 'down']),
  /** Read by whoever enters the lab's network: see infra/cli/enter-lab-network.ts. */
  namespace: z.string(),
  /** The release of Debian that all machines have. */
  debian: z.enum(RELEASES).default(DEFAULT_RELEASE),
  hosts: z.array(labHost),
});

/** What the lab remembers from one run to the next. Everything else is looked up again each time. */
export type LabState = z.output<typeof labState>;

/** The remembered state; undefined where there is no lab. Throws LAB_DAMAGED where it cannot be read. */
export async function readState(layout: LabLayout): Promise<LabState | undefined> {
  let text: string;
  try {
    text = await readFile(layout.stateFile, 'utf8');
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return labState.parse(JSON.parse(text));
  } catch (cause) {
    throw new AetherError('LAB_DAMAGED', `${layout.stateFile} is not a lab of this version of aether`, {
      hint: `remove the lab with "${labCommand(layout.name, 'down --purge')}" and make it again`,
      cause,
    });
  }
}

export async function writeState(layout: LabLayout, state: LabState): Promise<void> {
  await writeFileAtomic(layout.stateFile, `${JSON.stringify(state, null, 2)}\n`);
}
