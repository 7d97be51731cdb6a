import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { FileSpec } from '../source/source-schema.ts';
import { collectFailed, rejectCollected } from '../transform/reject-staged.ts';
import type { OpenRecords } from '../transform/steps-session.ts';
import { duplicatesSelect } from './duplicates.ts';
import type { StageTable } from './stage-table.ts';

export const DUPLICATE_RULE = 'duplicate_key';

/** Takes the records out of staging whose key the file has already; returns how many. */
export async function takeOutDuplicates(
  connection: MariadbConnection,
  request: {
    readonly meta: string;
    readonly stage: StageTable;
    readonly fileId: number;
    readonly spec: FileSpec;
    readonly openRecords: OpenRecords;
  },
): Promise<number> {
  const { meta, stage, fileId, spec, openRecords } = request;
  if (spec.key === undefined || spec.duplicates === 'allow') return 0;
  const { key, duplicates } = spec;
  return connection.transaction(async () => {
    const found = await collectFailed(connection, duplicatesSelect(stage.name, fileId, key, duplicates));
    await rejectCollected(connection, found, {
      meta,
      stageTable: stage.name,
      action: duplicates === 'reject' ? 'reject' : 'discard',
      openRecords,
      violation: {
        rule: DUPLICATE_RULE,
        column: key.join('+'),
        reason: `${duplicates === 'keep_last' ? 'a later' : 'an earlier'} record of the file has the same key`,
      },
    });
    return found.reduce((sum, row) => sum + row.count, 0);
  });
}
