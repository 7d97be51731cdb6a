import type { IngestRun } from '../ingest-run.ts';
import type { KnownFile } from '../load/register-files.ts';
import { duplicatesSelect } from './duplicates.ts';
import { collectFailed, rejectCollected } from './reject-staged.ts';
import type { StageTable } from './stage-table.ts';

export const DUPLICATE_RULE = 'duplicate_key';

/** Takes the records out of staging whose key the file has already; returns how many. */
export async function takeOutDuplicates(
  run: Pick<IngestRun, 'connection' | 'databases' | 'ledger' | 'records'>,
  { input: { spec }, file: { fileId } }: KnownFile,
  stage: StageTable,
): Promise<number> {
  if (spec.key === undefined || spec.duplicates === 'allow') return 0;
  const { connection } = run;
  const { key, duplicates } = spec;
  return connection.transaction(async () => {
    await run.ledger.hold([fileId]);
    const found = await collectFailed(connection, duplicatesSelect(stage.name, fileId, key, duplicates));
    await rejectCollected(run, found, {
      stageTable: stage.name,
      action: duplicates === 'reject' ? 'reject' : 'discard',
      violation: {
        rule: DUPLICATE_RULE,
        column: key.join('+'),
        reason: `${duplicates === 'keep_last' ? 'a later' : 'an earlier'} record of the file has the same key`,
      },
    });
    return found.reduce((sum, row) => sum + row.count, 0);
  });
}
