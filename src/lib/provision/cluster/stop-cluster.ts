import { hostsWith } from '../../infra/config/hosts-with.ts';
import { askServer, runOn, type Fleet } from './fleet.ts';

/** Stops all members, one after the other, `last` at the end: it is ahead then, or equal to the others. */
export async function stopCluster(fleet: Fleet, last: string): Promise<void> {
  const others = hostsWith(fleet.environment, ['galera']).filter((host) => host !== last);
  for (const host of [...others, last]) {
    if ((await askServer(fleet.context, host))?.isRunning === false) continue;
    await runOn(fleet, host, {
      name: 'stop',
      title: 'stop the server',
      script: 'systemctl stop mariadb.service',
    });
  }
}
