import type { Plan, Step } from '../../core/plan.ts';
import { formatBytes, formatCount } from '../../core/units.ts';
import { describePreview } from './step-preview.ts';
import { describeDelivery } from './delivery-preview.ts';
import { fileDocument, type FileReport, type IngestReport } from './ingest-report.ts';

type StepPreview = NonNullable<IngestReport['preview']>[number];

/** What a dry run found, as a plan: each file to load, then each step of the source in order. */
export function dryRunPlan({ source, files, preview }: IngestReport): Plan {
  const seen = preview === null ? 'only the files were checked' : 'files and steps';
  return {
    title: `Ingest ${source}: ${seen}`,
    steps: [...files.map(planFile), ...(preview ?? []).map(planStep)],
  };
}

function planFile(file: FileReport): Step {
  return {
    id: `load-${file.path}`,
    action: isKept(file) ? 'keep' : 'load',
    subject: file.path,
    summary: summaryOf(file),
    ...(file.result === 'over_budget' && {
      why: 'it has more rejects than allowed: nothing of it is loaded',
    }),
    ...(file.delivery?.kind === 'refused' && { why: file.delivery.why }),
    ...(file.delivery?.kind === 'replacement' && { destructive: true }),
    cost: formatBytes(file.bytes),
    facts: {
      ...fileDocument(file),
      ...(file.delivery && { delivery: { ...file.delivery } }),
    },
  };
}

function isKept({ result, delivery }: FileReport): boolean {
  return result === 'unchanged' || result === 'missing' || delivery?.kind === 'refused';
}

function summaryOf({ result, accepted, rejected, discarded, delivery }: FileReport): string {
  if (result === 'unchanged') return 'already loaded';
  if (result === 'missing') return 'loaded, but its rows are missing; --force loads it again';
  const counts = `${formatCount(accepted)} valid, ${formatCount(rejected)} rejected`;
  const all = discarded === 0 ? counts : `${counts}, ${formatCount(discarded)} discarded`;
  return delivery === undefined ? all : `${all}; ${describeDelivery(delivery)}`;
}

function planStep({ step, statements, stagedRecords, rowsNow }: StepPreview, index: number): Step {
  return {
    id: `step-${index + 1}`,
    action: 'run',
    subject: step,
    summary: describePreview({ stagedRecords, rowsNow }),
    facts: { statements: [...statements], staged_records: stagedRecords, rows_now: rowsNow },
  };
}
