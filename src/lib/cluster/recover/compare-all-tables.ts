import type { MemberControl, MemberSession } from '../../infra/mariadb/galera/cluster-site.ts';
import { compareTables, type TableComparison } from './compare-tables.ts';
import type { RecoverContext } from './recovery.ts';
import { withSessions } from './with-sessions.ts';

/** Compares the rows of all tables on the members and on replicas that have applied all. Changes nothing. */
export async function compareAllTables(
  context: Pick<RecoverContext, 'clock' | 'signal'>,
  members: readonly MemberControl[],
  replicas: readonly { readonly member: string; readonly open: () => Promise<MemberSession> }[],
): Promise<TableComparison> {
  return withSessions([...members, ...replicas], (open) => compareTables(context, open));
}
