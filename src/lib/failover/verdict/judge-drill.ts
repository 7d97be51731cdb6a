import { formatNumberOf } from '../../core/units.ts';
import type { DivergedMember } from '../../infra/mariadb/galera/judge-gtids.ts';
import type { Operation } from '../client/operation.ts';
import type { Drill } from '../drill.ts';
import { judgeHistory, type HistoryVerdict } from './judge-history.ts';
import type { FinalRows } from './read-rows.ts';

/** `failed`: something acknowledged is lost or wrong. `not proven`: nothing wrong was found, and not all was known. */
export interface DrillVerdict extends HistoryVerdict {
  readonly result: 'passed' | 'failed' | 'not proven';
  readonly gtids_diverged: readonly DivergedMember[];
  /** Why absence proves nothing. */
  readonly unproven: readonly string[];
  /** Servers whose rows were read. */
  readonly servers: readonly string[];
}

/** What the rows of all servers say about what the clients know. Pure. */
export function judgeDrill(
  operations: readonly Operation[],
  { rows, unproven, gtids }: FinalRows,
  { members, replicas }: Pick<Drill, 'members' | 'replicas'>,
): DrillVerdict {
  const history = judgeHistory(operations, rows);
  const servers = rows.map(({ member }) => member);
  const reasons = [
    ...unproven,
    ...(history.open.length === 0
      ? []
      : [`${formatNumberOf(history.open.length, 'operation')} without a known outcome`]),
    ...(history.acknowledged === 0 ? ['nothing was acknowledged'] : []),
    ...gtids.pending.map((member) => `${member}: its GTIDs could not be compared`),
    ...[...members, ...replicas]
      .filter((server) => !servers.includes(server) && !unproven.some((why) => why.startsWith(`${server}:`)))
      .map((server) => `${server}: not read`),
  ];
  const wrong = [history.lost, history.duplicated, history.impossible, history.diverged, gtids.diverged];
  const isWrong = wrong.some((findings) => findings.length > 0);
  return {
    ...history,
    result: isWrong ? 'failed' : reasons.length > 0 ? 'not proven' : 'passed',
    gtids_diverged: gtids.diverged,
    unproven: reasons,
    servers,
  };
}
