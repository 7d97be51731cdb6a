import { performTask } from '../../infra/run/perform-task.ts';
import { adoptServer } from '../adopt/plan-adoptions.ts';
import { setAccounts } from './accounts.ts';
import { bootstrapCluster } from './bootstrap.ts';
import type { ClusterTask } from './cluster-task.ts';
import type { Fleet } from './fleet.ts';
import { stopIdle } from './idle-members.ts';
import { joinMember, restartMember } from './join.ts';
import { setAside } from './set-aside.ts';
import { setSettings } from './set-settings.ts';
import { stopCluster } from './stop-cluster.ts';
import { followSource, seedReplica } from './replica.ts';
import { switchServer } from './switch-server.ts';
import { updateServer } from './update-server.ts';
import { withProvenSettings } from './with-proven-settings.ts';

/** Does what a step of the cluster says. Throws PROVISION_REFUSED, PROVISION_FAILED and what SSH throws. */
export async function runClusterTask(fleet: Fleet, task: ClusterTask): Promise<void> {
  await performTask<ClusterTask>(
    {
      adopt: ({ host }) => adoptServer(fleet, host),
      stop: ({ host }) => stopCluster(fleet, host),
      'stop-idle': ({ host }) => stopIdle(fleet, host),
      bootstrap: ({ host }) => bootstrapCluster(fleet, host),
      join: ({ host }) => joinMember(fleet, host),
      restart: ({ host }) => restart(fleet, host),
      update: ({ host }) => updateServer(fleet, host),
      set: ({ host }) => setSettings(fleet, host),
      start: ({ host }) => switchProven(fleet, host, 'start'),
      accounts: ({ host }) => setAccounts(fleet, host),
      seed: ({ host }) => seedReplica(fleet, host),
      'set-aside': ({ host }) => setAside(fleet, host),
      follow: ({ host }) => followSource(fleet, host),
    },
    task,
  );
}

async function restart(fleet: Fleet, host: string): Promise<void> {
  const isMember = fleet.environment.hosts[host]?.roles.includes('galera') === true;
  await (isMember ? restartMember(fleet, host) : switchProven(fleet, host, 'restart'));
}

async function switchProven(fleet: Fleet, host: string, verb: 'start' | 'restart'): Promise<void> {
  await withProvenSettings(fleet, host, () => switchServer(fleet, host, verb));
}
