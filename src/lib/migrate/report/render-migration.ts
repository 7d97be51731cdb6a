import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatNumberOf, formatSeconds } from '../../core/units.ts';
import type { MigrationPlan } from '../plan-migration.ts';
import type { PublishReport } from '../publish/publish-migration.ts';
import type { RollbackReport } from '../publish/rollback-migration.ts';
import type { RunReport } from '../run/run-migration.ts';
import type { VerifyReport } from '../verify/verify-migration.ts';

/** The answer of `migrate plan`. */
export function renderMigrationPlan(plan: MigrationPlan, view: TextView): string {
  const rows = plan.collections.map(
    ({ collection, roots, tables, bytes, forecast_bytes: forecast, warnings }) => [
      collection,
      formatCount(roots),
      tables.map(({ table }) => table).join(', '),
      bytes === null ? '-' : [bytes.p50, bytes.p99, bytes.max].map((size) => formatBytes(size)).join('/'),
      formatBytes(forecast),
      warnings.length === 0 ? '-' : warnings.join('; '),
    ],
  );
  return view.table(['collection', 'roots', 'from', 'size p50/p99/max', 'in all', 'warnings'], rows, {
    drop: ['from'],
  });
}

/** The answer of `migrate run`. */
export function renderMigrationRun(report: RunReport, view: TextView): string {
  const rows = report.collections.map(({ collection, documents, bytes }) => [
    collection,
    formatCount(documents),
    formatBytes(bytes),
  ]);
  const lines = [view.table(['collection', 'documents', 'size'], rows), '', `server: ${report.server}`];
  if (report.state === 'loaded')
    return [...lines, `migration ${report.run} is loaded, not published`].join('\n');
  const changed = `the source changed meanwhile: from ${report.first_position ?? '-'} to ${report.last_position ?? '-'}`;
  return [...lines, view.style.bad(`migration ${report.run} cannot be published: ${changed}`)].join('\n');
}

const SHOWN = 10;

/** The answer of `migrate verify`. */
export function renderVerify(report: VerifyReport, view: TextView): string {
  const count = report.differences.length;
  const rows = report.differences
    .slice(0, SHOWN)
    .map(({ collection, id, pointer, source, document }) => [
      collection,
      id,
      pointer || '-',
      source,
      document,
    ]);
  const found = `${formatNumberOf(count, 'difference')} in ${formatCount(report.documents)} documents, made of ${formatCount(report.rows)} rows`;
  return [
    count === 0 ? view.style.good(found) : view.style.bad(count > SHOWN ? `at least ${found}` : found),
    ...(count === 0 ? [] : [view.table(['collection', '_id', 'at', 'source', 'document'], rows)]),
    `server: ${report.server}`,
    ...(report.not_covered.length === 0 ? [] : [`not covered: ${report.not_covered.join(', ')}`]),
  ].join('\n');
}

/** The answer of `migrate publish`. */
export function renderPublish(report: PublishReport, view: TextView): string {
  const { verified } = report;
  const proof = verified === null ? [] : [renderVerify(verified, view), ''];
  if (!report.published)
    return [...proof, view.style.bad(`migration ${report.run} is not published`)].join('\n');
  const rows = report.collections.map(({ collection, former, gap_seconds: gap }) => [
    collection,
    former ?? '-',
    former === null ? '-' : formatSeconds(gap),
  ]);
  return [
    ...proof,
    view.table(['live', 'kept as', 'gap'], rows),
    view.style.good(`migration ${report.run} is published`),
  ].join('\n');
}

/** The answer of `migrate rollback`. */
export function renderRollback(report: RollbackReport, view: TextView): string {
  const rows = report.collections.map(({ collection, kept_as: kept, is_former_live: live }) => [
    collection,
    live ? 'the former one' : 'none, as before',
    kept,
  ]);
  const table = view.table(['collection', 'live', 'published one kept as'], rows);
  return [table, `migration ${report.run} is rolled back`].join('\n');
}
