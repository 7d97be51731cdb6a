import type { FaultStatus } from '../infra/fault/fault-injector.ts';
import { listFaults } from './fault/fault-records.ts';
import { leaderPid } from './host/cgroup.ts';
import { hostState, type HostState } from './host/host-status.ts';
import { loopDevices } from './host/loop-devices.ts';
import type { LabRole } from './host/topology.ts';
import { hostCgroup, type Lab } from './lab.ts';
import { hostLayout } from './layout.ts';

export interface HostStatus {
  readonly name: string;
  readonly role: LabRole;
  readonly address: string;
  readonly zone: string;
  readonly state: HostState;
  /** Of the machine's own first process, as seen from this computer. */
  readonly pid: number | null;
  /** The loop device of this computer that its data volume or disk is attached to; null if it has none, or is off. */
  readonly data_device: string | null;
}

export interface LabStatus {
  readonly lab: string;
  readonly wanted: 'up' | 'down';
  readonly root: string;
  readonly environment_file: string;
  readonly hosts: readonly HostStatus[];
  readonly faults: readonly FaultStatus[];
}

/** How the machines of the lab are. */
export async function labStatus(lab: Lab): Promise<LabStatus> {
  return {
    lab: lab.layout.name,
    wanted: lab.state.wanted,
    root: lab.layout.root,
    environment_file: lab.layout.environmentFile,
    hosts: await describeHosts(lab),
    faults: await listFaults(lab),
  };
}

export async function describeHosts(lab: Lab): Promise<HostStatus[]> {
  const devices = await loopDevices();
  return Promise.all(
    lab.state.hosts.map(async ({ name, role, address, zone }) => {
      const cgroup = hostCgroup(lab, name);
      const { dataFile } = hostLayout(lab.layout, name);
      return {
        name,
        role,
        address,
        zone,
        state: await hostState(cgroup),
        pid: (await leaderPid(cgroup)) ?? null,
        data_device: devices.find(({ file }) => file === dataFile)?.device ?? null,
      };
    }),
  );
}

/** True where what should run runs, and no fault is in force. */
export function isAsWanted(status: LabStatus): boolean {
  const state = status.wanted === 'up' ? 'ready' : 'off';
  return status.faults.length === 0 && status.hosts.every((host) => host.state === state);
}
