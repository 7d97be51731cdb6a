import { quoteQualified } from '../../../infra/mariadb/identifiers.ts';
import type { IngestRun } from '../../ingest-run.ts';
import { createBlockPool } from '../block-pool.ts';
import type { EarlierChunk } from '../chunk.ts';
import { knownRejects } from '../delivery/earlier-chunks.ts';
import { rowsSha256 } from '../encoded-rows.ts';
import type { KnownFile } from '../register-files.ts';
import { ROW_BLOCK_BYTES, scanChunks } from '../scan-chunks.ts';

type Needs = Pick<IngestRun, 'context' | 'connection' | 'databases' | 'chunkBytes'>;

/**
 * Reads the file again to hash the rows of chunks of which waiting rows were rejected, so that a corrected delivery can be
 * compared with them.
 */
export async function rehashChunks(run: Needs, { input, file: { fileId } }: KnownFile): Promise<void> {
  const { context, connection, databases, chunkBytes } = run;
  const chunks = quoteQualified(databases.meta, 'ingest_chunk');
  const earlier = await connection.query<EarlierChunk>(
    `SELECT CAST(file_id AS DOUBLE) AS fileId, CAST(chunk_no AS DOUBLE) AS no, CAST(first_record AS DOUBLE) AS firstRecord,
            CAST(last_record AS DOUBLE) AS lastRecord, CAST(accepted AS DOUBLE) AS accepted,
            CAST(deferred AS DOUBLE) AS deferred, rows_sha256 AS rowsSha256
       FROM ${chunks} WHERE file_id = ? AND rows_sha256 IS NULL AND last_record >= first_record`,
    [fileId],
  );
  let left = earlier.length;
  if (left === 0) return;
  const blocks = createBlockPool(ROW_BLOCK_BYTES);
  const options = { chunkBytes, committed: [], earlier, blocks, signal: context.signal };
  for await (const chunk of scanChunks(input, options)) {
    if (chunk.earlier !== undefined) {
      const rejects = await knownRejects(connection, databases.meta, chunk.earlier);
      await connection.run(
        `UPDATE ${chunks} SET rows_sha256 = ? WHERE file_id = ? AND chunk_no = ? AND rows_sha256 IS NULL`,
        [rowsSha256(chunk.blocks, new Set(rejects.keys())), fileId, chunk.earlier.no],
      );
      left -= 1;
    }
    blocks.release(chunk.blocks);
    if (left === 0) return;
  }
}
