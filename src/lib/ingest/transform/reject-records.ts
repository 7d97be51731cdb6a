import { AetherError } from '../../core/errors.ts';
import { insertRejects, WHOLE_FILE, writeRuleCounts } from '../load/chunk-ledger.ts';
import type { DataRefusal } from '../load/data-refusal.ts';
import { countRejects } from '../load/rule-counts.ts';
import type { StagedRange } from './fill-placeholders.ts';
import type { StepsSession } from './steps-session.ts';

/** Moves staged records of one file that the server refuses to the rejects. Belongs into the transaction that found them. */
export async function rejectRecords(
  { connection, databases, records }: Pick<StepsSession, 'connection' | 'databases' | 'records'>,
  { table, fileIds: [fileId] }: StagedRange,
  refused: ReadonlyMap<number, DataRefusal>,
): Promise<void> {
  if (fileId === undefined || refused.size === 0) return;
  await using locator = await records.open(fileId);
  const rejects = await locator.find(
    new Map(Array.from(refused, ([record, refusal]) => [record, [{ ...refusal, column: null }]])),
  );
  if (rejects.length !== refused.size)
    throw new AetherError(
      'INPUT_UNREADABLE',
      `file ${fileId} has changed since it was loaded: its rejects are not found in it`,
    );
  await insertRejects(connection, databases.meta, fileId, rejects);
  await writeRuleCounts(connection, databases.meta, { fileId, chunkNo: WHOLE_FILE }, countRejects(rejects));
  await connection.run(
    `DELETE FROM ${table} WHERE _file = ? AND _record IN (${[...refused.keys()].join(', ')})`,
    [fileId],
  );
}
