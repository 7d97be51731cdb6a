import { mkdir, rm, writeFile } from 'node:fs/promises';
import { runProgram, runProgramOrThrow } from '../../infra/process/run-program.ts';
import { everyHost, hardwareAddress, operatorAddress } from '../host/topology.ts';
import type { LabContext } from '../lab-context.ts';
import { type LabLayout, RUN_DIR } from '../layout.ts';

/** The switch that all machines of a lab are plugged into; the name is free in each namespace. */
export const BRIDGE = 'lab0';

type Tools = Pick<LabContext, 'variables' | 'signal'>;

/** The beginning of a command line that runs in the lab's network. */
export function inNetwork(layout: Pick<LabLayout, 'namespace'>): string[] {
  return ['nsenter', `--net=${layout.namespace}`, '--'];
}

/** True where the lab's network is there and whole. */
export async function isNetworkUp(layout: LabLayout, tools: Tools): Promise<boolean> {
  const show = ['ip', '-brief', '-4', 'address', 'show', 'dev', BRIDGE];
  const [file = '', ...args] = [...inNetwork(layout), ...show];
  const { exitCode, stdout } = await runProgram(file, args, tools);
  return exitCode === 0 && stdout.includes('/24');
}

/**
 * Makes the network namespace with one bridge and the operator's address on it. It has no link to any other network:
 * nothing that happens in it can be seen outside, and no machine reaches anything but the lab.
 */
export async function createNetwork(layout: LabLayout, subnet: string, tools: Tools): Promise<void> {
  await removeNetwork(layout, tools);
  await mkdir(RUN_DIR, { recursive: true });
  await writeFile(layout.namespace, '');
  const operator = operatorAddress(subnet);
  const steps = [
    'ip link set lo up',
    `ip link add ${BRIDGE} address ${hardwareAddress(operator)} type bridge`,
    `ip link set ${BRIDGE} up`,
    ...everyHost(subnet).map(
      ({ address }) =>
        `ip neighbour add ${address} lladdr ${hardwareAddress(address)} dev ${BRIDGE} nud permanent`,
    ),
    // Last: with its address the network is whole.
    `ip address add ${operator}/24 dev ${BRIDGE}`,
  ];
  // Not "ip netns": that leaves a mount behind which nobody takes away.
  const create = [`--net=${layout.namespace}`, '--', 'sh', '-c', steps.join(' && ')];
  await runProgramOrThrow('unshare', create, tools);
}

/** Removes the namespace, also one that was only half made. */
export async function removeNetwork(layout: LabLayout, tools: Tools): Promise<void> {
  // Fails where nothing is mounted, which is as good.
  await runProgram('umount', ['--quiet', '--lazy', layout.namespace], tools);
  await rm(layout.namespace, { force: true });
}
