import { measureData, type DataFacts } from '../infra/mariadb/server/measure-data.ts';
import { runProgram } from '../infra/process/run-program.ts';
import { hostCgroup, type Lab } from './lab.ts';
import { scriptPath } from './lab-scripts.ts';
import type { LabHost } from './host/topology.ts';

/** What the data volumes of a lab hold. */
export interface LabData extends DataFacts {
  /** Machines whose volume cannot be looked into, as they are down. */
  readonly unseen: readonly string[];
}

/** Looks at the volumes through the machines that run, which have them mounted. */
export async function measureLab(lab: Lab): Promise<LabData> {
  const hosts = lab.state.hosts.filter(({ dataVolume }) => dataVolume !== null);
  const directories = await Promise.all(hosts.map((host) => dataDirectory(lab, host)));
  const unseen = hosts.filter((_, index) => directories[index] === null).map(({ name }) => name);
  return { ...(await measureData(directories.filter((path) => path !== null))), unseen };
}

async function dataDirectory(lab: Lab, { name, dataVolume }: LabHost): Promise<string | null> {
  const found = await runProgram('sh', [scriptPath('find-leader.sh'), hostCgroup(lab, name)], lab.context);
  if (found.exitCode !== 0 || dataVolume === null) return null;
  return `/proc/${found.stdout.trim()}/root${dataVolume.mountPoint}`;
}
