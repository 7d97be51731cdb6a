import { parseStartPosition } from '../../infra/mariadb/galera/galera-position.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { say, type Fleet } from './fleet.ts';
import { refuse } from './refuse.ts';

/**
 * The same reports with the positions of stopped members that did not stop cleanly: InnoDB is asked, as the unit does at
 * every start. Throws PROVISION_REFUSED for a member without a readable position: left out, it might be the one that is ahead.
 */
export async function recoverPositions(
  fleet: Fleet,
  members: readonly MemberReport[],
): Promise<MemberReport[]> {
  return Promise.all(
    members.map(async (report) => {
      const { data, member } = report;
      if (report.server !== 'stopped' || data.kind !== 'history' || data.seqno !== 'unclear') return report;
      const said = await say(fleet, member, 'reading the Galera position', 'cd / && galera_recovery');
      const position = parseStartPosition(member, said);
      if (position === undefined || position.uuid !== data.uuid) {
        throw refuse({
          reason: `the Galera position of ${member} cannot be read (${said.trim() || 'no answer'})`,
          hint: `read the error log of ${member}; to continue without its data, move its data directory away`,
        });
      }
      return { ...report, data: { ...data, seqno: position.seqno } };
    }),
  );
}
