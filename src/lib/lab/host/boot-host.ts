import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { AetherError } from '../../core/errors.ts';
import { labCommand } from '../../core/lab-command.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { hostCgroup, type Lab } from '../lab.ts';
import { scriptPath } from '../lab-scripts.ts';
import { hostLayout } from '../layout.ts';
import { BRIDGE } from '../network/network.ts';
import { hostState } from './host-status.ts';
import type { LabHost } from './topology.ts';

/** The command line that boots a machine and becomes it. */
export function bootCommand(lab: Lab, host: LabHost, imageRoot: string): [string, ...string[]] {
  return [
    'sh',
    scriptPath('boot-host.sh'),
    hostCgroup(lab, host.name),
    lab.layout.namespace,
    imageRoot,
    hostLayout(lab.layout, host.name).dir,
    host.name,
    BRIDGE,
    ...(host.dataVolume === null ? [] : [host.dataVolume.device ?? host.dataVolume.mountPoint]),
  ];
}

/** Six machines that boot at once on two cores take about 4 s. */
const READY_SECONDS = 90;

/** Boots a machine, which then outlives this process, and waits until it takes logins. */
export async function bootHost(lab: Lab, host: LabHost, imageRoot: string): Promise<void> {
  const [file, ...args] = bootCommand(lab, host, imageRoot);
  const output = await open(hostLayout(lab.layout, host.name).console, 'a');
  let exited = false;
  try {
    const child = spawn(file, args, { detached: true, stdio: ['ignore', output.fd, output.fd] });
    child.once('exit', () => {
      exited = true;
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
  } finally {
    await output.close();
  }
  await awaitHost(lab, host, () => exited);
}

/**
 * Waits until a machine that was started takes logins. `gaveUp` tells whether the process that starts it is gone.
 * Throws LAB_HOST_FAILED.
 */
export async function awaitHost(lab: Lab, host: LabHost, gaveUp = () => true): Promise<void> {
  const { clock, signal } = lab.context;
  const cgroup = hostCgroup(lab, host.name);
  const ask = async () => {
    const mayStillCome = !gaveUp();
    const state = await hostState(cgroup);
    if (state === 'ready') return 'ready';
    return state === 'off' && !mayStillCome ? 'ended' : undefined;
  };
  const end = await waitUntil(ask, { clock, signal, deadlineSeconds: READY_SECONDS, everyMs: 100 });
  if (end === 'ready') return;
  const problem = end === 'ended' ? 'ended while it booted' : `takes no logins after ${READY_SECONDS} s`;
  const said = await lastLines(hostLayout(lab.layout, host.name).console);
  throw new AetherError('LAB_HOST_FAILED', `${host.name} ${problem}: ${said.at(-1) ?? 'it said nothing'}`, {
    hint: `read its console: ${labCommand(lab.layout.name, `logs ${host.name} --console`)}`,
    details: { console: said },
  });
}

const SHOWN_LINES = 20;

async function lastLines(file: string): Promise<string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split('\n').map((line) => line.trim());
  return lines.filter((line) => line !== '').slice(-SHOWN_LINES);
}
