import { AetherError } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import type { ActiveFault, FaultInjector, FaultOrder } from '../../infra/fault/fault-injector.ts';
import type { ExpectedBehaviour } from '../../infra/fault/fault-kind.ts';
import type { ClusterSite } from '../../infra/mariadb/galera/cluster-site.ts';
import { ACCOUNT_TABLE } from '../../infra/mariadb/accounts/account-table.ts';
import type { RecoverContext } from '../recover/recovery.ts';
import { rollingRestart, type RestartRequest } from './rolling-restart.ts';

const NAME = 'rolling-restart';

const EXPECTED: ExpectedBehaviour = {
  process: 'restarted',
  connections: 'refused',
  membership: 'dropped',
  cluster: 'one member after another leaves and comes back; the others go on',
};

/** Clients of a drill find another member by themselves; a backup is in the way as always. */
const REQUEST: RestartRequest = {
  reboot: false,
  drainSeconds: 0,
  backupUser: ACCOUNT_TABLE.backup.user,
  ignoredUsers: [],
};

/**
 * Restarts the whole cluster as the command does it, for a drill that has confirmed it and has the members for itself. It is
 * over when the injection returns. If aether dies in between, `aether cluster recover` starts the member that is stopped.
 */
export function restartInjector(
  context: RecoverContext & Pick<Context, 'stateDir'>,
  openSite: () => Promise<ClusterSite>,
): FaultInjector {
  return {
    names: async () => [NAME],
    plan: async (order) => ({
      order,
      summary: 'restarts all members, one by one',
      expected: EXPECTED,
      dead_man_seconds: 0,
      obstacle: null,
    }),
    inject: async ({ host, fault }: FaultOrder): Promise<ActiveFault> => {
      const confirmed = { ...context, confirm: async () => undefined };
      const { comparison } = await rollingRestart(confirmed, await openSite(), REQUEST);
      if (!comparison.equal)
        throw new AetherError('FAULT_FAILED', 'the members differ after the rolling restart', {
          hint: 'aether cluster status names the differences',
        });
      const healed = Promise.resolve();
      return { id: `${host}-${fault}`, healed, heal: () => healed };
    },
    list: async () => [],
    heal: async () => [],
  };
}
