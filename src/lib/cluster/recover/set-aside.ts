import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { isPrimary } from '../../infra/mariadb/galera/member-report.ts';
import { requireDropped } from './join-member.ts';
import { recoverFailed, type Recovery } from './recovery.ts';

/**
 * Moves the data of a member aside that needs a copy of the others', once it is certain that they can give one: they may write,
 * and have dropped it. Returns where the data are. Throws RECOVER_FAILED.
 */
export async function setMemberAside(
  { context, site }: Recovery,
  control: MemberControl,
  together: readonly MemberControl[],
): Promise<string> {
  await control.hold();
  await requireDropped(context, control, together);
  const reports = await Promise.all(site.members.map((member) => member.report()));
  if (!reports.some(isPrimary)) {
    throw recoverFailed(
      `no member may write, so that nobody can give ${control.member} a copy; its data are where they were`,
      'run the same command again: it plans what to do now',
    );
  }
  return control.setAside();
}
