import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeLayout } from './layout.ts';
import type { Sandbox } from './sandbox.ts';

/** Moves the data directory of a stopped server aside, and returns where it is then. */
export async function setAside({ context, layout }: Sandbox, node: string): Promise<string> {
  const { dir, dataDir } = nodeLayout(layout, node);
  const target = join(dir, `data-aside-${context.runId}`);
  await rename(dataDir, target);
  return target;
}
