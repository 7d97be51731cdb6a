import { parseStartPosition } from '../../infra/mariadb/galera/galera-position.ts';
import type { MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { POSITION_FILE } from '../mariadb/places.ts';
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
      if (report.server !== 'stopped' || data.kind !== 'history' || typeof data.seqno === 'bigint')
        return report;
      const said = await say(
        fleet,
        member,
        'reading the Galera position',
        'cd / && { galera_recovery || echo "galera_recovery ended with $?"; }',
      );
      const position = parseStartPosition(member, said);
      if (position === undefined || position.uuid !== data.uuid) {
        await keepPosition(fleet, member, 'unreadable');
        throw refuse({
          reason: `the Galera position of ${member} cannot be read (${said.trim() || 'no answer'})`,
          hint: `read the error log of ${member}; to continue without its data while the others live, run the same command with --confirm ${member}: it moves them aside`,
        });
      }
      await keepPosition(fleet, member, `${position.uuid}:${position.seqno}`);
      return { ...report, data: { ...data, seqno: position.seqno } };
    }),
  );
}

/** For the next plan: InnoDB is asked in a run alone, since it repairs its files before it answers. */
async function keepPosition(fleet: Fleet, member: string, position: string): Promise<void> {
  await say(fleet, member, 'noting the Galera position', `echo '${position}' >${POSITION_FILE}`);
}
