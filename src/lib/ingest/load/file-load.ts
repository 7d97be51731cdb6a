import type { Input } from '../input/input.ts';
import type { Boundary } from '../records/record-view.ts';
import type { RejectedRecord } from './chunk.ts';
import type { FamilyTree } from './deferred/find-parents.ts';
import type { RefusedRow } from './load-rows.ts';
import type { LoadDestination } from './load-statement.ts';
import { openRecordLocator } from './locate-records.ts';

/** What the loading of every part of a file needs. */
export interface FileLoad {
  readonly fileId: number;
  readonly runId: string;
  readonly meta: string;
  readonly destination: LoadDestination;
  /** Set for a table with a foreign key to itself. */
  readonly tree?: FamilyTree | undefined;
  /** Finds the text and place of records that only the server refuses, behind a boundary of their file. */
  readonly locate: (refused: readonly RefusedRow[], from: Boundary) => Promise<RejectedRecord[]>;
}

/** Finds the text and place of records that only the server refuses, from a boundary or the start of their file. */
export function locateFrom(input: Input, signal: AbortSignal) {
  return async (refused: readonly RefusedRow[], from?: Boundary): Promise<RejectedRecord[]> => {
    await using records = openRecordLocator(input, signal, from);
    return await records.find(
      new Map(
        refused.map(({ recordNumber, rule, reason }) => [recordNumber, [{ rule, column: null, reason }]]),
      ),
    );
  };
}
