import { toAetherError } from '../../core/errors.ts';
import { awaitDrop, type Survivor } from '../../infra/mariadb/galera/await-drop.ts';
import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import { decideJoin } from '../../infra/mariadb/galera/decide-join.ts';
import { readMemberGtid, writeMarker } from '../../infra/mariadb/galera/member-gtid.ts';
import { isPrimary, type MemberReport } from '../../infra/mariadb/galera/member-report.ts';
import { readWsrep } from '../../infra/mariadb/galera/wsrep-facts.ts';
import { awaitTogether } from './await-together.ts';
import { recoverFailed, type Recovery } from './recovery.ts';
import { withSessions } from './with-sessions.ts';

/** With the timers of a WAN a dead member is dropped after half a minute; a donor notices after 10 s. */
const DROP_SECONDS = 120;

/**
 * Starts a member that joins those that are together, after they have dropped it, and waits until it has caught up and logs
 * the same GTIDs. Decided from its last position: one that is ahead would throw away what it has. Throws RECOVER_FAILED.
 * @param start how it is started
 */
export async function joinMember(
  { context, site }: Recovery,
  control: MemberControl,
  together: readonly MemberControl[],
  start: () => Promise<void> = () => control.join(),
): Promise<void> {
  await control.hold();
  const reports = await Promise.all(site.members.map((member) => member.report()));
  const report = await withPosition(control, reports);
  const uuid = reports.find(isPrimary)?.wsrep?.clusterUuid ?? '';
  const way = decideJoin(report, { uuid, members: reports });
  if (way.kind === 'refused' || way.kind === 'strange')
    throw recoverFailed(`${way.reason}; its server is stopped`, way.hint);
  await requireDropped(context, control, together);
  await start();
  await awaitTogether(context, [...together, control]);
  await requireEqualGtids(context, [...together, control]);
}

/** InnoDB is asked if it did not stop cleanly. */
async function withPosition(control: MemberControl, reports: readonly MemberReport[]): Promise<MemberReport> {
  const report = reports.find(({ member }) => member === control.member) ?? (await control.report());
  const { data } = report;
  if (data.kind !== 'history' || data.seqno !== 'unclear') return report;
  const position = await control.readPosition();
  if (position !== undefined) return { ...report, data: { ...data, seqno: position.seqno } };
  throw recoverFailed(
    `the position of ${control.member} cannot be read; its server is stopped`,
    `read its error log; to give it a full copy, move its data directory away and run the same command again`,
  );
}

/** Throws RECOVER_FAILED if the others still list a member whose server is stopped. */
export async function requireDropped(
  context: Recovery['context'],
  { member, clientAddress }: MemberControl,
  together: readonly MemberControl[],
): Promise<void> {
  const ask = () => Promise.all(together.map(survivorOf));
  const { clock, signal, emit } = context;
  const drop = await awaitDrop(clientAddress, ask, {
    clock,
    signal,
    deadlineSeconds: DROP_SECONDS,
    onWait: ({ kind, by }) => {
      const what = kind === 'listed' ? 'drop it' : 'finish a state transfer';
      emit({
        type: 'note',
        level: 'info',
        host: member,
        message: `waiting for ${by.join(' and ')} to ${what}`,
      });
    },
  });
  if (drop.kind !== 'listed') return;
  throw recoverFailed(
    `${drop.by.join(' and ')} did not drop ${member} within ${DROP_SECONDS} s: started now, its GTIDs would diverge`,
    'see aether cluster status, then run the same command again',
  );
}

async function survivorOf(control: MemberControl): Promise<Survivor> {
  const { member } = control;
  try {
    await using session = await control.open();
    return { member, wsrep: await readWsrep(session) };
  } catch (thrown) {
    const error = toAetherError(thrown);
    if (error.code === 'BUG' || error.code === 'INTERRUPTED') throw error;
    return { member, wsrep: null };
  }
}

/** A member that logs other GTIDs shows it with the first write after its join, and only a full copy repairs it. */
async function requireEqualGtids(
  context: Recovery['context'],
  members: readonly MemberControl[],
): Promise<void> {
  const { diverged } = await withSessions(members, async (open) => {
    const [first] = open;
    if (first !== undefined) await writeMarker(first.session);
    const look = async () => {
      const gtids = await Promise.all(open.map(({ member, session }) => readMemberGtid(session, member)));
      return gtids.filter((gtid) => gtid !== null);
    };
    return compareGtids(look, context);
  });
  const [wrong] = diverged;
  if (wrong === undefined) return;
  throw recoverFailed(
    `${wrong.member} logs other GTIDs than the cluster: ${wrong.problem}`,
    `give ${wrong.member} a full copy: stop its server, move its data directory away, and run the same command again`,
  );
}
