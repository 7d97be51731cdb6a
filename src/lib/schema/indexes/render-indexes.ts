import type { TextView } from '../../core/command.ts';
import { formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { IndexReport } from './read-indexes.ts';

/** Indexes that another one can replace and those that nobody reads, then how long each server has counted. */
export function renderIndexes({ servers, indexes }: IndexReport, view: TextView): string {
  const listed = indexes.filter(({ usage, duplicate_of: other }) => other !== null || usage === 'unused');
  const rows = listed.map(({ index, columns, usage, duplicate_of: other }) => [
    index,
    columns,
    usage === 'unused' ? view.style.warn(usage) : usage,
    other === null ? '' : `${other} begins with its columns`,
  ]);
  const unknown = indexes.filter(({ usage }) => usage === 'unknown').length;
  const lines = servers.map(({ host, source, reason, uptime_seconds: uptime }) =>
    source === null
      ? `${host}: ${view.style.warn('unknown')}: ${reason}`
      : `${host}: counted by ${source}, for ${formatSeconds(uptime ?? 0)} at most`,
  );
  return [
    ...(rows.length === 0 ? [] : [view.table(['INDEX', 'COLUMNS', 'USAGE', 'DUPLICATE'], rows)]),
    `${formatNumberOf(indexes.length, 'index')} that keep no rule: ${unknown === 0 ? '' : `usage of ${unknown} unknown, `}${listed.length} flagged`,
    ...lines,
  ].join('\n');
}
