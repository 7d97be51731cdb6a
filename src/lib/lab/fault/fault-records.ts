import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemErrorCode } from '../../core/errors.ts';
import type { FaultStatus } from '../../infra/fault/fault-injector.ts';
import { quoteCommand } from '../../infra/ssh/command/quote.ts';
import { isPopulated } from '../host/cgroup.ts';
import { hostCgroup, type Lab } from '../lab.ts';

const record = z.object({
  host: z.string(),
  fault: z.string(),
  /** See FaultScripts; null where several such faults can be in force together. */
  subject: z.string().nullable(),
  started_at: z.string(),
});

type FaultRecord = z.output<typeof record>;

export interface FaultScripts {
  /**
   * What of the machine the fault takes hold of, where that can be held once only: healing one of two would heal both.
   */
  readonly subject?: string;
  /** Shell lines, run in order until one fails. */
  readonly inject: readonly string[];
  /**
   * A shell line for a fault that is a process. It prints `injected` once it is in force, and ends after $1 seconds
   * (0: never) or when its standard input does.
   */
  readonly hold?: string;
  /** Shell lines that may be run twice, and where nothing was injected. */
  readonly heal: readonly string[];
}

/** Where a fault is written down, before it is injected: healing needs nothing else. */
export function faultDirectory(lab: Lab, id: string): string {
  return join(lab.layout.faultsDir, id);
}

/** The cgroup of the process that holds a fault. */
export function keeperCgroup(lab: Lab, id: string): string {
  return hostCgroup(lab, `fault-${id}`);
}

/** Writes a fault down as a whole. */
export async function recordFault(
  lab: Lab,
  id: string,
  fault: FaultRecord,
  scripts: FaultScripts,
): Promise<void> {
  const directory = faultDirectory(lab, id);
  const draft = join(lab.layout.faultsDir, `.${id}.draft`);
  // One level at a time: a lab that has just been purged must not come back as an empty directory.
  await mkdir(lab.layout.faultsDir).catch(ignoreExisting);
  await mkdir(draft);
  const heal = [...scripts.heal, quoteCommand(['rm', '-rf', '--', directory])];
  await writeFile(join(draft, 'inject.sh'), `${scripts.inject.join('\n')}\n`);
  if (scripts.hold !== undefined) await writeFile(join(draft, 'hold.sh'), `${scripts.hold}\n`);
  await writeFile(join(draft, 'heal.sh'), `${heal.join('\n')}\n`);
  await writeFile(join(draft, 'fault.json'), JSON.stringify(fault));
  await rename(draft, directory);
}

/** The faults in force, the oldest first. */
export async function listFaults(lab: Lab): Promise<FaultStatus[]> {
  const names = await listOrEmpty(lab.layout.faultsDir);
  const found = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((id) => readFault(lab, id)),
  );
  return found
    .filter((fault) => fault !== undefined)
    .toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1));
}

/** Forgets all faults, where the machines they were about are gone. */
export async function forgetFaults(lab: Lab): Promise<void> {
  await rm(lab.layout.faultsDir, { recursive: true, force: true });
}

async function readFault(lab: Lab, id: string): Promise<FaultStatus | undefined> {
  // It may be healed, and its directory gone, between any two looks.
  const text = await readFile(join(faultDirectory(lab, id), 'fault.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  return { id, ...record.parse(JSON.parse(text)), held: await isPopulated(keeperCgroup(lab, id)) };
}

function ignoreExisting(thrown: unknown): void {
  if (systemErrorCode(thrown) !== 'EEXIST') throw thrown;
}

async function listOrEmpty(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}
