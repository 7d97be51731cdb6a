import { join } from 'node:path';

/** The lock of a drill on this computer: whoever else stops or starts members takes it too. */
export function drillLock(stateDir: string): { readonly path: string } {
  return { path: join(stateDir, 'failover-test.lock') };
}
