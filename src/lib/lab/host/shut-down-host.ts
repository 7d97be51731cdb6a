import { systemErrorCode } from '../../core/errors.ts';
import type { StepEnd } from '../../core/run-step.ts';
import { runProgram } from '../../infra/process/run-program.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { hostCgroup, type Lab } from '../lab.ts';
import { isPopulated, leaderPid, removeCgroup } from './cgroup.ts';
import { loopDevices, type LoopDevice } from './loop-devices.ts';

/** SIGRTMIN+4 makes systemd power off (systemd(1)); SIGRTMIN is 34 with glibc. */
const POWER_OFF = 38;

/** A database that flushes a full buffer pool may need this long; systemd itself gives up after 90 s. */
const SHUTDOWN_SECONDS = 60;

/** Shuts a machine down as its power button does, and cuts its power where it does not obey. */
export async function shutDownHost(lab: Lab, host: string): Promise<StepEnd | undefined> {
  const { clock, signal } = lab.context;
  const cgroup = hostCgroup(lab, host);
  const leader = await leaderPid(cgroup);
  if (leader !== undefined) pressPowerButton(leader);
  const off = await waitUntil(async () => ((await isPopulated(cgroup)) ? undefined : true), {
    clock,
    signal,
    deadlineSeconds: leader === undefined ? 0 : SHUTDOWN_SECONDS,
    everyMs: 50,
  });
  await removeCgroup(cgroup, lab.context);
  return off === undefined ? { detail: 'it did not obey; its power was cut' } : undefined;
}

function pressPowerButton(leader: number): void {
  try {
    process.kill(leader, POWER_OFF);
  } catch (thrown) {
    if (systemErrorCode(thrown) !== 'ESRCH') throw thrown;
  }
}

const RELEASE_SECONDS = 10;

/** The devices of the machines' data volumes, also of machines that are off. */
export async function attachedVolumes({ layout }: Pick<Lab, 'layout'>): Promise<LoopDevice[]> {
  return (await loopDevices()).filter(({ file }) => file.startsWith(layout.hostsDir));
}

/**
 * Waits until the kernel has let go of the machines' data volumes, which it does a moment after their last process. A machine
 * that was killed while it attached its disk has left a device without a user, which is detached here.
 */
export async function awaitVolumes(lab: Lab): Promise<void> {
  const { clock, variables } = lab.context;
  const free = async () => {
    const ours = await attachedVolumes(lab);
    for (const { device } of ours) await runProgram('losetup', ['--detach', device], { variables });
    return ours.length === 0 ? true : undefined;
  };
  await waitUntil(free, { clock, deadlineSeconds: RELEASE_SECONDS, everyMs: 20 });
}
