import { toAetherError } from '../../core/errors.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { readWsrep } from '../../infra/mariadb/galera/wsrep-facts.ts';
import { waitUntil } from '../../infra/process/wait-until.ts';
import { recoverFailed, type RecoverContext } from './recovery.ts';

/** After a start a member has caught up within seconds; a busy one takes longer. */
const DEADLINE_SECONDS = 600;

/**
 * Waits until exactly these members are one primary component, and Synced. Throws RECOVER_FAILED with what keeps them from it.
 */
export async function awaitTogether(
  context: Pick<RecoverContext, 'clock' | 'signal'>,
  members: readonly MemberControl[],
): Promise<void> {
  let problems: string[] = [];
  const look = async () => {
    const said = await Promise.all(members.map((control) => problemOf(control, members.length)));
    problems = said.filter((problem) => problem !== undefined);
    return problems.length === 0 ? true : undefined;
  };
  const { clock, signal } = context;
  const together = await waitUntil(look, { clock, signal, deadlineSeconds: DEADLINE_SECONDS, everyMs: 300 });
  if (together === true) return;
  throw recoverFailed(
    `the cluster is not whole after ${DEADLINE_SECONDS} s: ${problems.join('; ')}`,
    'read the error logs of these members, then run the same command again',
  );
}

async function problemOf(control: MemberControl, size: number): Promise<string | undefined> {
  const { member } = control;
  try {
    await using session = await control.open();
    const wsrep = await readWsrep(session);
    if (wsrep === null) return `${member} is not in a cluster`;
    if (wsrep.clusterStatus !== 'Primary') return `${member} is not in a primary component`;
    if (!wsrep.ready || wsrep.localState !== 'Synced') return `${member} is ${wsrep.localState}`;
    return wsrep.clusterSize === size ? undefined : `${member} sees ${wsrep.clusterSize} of ${size} members`;
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    return `${member} does not answer`;
  }
}
