import type { Databases } from '../../infra/config/databases.ts';
import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import { quoteQualified } from '../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../ingest-run.ts';
import type { Source } from '../source/source-schema.ts';
import type { StageTable } from '../stage/stage-table.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { runSteps, type StepsResult } from './run-steps.ts';

const NOTHING: StepsResult = { checks: [], targets: [] };

/**
 * Runs the steps over every staged file that they have not worked through, of this run and of earlier ones, and
 * settles the files: transformed, or waiting where a record waits for another file.
 */
export async function transformFiles(run: IngestRun): Promise<StepsResult> {
  const { connection, databases, source, stages, ledger, lease } = run;
  const unfinished = await ledger.unfinished(source.source);
  if (unfinished.length === 0) return NOTHING;
  await lease.fence();
  await ledger.claimAll(unfinished.map(({ fileId }) => fileId));
  const staged = new Map<string, StagedRange>();
  for (const [fileKey, stage] of stages) {
    const fileIds = unfinished.filter((file) => file.fileKey === fileKey).map((file) => file.fileId);
    staged.set(fileKey, { table: stage.name, fileIds });
  }
  await refreshStatistics(connection, tablesOf(source, databases, stages));
  const result = await runSteps({ ...run, staged });
  const waiting = new Set(result.checks.flatMap((check) => check.waitingFiles));
  const over = new Set(overBudgetFiles(result));
  const ids = unfinished.map((file) => file.fileId).filter((id) => !over.has(id));
  // Together: what one run has worked through is done at one moment, for whoever looks at the ledger.
  await lease.guard(connection, async () => {
    for (const id of ids) await ledger.sumUp(id);
    await ledger.setState(
      ids.filter((id) => waiting.has(id)),
      'waiting',
    );
    await ledger.setState(
      ids.filter((id) => !waiting.has(id)),
      'transformed',
    );
  });
  return result;
}

/** Every table that the steps fill or read record by record, quoted and qualified. */
function tablesOf(
  { steps }: Source,
  { data }: Databases,
  stages: ReadonlyMap<string, StageTable>,
): readonly string[] {
  const targets = steps.flatMap((step) => ('upsert' in step ? [quoteQualified(data, step.upsert)] : []));
  return [...new Set([...Array.from(stages.values(), ({ name }) => name), ...targets])];
}

/**
 * The optimizer takes a table that was just filled for an empty one, and one whose server was killed before it wrote its
 * statistics down: three of those in one join made it compare every row with every other. Takes 4 ms a table.
 */
async function refreshStatistics(connection: MariadbConnection, tables: readonly string[]): Promise<void> {
  await connection.query(`ANALYZE NO_WRITE_TO_BINLOG TABLE ${tables.join(', ')}`);
}

/** The files that checks have put over their budgets. */
export function overBudgetFiles({ checks }: Pick<StepsResult, 'checks'>): number[] {
  return checks.flatMap((check) => check.overBudget.map(({ fileId }) => fileId));
}
