import type { Chunk, EarlierChunk } from '../chunk.ts';
import { recordNumberOf, rowsOf, rowsSha256 } from '../encoded-rows.ts';

/**
 * Compares a chunk with the one of an earlier delivery that has the same records. What was rejected then is left out:
 * `known` has these records, true where they have been loaded by other means since. Returns the chunk with only the
 * corrected rejects to load; undefined where the rows differ.
 */
export function adoptChunk(
  chunk: Chunk,
  earlier: EarlierChunk,
  known: ReadonlyMap<number, boolean>,
): Chunk | undefined {
  if (rowsSha256(chunk.blocks, new Set(known.keys())) !== earlier.rowsSha256) return undefined;
  const isReplayed = (record: number) => known.get(record) === true;
  const corrected = new Map<number, Buffer>();
  const replayed: number[] = chunk.rejects.map(({ recordNumber }) => recordNumber).filter(isReplayed);
  if (known.size > 0) {
    for (const row of rowsOf(chunk.blocks)) {
      const record = recordNumberOf(row);
      if (isReplayed(record)) replayed.push(record);
      else if (known.has(record)) corrected.set(record, row);
    }
  }
  return {
    ...chunk,
    accepted: earlier.accepted + corrected.size,
    blocks: corrected.size === 0 ? [] : [Buffer.concat([...corrected.values()])],
    rejects: chunk.rejects.filter(({ recordNumber }) => !isReplayed(recordNumber)),
    adopted: { earlier, rows: chunk.blocks, corrected: [...corrected.keys()], replayed },
  };
}
