import type { EarlierChunk } from './chunk.ts';

/** Goes through the chunks of earlier deliveries beside the records of a file, in the order of the file. */
export interface EarlierCursor {
  /** The chunk that has this record, which comes after the one asked for last. */
  at(recordNumber: number): EarlierChunk | undefined;
}

export function createEarlierCursor(earlier: readonly EarlierChunk[]): EarlierCursor {
  const chunks = earlier.toSorted((left, right) => left.firstRecord - right.firstRecord);
  let index = 0;
  return {
    at(recordNumber) {
      let chunk = chunks[index];
      while (chunk !== undefined && chunk.lastRecord < recordNumber) {
        index += 1;
        chunk = chunks[index];
      }
      return chunk !== undefined && chunk.firstRecord <= recordNumber ? chunk : undefined;
    },
  };
}
