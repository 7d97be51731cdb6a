import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { writeFileAtomic } from '../infra/state/write-file-atomic.ts';
import type { SandboxLayout } from './layout.ts';
import { mongoState } from './mongo/mongo-state.ts';

const port = z.int().min(1).max(65_535);

const ports = z.strictObject({
  /** For clients. */
  mariadb: port,
  /** Between members of the cluster: group communication, incremental and full state transfer. */
  group: port,
  ist: port,
  sst: port,
});

const sandboxState = z.strictObject({
  format: z.literal(1),
  /** What the last `up` or `down` asked for. */
  wanted: z.enum(['up', 'down']),
  galera: z.boolean(),
  replica: z.boolean(),
  basedir: z.string().nullable(),
  /** `10.11.19`: of the servers that made the data. */
  version: z.string(),
  clusterName: z.string(),
  ports: z.record(z.string(), ports),
  /** null without a MongoDB server. */
  mongo: mongoState.nullable().prefault(null),
});

export type NodePorts = z.output<typeof ports>;

/** What the sandbox remembers from one run to the next. Everything else is looked up again each time. */
export type SandboxState = z.output<typeof sandboxState>;

/** The remembered state; undefined where there is no sandbox. Throws SANDBOX_DAMAGED where it cannot be read. */
export async function readState(layout: SandboxLayout): Promise<SandboxState | undefined> {
  let text: string;
  try {
    text = await readFile(layout.stateFile, 'utf8');
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
  try {
    return sandboxState.parse(JSON.parse(text));
  } catch (cause) {
    throw new AetherError(
      'SANDBOX_DAMAGED',
      `${layout.stateFile} is not a sandbox of this version of aether`,
      {
        hint: 'remove the sandbox with "aether sandbox down --purge" and make it again',
        cause,
      },
    );
  }
}

export async function writeState(layout: SandboxLayout, state: SandboxState): Promise<void> {
  await writeFileAtomic(layout.stateFile, `${JSON.stringify(state, null, 2)}\n`, 0o600);
}
