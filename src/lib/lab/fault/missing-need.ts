import { existsSync } from 'node:fs';
import type { FaultObstacle } from '../../infra/fault/fault-injector.ts';
import { findExecutable } from '../../infra/process/find-executable.ts';
import type { LabFault } from './lab-fault-kind.ts';

/** The first thing that a fault needs and this computer lacks; programs are looked for in these directories. */
export async function missingNeed(
  { name, needs = {} }: Pick<LabFault, 'name' | 'needs'>,
  directories: readonly string[],
): Promise<FaultObstacle | undefined> {
  for (const [need, hint] of Object.entries(needs)) {
    const isThere = need.startsWith('/')
      ? existsSync(need)
      : (await findExecutable(need, directories)) !== undefined;
    if (!isThere) return { problem: `the fault ${name} needs ${need} on this computer`, hint };
  }
  return undefined;
}
