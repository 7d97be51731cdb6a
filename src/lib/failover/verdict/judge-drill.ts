import { formatNumberOf } from '../../core/units.ts';
import type { DivergedMember } from '../../infra/mariadb/galera/judge-gtids.ts';
import type { ReadResult } from '../client/elsewhere-reader.ts';
import type { Operation } from '../client/operation.ts';
import type { Drill } from '../drill.ts';
import type { SiteTables } from '../drill-site.ts';
import { judgeHistory, type HistoryVerdict } from './judge-history.ts';
import { judgeReads, type ReadsVerdict } from './judge-reads.ts';
import type { FinalRows } from './read-rows.ts';

/** `failed`: something acknowledged is lost or wrong. `not proven`: nothing wrong was found, and not all was known. */
export interface DrillVerdict extends HistoryVerdict {
  readonly result: 'passed' | 'failed' | 'not proven';
  readonly gtids_diverged: readonly DivergedMember[];
  readonly reads: ReadsVerdict;
  /** What servers have at the end and cannot have, such as a balance that no transfers make. */
  readonly wrong: readonly string[];
  /** The tables of all databases; null if they were not compared. */
  readonly tables: SiteTables | null;
  /** Why absence proves nothing. */
  readonly unproven: readonly string[];
  /** Servers whose rows were read. */
  readonly servers: readonly string[];
}

/** What the clients have noted. */
export interface DrillHistory {
  /** Those that were broken and healed. */
  readonly rounds: readonly unknown[];
  readonly operations: readonly Operation[];
  readonly reads: readonly ReadResult[];
}

/** What the rows of all servers say about what the clients know. Pure. */
export function judgeDrill(
  { rounds, operations, reads: results }: DrillHistory,
  { rows, unproven, gtids, wrong, tables }: FinalRows,
  { members, replicas, workload }: Pick<Drill, 'members' | 'replicas' | 'workload'>,
): DrillVerdict {
  const history = judgeHistory(operations, rows);
  const reads = judgeReads(results);
  const servers = rows.map(({ member }) => member);
  const reasons = [
    ...unproven,
    ...(rounds.length === 0 ? ['no fault was injected'] : []),
    ...(history.open.length === 0
      ? []
      : [`${formatNumberOf(history.open.length, 'operation')} without a known outcome`]),
    ...(history.acknowledged === 0 ? ['nothing was acknowledged'] : []),
    ...(workload.readElsewhere !== undefined && reads.done === 0 ? ['no read was answered'] : []),
    ...(tables?.busy ?? []).map((table) => `${table}: somebody writes to it, so that it was not compared`),
    ...gtids.pending.map((member) => `${member}: its GTIDs could not be compared`),
    ...[...members, ...replicas]
      .filter((server) => !servers.includes(server) && !unproven.some((why) => why.startsWith(`${server}:`)))
      .map((server) => `${server}: not read`),
  ];
  const { lost, duplicated, impossible, diverged } = history;
  const classes = [
    lost,
    duplicated,
    impossible,
    diverged,
    gtids.diverged,
    reads.stale,
    reads.impossible,
    wrong,
    tables?.differences ?? [],
  ];
  const isWrong = classes.some((findings) => findings.length > 0);
  return {
    ...history,
    result: isWrong ? 'failed' : reasons.length > 0 ? 'not proven' : 'passed',
    gtids_diverged: gtids.diverged,
    reads,
    wrong,
    tables,
    unproven: reasons,
    servers,
  };
}
