import type { TextView } from '../../core/command.ts';
import { formatCount, formatNumberOf } from '../../core/units.ts';
import type { CheckedCertificate } from '../certificate/check-certificate.ts';
import type { CertifiedReport } from '../verify/verify-migration.ts';

const SHOWN = 10;

/** The answer of `migrate verify`. */
export function renderVerify(report: CertifiedReport, view: TextView): string {
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
  const found = `${formatNumberOf(count, 'difference')} in ${formatNumberOf(report.documents, 'document')}, made of ${formatCount(report.rows)} rows`;
  const { certificate } = report;
  return [
    count === 0 ? view.style.good(found) : view.style.bad(count > SHOWN ? `at least ${found}` : found),
    ...(count === 0 ? [] : [view.table(['collection', '_id', 'at', 'source', 'document'], rows)]),
    `server: ${report.server}`,
    ...list('not covered', report.not_covered),
    ...list('replaced, and compared as replaced', report.replaced),
    ...report.collections.flatMap((one) => exceptions(one)),
    ...(count > 0
      ? []
      : [
          certificate.file === null
            ? `no certificate: ${certificate.reason}`
            : `certificate: ${certificate.file}`,
        ]),
  ].join('\n');
}

function exceptions({ collection, frozen, orphans }: CertifiedReport['collections'][number]): string[] {
  return [
    ...(frozen === 0
      ? []
      : [
          `${collection}: of ${formatNumberOf(frozen, 'archived document')} the fields of the root alone are compared`,
        ]),
    ...(orphans === 0
      ? []
      : [`${collection}: ${formatNumberOf(orphans, 'reference')} to rows that MariaDB does not have either`]),
  ];
}

/** The answer of `migrate verify --certificate`. */
export function renderCertificate(
  { file, verdict, reason, certificate }: CheckedCertificate,
  view: TextView,
): string {
  const paint = { valid: view.style.good, invalid: view.style.bad, unknown: view.style.warn }[verdict];
  const head = paint(`${file}: ${verdict}: ${reason}`);
  if (certificate === null) return head;
  const { source, target, collections } = certificate;
  const documents = collections.reduce((sum, one) => sum + one.documents, 0);
  const rows = collections.reduce((sum, one) => sum + one.rows, 0);
  return [
    head,
    `mapping: ${certificate.mapping} (${certificate.mapping_hash}), migration ${certificate.migration}, aether ${certificate.aether}`,
    `compared: ${formatNumberOf(documents, 'document')} with ${formatNumberOf(rows, 'row')}, at ${certificate.issued_at}`,
    `source: ${source.server}, ${source.host}, database ${source.database}, GTID ${source.gtid ?? '-'}`,
    `server: ${target.server}, database ${target.database}`,
    ...list('not covered', certificate.not_covered),
    ...list('replaced, and compared as replaced', certificate.replaced),
  ].join('\n');
}

function list(title: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${title}: ${names.join(', ')}`];
}
