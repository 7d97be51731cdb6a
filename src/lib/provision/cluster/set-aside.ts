import { ASIDE_PREFIX, setAsideScript } from '../../infra/mariadb/galera/set-aside-script.ts';
import { DATA_DIR } from '../mariadb/places.ts';
import type { ClusterStep } from './cluster-task.ts';
import { runOn, type Fleet } from './fleet.ts';

/** The step that makes room for a copy of the cluster. The name of the host is typed before. */
export function planSetAside(host: string, reason: string): ClusterStep {
  return {
    id: `${host}.set-aside`,
    host,
    subject: `${host} · data`,
    action: 'change',
    summary: `move ${DATA_DIR} aside, to ${ASIDE_PREFIX}…; nothing is erased`,
    why: reason,
    destructive: true,
    risk: `moves the data of ${host} aside`,
    task: { kind: 'set-aside', host },
  };
}

/** Stops the server, and moves its data aside. */
export async function setAside(fleet: Fleet, host: string): Promise<void> {
  const script = `systemctl stop mariadb.service\n${setAsideScript(`${ASIDE_PREFIX}${fleet.context.runId}`)}`;
  await runOn(fleet, host, { name: 'set-aside', title: 'move the data aside', script });
}
