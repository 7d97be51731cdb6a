import type { TextView } from '../../core/command.ts';
import { formatBytes, formatCount, formatSeconds } from '../../core/units.ts';
import type { MigrationPlan } from '../plan-migration.ts';
import type { PublishReport } from '../publish/publish-migration.ts';
import type { RollbackReport } from '../publish/rollback-migration.ts';
import type { RunReport } from '../run/run-migration.ts';
import { renderVerify } from './render-verify.ts';

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
  const frozen = report.collections.filter((one) => one.frozen > 0).map((one) => describeFrozen(one));
  const lines = [
    view.table(['collection', 'documents', 'size'], rows),
    '',
    ...frozen,
    `server: ${report.server}`,
  ];
  if (report.state === 'loaded')
    return [...lines, `migration ${report.run} is loaded, not published`].join('\n');
  const changed = `the source changed meanwhile: from ${report.first_position ?? '-'} to ${report.last_position ?? '-'}`;
  return [...lines, view.style.bad(`migration ${report.run} cannot be published: ${changed}`)].join('\n');
}

function describeFrozen({
  collection,
  frozen,
  frozen_without_document: missing,
}: RunReport['collections'][number]): string {
  const kept = `${collection}: ${formatCount(frozen)} of archived rows keep what is live`;
  return missing === 0 ? kept : `${kept}; ${formatCount(missing)} of them had no document to keep it from`;
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
