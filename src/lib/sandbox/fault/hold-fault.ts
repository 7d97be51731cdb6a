import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { AetherError } from '../../core/errors.ts';
import { packageFile } from '../../core/package-root.ts';
import type { ActiveFault } from '../../infra/fault/fault-injector.ts';

export interface FaultToHold {
  readonly id: string;
  readonly directory: string;
  /** When it heals by itself; 0: when it is healed or this process ends. */
  readonly seconds: number;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * Starts the process that injects a fault that is written down, holds it and heals it. It lives on when this one dies,
 * and heals then at once. Resolves when the fault is in force. Throws FAULT_FAILED.
 */
export async function holdFault({ id, directory, seconds, variables }: FaultToHold): Promise<ActiveFault> {
  const args = [packageFile('configs', 'sandbox', 'hold-fault.sh'), directory, String(seconds)];
  // In a session of its own: Ctrl-C is for aether, which then has the fault healed.
  const keeper = spawn('sh', args, { stdio: 'pipe', detached: true, cwd: '/', env: { ...variables } });
  const said: string[] = [];
  createInterface({ input: keeper.stderr }).on('line', (line) => said.push(line));
  keeper.stdin.on('error', () => undefined);
  let inForce = false;
  const injected = new Promise<void>((resolve) => {
    createInterface({ input: keeper.stdout }).once('line', () => {
      inForce = true;
      resolve();
    });
  });
  const healed = new Promise<void>((resolve, reject) => {
    keeper.once('error', reject);
    keeper.once('close', (code) => {
      if (code === 0 || (inForce && !existsSync(directory))) resolve();
      else reject(faultFailed(id, { code, inForce, said }));
    });
  });
  // Whoever holds it asks; until then a failure is not an unhandled one.
  healed.catch(() => undefined);
  await Promise.race([injected, healed]);
  return {
    id,
    healed,
    heal: () => {
      keeper.stdin.end();
      return healed;
    },
  };
}

interface KeeperEnd {
  readonly code: number | null;
  readonly inForce: boolean;
  readonly said: readonly string[];
}

function faultFailed(id: string, { code, inForce, said }: KeeperEnd): AetherError {
  const what = inForce ? 'is not healed' : 'was not injected';
  return new AetherError('FAULT_FAILED', `the fault ${id} ${what}: ${said.at(-1) ?? 'no reason was given'}`, {
    hint: 'repair the sandbox: aether sandbox up',
    details: { exit_code: code, output: said },
  });
}
