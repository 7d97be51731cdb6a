import type { TextView } from '../../core/command.ts';
import { formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { RecoverReport } from './recover.ts';

/** What was done, whether the members are equal, and who is missing. */
export function renderRecovery(report: RecoverReport, { style }: TextView): string {
  return [...whatWasDone(report), ...differences(report, style.bad), verdict(report, style)].join('\n');
}

function whatWasDone({
  unchanged,
  bootstrapped,
  seqno,
  joined,
  writable_after_seconds,
}: RecoverReport): string[] {
  if (unchanged) return ['nothing to recover: a primary component is alive'];
  const writable =
    writable_after_seconds === null ? '' : `, writable after ${formatSeconds(writable_after_seconds)}`;
  return [
    ...(bootstrapped === null ? [] : [`bootstrapped ${bootstrapped} at ${seqno}${writable}`]),
    ...(joined.length === 0 ? [] : [`joined: ${joined.join(', ')}`]),
  ];
}

function differences({ comparison }: RecoverReport, paint: (text: string) => string): string[] {
  if (comparison === null) return [];
  const busy = comparison.tables_busy;
  return [
    ...comparison.differences.map(
      ({ member, what, problem }) => `${paint('differs')}  ${member}: ${what}: ${problem}`,
    ),
    ...(busy.length === 0 ? [] : [`not compared, they are written to: ${busy.join(', ')}`]),
  ];
}

function verdict(report: RecoverReport, style: TextView['style']): string {
  const { comparison, missing, in_cluster } = report;
  const members = `${formatNumberOf(in_cluster.length, 'member')}: ${in_cluster.join(', ')}`;
  const away = missing.length === 0 ? '' : `; missing: ${missing.join(', ')}`;
  if (comparison === null) return `${members}${away}`;
  const rows =
    comparison.tables_equal === null
      ? 'rows not compared'
      : `${formatNumberOf(comparison.tables_equal, 'table')} equal`;
  return comparison.equal
    ? `${style.good('recovered')}: ${members}; GTID ${comparison.gtid_binlog_pos}, ${rows}${away}`
    : style.bad(`the members differ${away}`);
}

/** 0 if all that was wanted is in the cluster and equal. A member that was left out on purpose is not a failure. */
export function exitCodeOf({ comparison, missing }: RecoverReport, without: readonly string[]): 0 | 1 {
  const isWhole = missing.every((member) => without.includes(member));
  return isWhole && comparison?.equal !== false ? 0 : 1;
}
