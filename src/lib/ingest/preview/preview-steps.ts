import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { CheckStep, Source, UpsertStep } from '../source/source-schema.ts';
import type { StagedRange } from '../transform/fill-placeholders.ts';
import { collectFailed, removeCollected } from '../stage/reject-staged.ts';
import { checkSelect } from '../transform/run-check.ts';
import { prepareUpsert } from '../transform/prepare-upsert.ts';
import { tablesRead } from '../transform/tables-read.ts';
import { stagedFor } from '../transform/steps-session.ts';
import type { StepPreview } from '../report/step-preview.ts';

export interface PreviewSession {
  readonly connection: MariadbConnection;
  readonly databases: Databases;
  readonly staged: ReadonlyMap<string, StagedRange>;
  /** Valid records by file of the source. */
  readonly records: ReadonlyMap<string, number>;
}

/**
 * Fills in every step of a source and counts what its SELECT finds, without the records that checks before it reject;
 * changes nothing but the session's own tables.
 */
export async function previewSteps(session: PreviewSession, { steps }: Source): Promise<StepPreview[]> {
  const previews: StepPreview[] = [];
  for (const [index, step] of steps.entries()) {
    const { select, statements, title } =
      'check' in step ? previewCheck(session, step) : await previewUpsert(session, step);
    const stagedRecords = session.records.get(step.file) ?? 0;
    if ('check' in step && readsRowsToCome(session, steps, index)) {
      previews.push({ step: title, statements, stagedRecords, rowsNow: null });
      continue;
    }
    const [row] = await session.connection.query<{ found: number }>(
      `SELECT CAST(COUNT(*) AS DOUBLE) AS found FROM (${select}) AS previewed`,
    );
    previews.push({ step: title, statements, stagedRecords, rowsNow: row?.found ?? 0 });
    if ('check' in step && step.on_fail === 'reject') {
      await collectFailed(session.connection, select);
      await removeCollected(session.connection, stagedFor(session, step).table);
    }
  }
  return previews;
}

/** Whether an earlier step is still to put rows into a table that a check reads: it would find them missing. */
function readsRowsToCome({ staged }: PreviewSession, steps: Source['steps'], index: number): boolean {
  const step = steps[index];
  if (step === undefined || !('check' in step)) return false;
  const tables = tablesRead(step.where);
  const isGiven = (fileKey: string) => (staged.get(fileKey)?.fileIds.length ?? 0) > 0;
  return steps
    .slice(0, index)
    .some((other) => 'upsert' in other && tables.has(other.upsert) && isGiven(other.file));
}

function previewCheck(session: PreviewSession, step: CheckStep) {
  const select = checkSelect(step, stagedFor(session, step));
  return { title: `check ${step.check} (${step.on_fail})`, select, statements: [select] };
}

async function previewUpsert(session: PreviewSession, step: UpsertStep) {
  const prepared = await prepareUpsert(session, step, stagedFor(session, step));
  const { select, collect, history, update, insertMissing } = prepared;
  const changes =
    history === null ? [update, insertMissing] : [...history.chain, ...history.changes.map(({ sql }) => sql)];
  const statements = [collect, ...changes].filter((sql) => sql !== null);
  return { title: `upsert ${step.upsert}`, select, statements };
}
