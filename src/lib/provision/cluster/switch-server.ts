import { SAY_WHY } from '../mariadb/places.ts';
import { runOn, type Fleet } from './fleet.ts';

/** Starts or restarts a server that no member waits for. Throws PROVISION_FAILED with what it wrote to its log. */
export async function switchServer(fleet: Fleet, host: string, verb: 'start' | 'restart'): Promise<void> {
  await runOn(fleet, host, {
    name: verb,
    title: `${verb} the server`,
    script: `systemctl --quiet enable mariadb.service
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl ${verb} mariadb.service || { ${SAY_WHY}; exit 1; }`,
  });
}
