import type { IngestRun } from '../ingest-run.ts';
import type { KnownFile } from '../load/register-files.ts';
import { duplicatesSelect } from './duplicates.ts';
import { type FailedCount, rejectCollected } from './reject-staged.ts';
import { searchInParts } from './search-in-parts.ts';
import type { StageTable } from './stage-table.ts';

export const DUPLICATE_RULE = 'duplicate_key';

/**
 * Takes the records out of staging whose key the file has already, in transactions small enough for a cluster; returns how
 * many. A run that dies between two of them leaves surplus records, which the next one finds: the record that stays never
 * changes.
 */
export async function takeOutDuplicates(
  run: Pick<IngestRun, 'connection' | 'databases' | 'ledger' | 'records'>,
  { input: { spec }, file: { fileId } }: KnownFile,
  stage: StageTable,
): Promise<number> {
  if (spec.key === undefined || spec.duplicates === 'allow') return 0;
  const { connection } = run;
  const { key, duplicates } = spec;
  const rejection = {
    stageTable: stage.name,
    action: duplicates === 'reject' ? 'reject' : 'discard',
    violation: {
      rule: DUPLICATE_RULE,
      column: key.join('+'),
      reason: `${duplicates === 'keep_last' ? 'a later' : 'an earlier'} record of the file has the same key`,
    },
  } as const;
  const takeOut = (collect: () => Promise<FailedCount[]>) =>
    connection.transaction(async () => {
      await run.ledger.hold([fileId]);
      const found = await collect();
      await rejectCollected(run, found, rejection);
      return found.reduce((sum, row) => sum + row.count, 0);
    });
  const select = duplicatesSelect(stage.name, fileId, key, duplicates);
  const counts = await searchInParts(connection, { select, stage }, takeOut);
  return counts.reduce((sum, count) => sum + count, 0);
}
