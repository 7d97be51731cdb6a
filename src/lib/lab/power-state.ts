import { isPopulated } from './host/cgroup.ts';
import { hostCgroup, hostNamed, type Lab } from './lab.ts';

/** Says of a machine of the lab that is off that it is; undefined if it runs. */
export async function proveHostOff(lab: Lab, host: string): Promise<string | undefined> {
  const { name } = hostNamed(lab, host);
  return (await isPopulated(hostCgroup(lab, name))) ? undefined : 'its machine is off';
}
