import type { MariadbConnection } from '../../infra/mariadb/connection.ts';
import type { InputFile } from '../input/find-files.ts';
import type { Input } from '../input/input.ts';
import type { Chunk } from '../load/chunk.ts';
import { loadRows } from '../load/load-rows.ts';
import { loadColumns, loadStatement } from '../load/load-statement.ts';
import type { StageTable } from '../stage/stage-table.ts';
import type { StagedRange } from '../transform/fill-placeholders.ts';

/** Staging tables that only this session sees: they stand before the real ones of the same name, and end with it. */
export interface TemporaryStage {
  load(input: Input, chunk: Chunk): Promise<void>;
  /** Where the records of a file are; undefined for one that is loaded directly, or has no record. */
  placeOf(file: InputFile): { readonly table: string; readonly fileId: number } | undefined;
  /** Counts records of a file of the source that were taken out again. */
  remove(fileKey: string, count: number): void;
  readonly staged: ReadonlyMap<string, StagedRange>;
  readonly records: ReadonlyMap<string, number>;
}

export async function createTemporaryStage(
  connection: MariadbConnection,
  stages: ReadonlyMap<string, StageTable>,
): Promise<TemporaryStage> {
  const staged = new Map<string, StagedRange>();
  const records = new Map<string, number>();
  const fileIds = new Map<string, number>();
  for (const [fileKey, stage] of stages) {
    await connection.run(stage.createSql.replace(/^CREATE OR REPLACE TABLE/, 'CREATE TEMPORARY TABLE'));
    staged.set(fileKey, { table: stage.name, fileIds: [] });
  }
  return {
    staged,
    records,
    placeOf({ fileKey, path }) {
      const stage = stages.get(fileKey);
      const fileId = fileIds.get(path);
      return stage === undefined || fileId === undefined ? undefined : { table: stage.name, fileId };
    },
    remove: (fileKey, count) => void records.set(fileKey, (records.get(fileKey) ?? 0) - count),
    async load({ file, columns }, chunk) {
      const stage = stages.get(file.fileKey);
      if (stage === undefined) return;
      const fileId = fileIds.get(file.path) ?? fileIds.size + 1;
      fileIds.set(file.path, fileId);
      const known = staged.get(file.fileKey)?.fileIds ?? [];
      staged.set(file.fileKey, { table: stage.name, fileIds: [...new Set([...known, fileId])] });
      const destination = { table: stage.name, columns: loadColumns(columns), staged: true };
      await connection.transaction(() =>
        loadRows(connection, loadStatement(destination, fileId), chunk.blocks),
      );
      records.set(file.fileKey, (records.get(file.fileKey) ?? 0) + chunk.accepted);
    },
  };
}
