import { AetherError } from '../../../core/errors.ts';
import type { IngestRun } from '../../ingest-run.ts';
import type { Input } from '../../input/input.ts';
import type { Chunk } from '../chunk.ts';
import { adoptChunk } from './adopt-chunk.ts';
import { knownRejects } from './earlier-chunks.ts';

/**
 * A chunk that has the records of one of an earlier delivery, with only its corrected rejects to load; other chunks as
 * they are. Throws DELIVERY_DIFFERS if it has other rows than the earlier one.
 */
export async function adoptEarlier(
  { connection, databases }: Pick<IngestRun, 'connection' | 'databases'>,
  input: Input,
  chunk: Chunk,
): Promise<Chunk> {
  if (chunk.earlier === undefined) return chunk;
  const known = await knownRejects(connection, databases.meta, chunk.earlier);
  const adopted = adoptChunk(chunk, chunk.earlier, known);
  if (adopted === undefined) throw differs(input, chunk);
  return adopted;
}

function differs({ file, spec }: Input, { start, end, earlier }: Chunk): AetherError {
  const records = `records ${start.recordNumber} to ${end.recordNumber - 1} (lines ${start.line} to ${end.line - 1})`;
  const problem =
    earlier?.rowsSha256 === null
      ? 'were loaded before aether kept what it takes to compare them'
      : 'are not the ones that an earlier file of this name loaded';
  return deliveryDiffers(`${file.path}: ${records} ${problem}`, {
    table: spec.into ?? '',
    fileIdColumn: spec.file_id_column,
  });
}

/** The error of a file that is not a correction of the one before it under its name, with the ways out. */
export function deliveryDiffers(
  message: string,
  { table, fileIdColumn }: { readonly table: string; readonly fileIdColumn: string | undefined },
): AetherError {
  const replace =
    fileIdColumn === undefined
      ? '--replace needs "file_id_column" in the source'
      : '--replace deletes the rows of the earlier file first';
  return new AetherError('DELIVERY_DIFFERS', `${message}; nothing of it was loaded into ${table}`, {
    hint: `a correction keeps every record in its place; --append loads the whole file as a new one, ${replace}; same_name: new in the source makes every file a new one`,
  });
}
