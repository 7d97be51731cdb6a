import { overspent } from '../../core/reject-budget.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { Input } from '../input/input.ts';
import { addRejects, budgetOf, type FileBudgets, NO_REJECTS } from '../load/count-rejects.ts';
import type { FileReport } from '../report/ingest-report.ts';
import { DUPLICATE_RULE } from '../stage/discard-duplicates.ts';
import { duplicatesSelect } from '../stage/duplicates.ts';
import { collectFailed, removeCollected } from '../stage/reject-staged.ts';
import type { TemporaryStage } from './temporary-stage.ts';

export interface DuplicatesRequest {
  readonly inputs: readonly Input[];
  readonly budgets: FileBudgets;
  readonly stage: TemporaryStage;
}

/**
 * Takes the records out of the temporary staging tables whose key their file has already, as a load would, so that a
 * dry run shows the numbers of the run. A file that is loaded directly has none: its table decides, while it is loaded.
 */
export async function previewDuplicates(
  connection: MariadbConnection,
  files: readonly FileReport[],
  { inputs, budgets, stage }: DuplicatesRequest,
): Promise<FileReport[]> {
  const settled: FileReport[] = [];
  for (const file of files) {
    const input = inputs.find((candidate) => candidate.file.path === file.path);
    const found = input === undefined ? undefined : await takeOut(connection, input, stage);
    settled.push(found === undefined ? file : withDuplicates(file, found, budgets));
  }
  return settled;
}

interface Found {
  readonly count: number;
  readonly firstRecord: number;
  readonly isDeclared: boolean;
  readonly column: string;
}

async function takeOut(
  connection: MariadbConnection,
  { file, spec }: Input,
  stage: TemporaryStage,
): Promise<Found | undefined> {
  const place = stage.placeOf(file);
  if (place === undefined || spec.key === undefined || spec.duplicates === 'allow') return undefined;
  const { key, duplicates } = spec;
  const [found] = await collectFailed(
    connection,
    duplicatesSelect(place.table, place.fileId, key, duplicates),
  );
  if (found === undefined) return undefined;
  await removeCollected(connection, place.table);
  stage.remove(file.fileKey, found.count);
  return { ...found, isDeclared: duplicates !== 'reject', column: key.join('+') };
}

function withDuplicates(file: FileReport, found: Found, budgets: FileBudgets): FileReport {
  const { count, firstRecord, column, isDeclared } = found;
  const action = isDeclared ? 'discard' : 'reject';
  // Which line that is only another pass over the file would show.
  const rule = { rule: DUPLICATE_RULE, column, action, count, firstRecord, firstLine: 0 } as const;
  const rules = [...file.rules, rule];
  const accepted = file.accepted - count;
  const rejects = addRejects(NO_REJECTS, { parsed: file.parsed, rejected: file.parsed - accepted, rules });
  const isOver = overspent(budgetOf(budgets, file.fileKey), rejects) !== undefined;
  return {
    ...file,
    result: isOver ? 'over_budget' : file.result,
    accepted,
    rejected: file.rejected + (isDeclared ? 0 : count),
    discarded: file.discarded + (isDeclared ? count : 0),
    rules,
  };
}
