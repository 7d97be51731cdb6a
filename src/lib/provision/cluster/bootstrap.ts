import { AetherError } from '../../core/errors.ts';
import { hostsWith } from '../../infra/config/hosts-with.ts';
import { CLEAR_BOOTSTRAP_MARKS, MARK_SAFE_TO_BOOTSTRAP } from '../../infra/mariadb/galera/bootstrap-marks.ts';
import { decideBootstrap } from '../../infra/mariadb/galera/decide-bootstrap.ts';
import { DROPPED_MARK, SAY_WHY } from '../mariadb/places.ts';
import { askMembers, runOn, say, type Fleet } from './fleet.ts';
import { awaitHealthy } from './health-gate.ts';
import { joinMember } from './join.ts';
import { recoverPositions } from './recover-positions.ts';
import { refuse } from './refuse.ts';
import { withProvenSettings } from './with-proven-settings.ts';

/**
 * Bootstraps the cluster on the member that is ahead. All members are asked again, directly before, under the locks of all
 * of them; whatever could bootstrap another one is cleared first. Throws PROVISION_REFUSED if the answer is another one now.
 */
export async function bootstrapCluster(fleet: Fleet, planned: string): Promise<void> {
  const order = (one: string) => Number(one !== planned);
  const asked = (await askMembers(fleet)).toSorted((one, other) => order(one.member) - order(other.member));
  const members = await recoverPositions(fleet, asked);
  const decision = decideBootstrap(members);
  if (decision.kind === 'refused') throw refuse(decision);
  if (decision.kind === 'live') return;
  if (decision.kind === 'positions unclear')
    throw new AetherError('BUG', 'positions are unclear after they were read');
  const { member } = decision;
  for (const host of hostsWith(fleet.environment, ['galera'])) {
    await say(fleet, host, 'clearing the marks of a bootstrap', CLEAR_BOOTSTRAP_MARKS);
  }
  const rejoin = () => joinOthers(fleet, member);
  await withProvenSettings(fleet, member, () => bootstrapOn(fleet, member), rejoin);
}

/** After the members have their old settings back. */
async function joinOthers(fleet: Fleet, founder: string): Promise<void> {
  for (const host of hostsWith(fleet.environment, ['galera']))
    if (host !== founder) await joinMember(fleet, host);
}

async function bootstrapOn(fleet: Fleet, member: string): Promise<void> {
  await runOn(fleet, member, {
    name: 'bootstrap',
    title: 'bootstrap the cluster',
    script: `: >${DROPPED_MARK}
${MARK_SAFE_TO_BOOTSTRAP}
systemctl --quiet enable mariadb.service
galera_new_cluster || { journalctl --no-pager --lines=20 --unit=mariadb.service; ${SAY_WHY}; exit 1; }`,
  });
  await awaitHealthy(fleet, { hosts: [member], size: 1 });
}
