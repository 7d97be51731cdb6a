import type { MemberControl } from '../../infra/mariadb/galera/cluster-site.ts';
import { compareGtids } from '../../infra/mariadb/galera/compare-gtids.ts';
import { readMemberGtid } from '../../infra/mariadb/galera/member-gtid.ts';
import { showPairs } from '../../infra/mariadb/show-pairs.ts';
import { runStep } from '../../core/run-step.ts';
import { compareTables } from './compare-tables.ts';
import type { Comparison, Difference } from './comparison.ts';
import type { RecoverContext } from './recovery.ts';
import { withSessions, type OpenMember } from './with-sessions.ts';

/** Compares GTIDs, domain and, with `digests`, the rows of all tables. Changes nothing. */
export async function compareMembers(
  context: RecoverContext,
  members: readonly MemberControl[],
  digests: boolean,
): Promise<Comparison> {
  const step = {
    id: 'compare',
    title: `compare the members${digests ? ', and the rows of all tables' : ''}`,
  };
  const compare = async (open: readonly OpenMember[]) => {
    const settings = await compareSettings(open);
    const gtids = await differentGtids(context, open);
    const tables = digests ? await compareTables(context, open) : null;
    const differences = [...settings.differences, ...gtids, ...(tables?.differences ?? [])];
    return {
      equal: differences.length === 0,
      ...settings.first,
      tables_equal: tables?.equal ?? null,
      tables_busy: tables?.busy ?? [],
      differences,
    };
  };
  const { comparison } = await runStep(context, step, async () => {
    const comparison = await withSessions(members, compare);
    return {
      comparison,
      detail: comparison.equal ? 'equal' : `${comparison.differences.length} differences`,
    };
  });
  return comparison;
}

async function differentGtids(context: RecoverContext, open: readonly OpenMember[]): Promise<Difference[]> {
  const look = async () => {
    const gtids = await Promise.all(open.map(({ member, session }) => readMemberGtid(session, member)));
    return gtids.filter((gtid) => gtid !== null);
  };
  const { diverged, pending } = await compareGtids(look, context);
  return [
    ...diverged.map(({ member, problem }) => ({ member, what: 'gtid', problem })),
    ...pending.map((member) => ({ member, what: 'gtid', problem: 'it has not applied all yet' })),
  ];
}

async function compareSettings(open: readonly OpenMember[]) {
  const seen = await Promise.all(
    open.map(async ({ member, session }) => {
      const status = await showPairs(session, "SHOW GLOBAL STATUS LIKE 'wsrep_cluster_state_uuid'");
      const variables = await showPairs(
        session,
        "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_gtid_domain_id', 'gtid_binlog_pos')",
      );
      return {
        member,
        cluster_uuid: status['wsrep_cluster_state_uuid'] ?? '',
        gtid_domain_id: variables['wsrep_gtid_domain_id'] ?? '',
        gtid_binlog_pos: variables['gtid_binlog_pos'] ?? '',
      };
    }),
  );
  const [first = { member: '', cluster_uuid: '', gtid_domain_id: '', gtid_binlog_pos: '' }] = seen;
  const compared = [
    ['wsrep_cluster_state_uuid', 'cluster_uuid'],
    ['wsrep_gtid_domain_id', 'gtid_domain_id'],
  ] as const;
  const differences: Difference[] = seen.flatMap((one) =>
    compared
      .filter(([, field]) => one[field] !== first[field])
      .map(([what, field]) => ({
        member: one.member,
        what,
        problem: `${one[field]}, on ${first.member} ${first[field]}`,
      })),
  );
  const { cluster_uuid, gtid_domain_id, gtid_binlog_pos } = first;
  return { first: { cluster_uuid, gtid_domain_id, gtid_binlog_pos }, differences };
}
