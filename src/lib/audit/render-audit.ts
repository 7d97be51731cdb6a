import type { TextView } from '../core/command.ts';
import { formatNumberOf } from '../core/units.ts';
import type { SealReport } from './seal-audit.ts';
import type { AuditFault, FaultKind } from './verify/audit-fault.ts';
import type { AuditReport } from './verify-audit.ts';

const WORDS: Readonly<Record<FaultKind, string>> = {
  changed: 'field changed',
  missing: 'record missing',
  added: 'record added',
  reordered: 'reordered',
  forged: 'forged',
  cut: 'tail cut',
  row: 'row changed past the audit',
  trigger: 'trigger',
  checkpoint: 'checkpoint',
};

/** A line for each fault, then what was looked at. */
export function renderAudit(report: AuditReport, view: TextView): string {
  const faults = report.faults.map((fault) => `${view.style.bad('fail')}  ${describe(fault)}`);
  const unknown = report.members.flatMap(({ host, unknown: why }) =>
    why === null ? [] : [`${view.style.warn('unknown')}  ${host}: ${why}`],
  );
  const members = report.members.flatMap(({ host, chains, tables }) => [
    ...chains.flatMap(({ chain, backwards }) =>
      backwards.length === 0
        ? []
        : [
            `${view.style.warn('warn')}  ${host}: chain ${chain}: time runs backwards at record ${backwards[0]}`,
          ],
    ),
    ...chains.map(
      ({ chain, sealed, unsealed }) =>
        `${host}: chain ${chain}: ${formatNumberOf(sealed, 'record')} sealed, ${formatNumberOf(unsealed, 'record')} not sealed yet`,
    ),
    ...tables.map(
      ({ table, equal, unrecorded }) =>
        `${host}: ${table}: ${formatNumberOf(equal, 'row')} as recorded, ${formatNumberOf(unrecorded, 'row')} without a record`,
    ),
  ]);
  const sealed =
    report.sealed_at === null
      ? 'nothing is sealed yet'
      : `${formatNumberOf(report.seals, 'seal')}, the last one of ${report.sealed_at}`;
  return [...faults, ...unknown, ...members, sealed].join('\n');
}

function describe({ kind, host, place, detail }: AuditFault): string {
  const where = OF_CHAINS.has(kind) ? `chain ${place}` : place;
  return `${WORDS[kind]}: ${host === null ? '' : `${host}: `}${where}: ${detail}`;
}

const OF_CHAINS: ReadonlySet<FaultKind> = new Set([
  'changed',
  'missing',
  'added',
  'reordered',
  'forged',
  'cut',
]);

/** What was sealed, and what holds up a chain. */
export function renderSeal({ seal, file, records, held }: SealReport, view: TextView): string {
  const lines = held.map(({ host, reason }) => `${view.style.bad('not sealed')}  ${host}: ${reason}`);
  const done =
    seal === null || file === null
      ? 'nothing to seal'
      : `seal ${seal}: ${formatNumberOf(records, 'record')} (${file})`;
  return [...lines, done].join('\n');
}
