import type { TextView } from '../../core/command.ts';
import { formatCount, formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { RestartReport } from './rolling-restart.ts';

/** How long each member took, and whether they are equal. */
export function renderRestart({ restarted, comparison }: RestartReport, view: TextView): string {
  const rows = restarted.map(({ member, seconds, disconnected }) => [
    member,
    formatSeconds(seconds),
    formatCount(disconnected.reduce((sum, { sessions }) => sum + sessions, 0)),
  ]);
  const verdict = comparison.equal
    ? view.style.good(
        `restarted ${formatNumberOf(restarted.length, 'member')}; GTID ${comparison.gtid_binlog_pos} on all of them`,
      )
    : view.style.bad(
        comparison.differences
          .map(({ member, what, problem }) => `${member}: ${what}: ${problem}`)
          .join('\n'),
      );
  return [view.table(['MEMBER', 'TOOK', 'DISCONNECTED'], rows), '', verdict].join('\n');
}
