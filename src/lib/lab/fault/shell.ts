import { quoteCommand } from '../../infra/ssh/command/quote.ts';
import { enterCommand, NOT_RUNNING } from '../host/enter-host.ts';
import { inNetwork } from '../network/network.ts';
import type { FaultScene } from './lab-fault-kind.ts';

/** A shell line that runs a shell script on the machine. */
export function onHost(scene: FaultScene, script: readonly string[]): string {
  return quoteCommand(enterCommand(scene.cgroup, ['sh', '-e', '-c', script.join('\n')]));
}

/** The same for healing: a machine that is off has nothing left to heal. */
export function onHostIfUp(scene: FaultScene, script: readonly string[]): string {
  return `${onHost(scene, script)} || test $? -eq ${NOT_RUNNING}`;
}

/** A shell line that runs a program in the network of the lab, outside of all machines. */
export function onNetwork(scene: FaultScene, argv: readonly string[]): string {
  return quoteCommand([...inNetwork(scene), ...argv]);
}

/**
 * Healing lines that are run where the lab has its network. Where it has not, as after a restart of the computer,
 * nothing of the fault is left.
 */
export function ifNetworkUp(scene: FaultScene, script: readonly string[]): string {
  return [`if ${onNetwork(scene, ['true'])} 2>/dev/null; then`, ...script, 'fi'].join('\n');
}
