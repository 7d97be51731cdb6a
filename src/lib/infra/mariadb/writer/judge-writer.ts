import { AetherError } from '../../../core/errors.ts';
import type { Environment } from '../../config/environment-schema.ts';

/** What decides whether a server may take writes; the wsrep fields are empty on a server that is not in a cluster. */
export interface WriterFacts {
  readonly clusterStatus: string;
  readonly ready: string;
  readonly localState: string;
  readonly readOnly: boolean;
}

/** Why a Galera member cannot take writes now, in words that follow its name; undefined if it can. */
export function whyNotWriter({
  clusterStatus,
  ready,
  localState,
  readOnly,
}: WriterFacts): string | undefined {
  if (clusterStatus === '') return 'is not in a cluster';
  if (clusterStatus !== 'Primary') return `is in a ${clusterStatus} component`;
  if (ready !== 'ON') return 'is not ready (wsrep_ready is OFF)';
  if (localState !== 'Synced') return `is ${localState}, not Synced`;
  return readOnly ? 'is read-only' : undefined;
}

/**
 * The hosts that may be the writer, best first: the server on its own, else the members of the cluster in the order of
 * the environment file. A replica never is. Throws ENVIRONMENT_INVALID if there is no such host.
 */
export function writerCandidates({ hosts }: Environment): readonly [string, ...string[]] {
  const named = (role: 'mariadb' | 'galera') =>
    Object.entries(hosts)
      .filter(([, { roles }]) => roles.includes(role) && !roles.includes('replica'))
      .map(([name]) => name);
  // Two servers on their own hold different data: the second does not stand in for the first.
  const [alone] = named('mariadb');
  if (alone !== undefined) return [alone];
  const [member, ...members] = named('galera');
  if (member !== undefined) return [member, ...members];
  throw new AetherError('ENVIRONMENT_INVALID', 'no host has the role mariadb or galera', {
    hint: 'give one host roles: [mariadb], or three hosts roles: [galera]',
  });
}
