import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { systemErrorCode } from '../../core/errors.ts';
import type { FaultStatus } from '../../infra/fault/fault-injector.ts';
import { readProcess } from '../../infra/process/process-table.ts';
import type { SandboxLayout } from '../layout.ts';
import type { FaultScripts } from './sandbox-fault-kind.ts';

const record = z.object({
  host: z.string(),
  fault: z.string(),
  subject: z.string(),
  started_at: z.string(),
});

/** Where a fault is written down, before it is injected: healing needs nothing else. */
export function faultDirectory(layout: SandboxLayout, id: string): string {
  return join(layout.root, 'faults', id);
}

/** Writes a fault down as a whole. */
export async function recordFault(
  layout: SandboxLayout,
  id: string,
  fault: z.output<typeof record>,
  scripts: FaultScripts,
): Promise<void> {
  const directory = faultDirectory(layout, id);
  const draft = faultDirectory(layout, `.${id}.draft`);
  await mkdir(draft, { recursive: true, mode: 0o700 });
  await writeFile(join(draft, 'inject.sh'), `${scripts.inject.join('\n')}\n`);
  await writeFile(join(draft, 'heal.sh'), `${scripts.heal.join('\n')}\n`);
  await writeFile(join(draft, 'fault.json'), JSON.stringify(fault));
  await rename(draft, directory);
}

/** The faults that are not healed, the oldest first. */
export async function listFaults(layout: SandboxLayout): Promise<FaultStatus[]> {
  const names = await readdir(faultDirectory(layout, '')).catch((thrown: unknown) => {
    if (systemErrorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  });
  const found = await Promise.all(
    names.filter((name) => !name.startsWith('.')).map((id) => readFault(layout, id)),
  );
  return found
    .filter((fault) => fault !== undefined)
    .toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1));
}

async function readFault(layout: SandboxLayout, id: string): Promise<FaultStatus | undefined> {
  const directory = faultDirectory(layout, id);
  // It may be healed, and its directory gone, between any two looks.
  const text = await readFile(join(directory, 'fault.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const keeper = Number(await readFile(join(directory, 'keeper'), 'utf8').catch(() => ''));
  const held = keeper > 0 && (await readProcess(keeper))?.argv.includes(directory) === true;
  return { id, ...record.parse(JSON.parse(text)), held };
}
