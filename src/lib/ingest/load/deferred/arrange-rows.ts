import { recordNumberOf, rowsOf } from '../encoded-rows.ts';

/** A row whose parent is not in the table, and a row of the same part of the file that may be it; null if none may. */
export interface ParentLink {
  readonly record: number;
  readonly parent: number | null;
}

export interface Arranged {
  /** Each row comes after its parent. */
  readonly ordered: readonly Buffer[];
  /** Rows whose parent is neither in the table nor here, by record, and those that refer to each other in a circle. */
  readonly deferred: ReadonlyMap<number, Buffer>;
  /** The rows here that a row may need, by record. */
  readonly parents: ReadonlyMap<number, readonly number[]>;
}

/** Blocks for the driver, so that sockets are served between two of them. */
const BLOCK_BYTES = 256 * 1024;

/**
 * Puts encoded rows into an order in which parents come first.
 * @param references the links of each foreign key of the table to itself
 */
export function arrangeRows(
  blocks: readonly Buffer[],
  references: readonly (readonly ParentLink[])[],
): Arranged {
  const rows = new Map(Array.from(rowsOf(blocks), (row) => [recordNumberOf(row), row]));
  const needs = references.flatMap((links) => [...groupByRecord(links)]);
  const missing = countBy(needs.map(([record]) => record));
  const waiting = new Map<number, { readonly record: number; isMet: boolean }[]>();
  for (const [record, parents] of needs) {
    const need = { record, isMet: false };
    for (const parent of parents) waiting.set(parent, [...(waiting.get(parent) ?? []), need]);
  }
  const placed = [...rows.keys()].filter((record) => !missing.has(record));
  // It grows while it is gone through.
  for (const record of placed) {
    for (const need of waiting.get(record) ?? []) {
      if (need.isMet) continue;
      need.isMet = true;
      const left = (missing.get(need.record) ?? 0) - 1;
      missing.set(need.record, left);
      if (left === 0) placed.push(need.record);
    }
  }
  const ordered = placed.flatMap((record) => rows.get(record) ?? []);
  for (const record of placed) rows.delete(record);
  return { ordered: joinRows(ordered), deferred: rows, parents: mergeParents(needs) };
}

/** The parents that each record may have; a row that is its own parent needs nobody. */
function groupByRecord(links: readonly ParentLink[]): ReadonlyMap<number, readonly number[]> {
  const own = new Set(links.filter(({ record, parent }) => record === parent).map(({ record }) => record));
  const grouped = new Map<number, number[]>();
  for (const { record, parent } of links) {
    if (own.has(record)) continue;
    const parents = grouped.get(record) ?? [];
    grouped.set(record, parents);
    if (parent !== null) parents.push(parent);
  }
  return grouped;
}

function countBy(records: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const record of records) counts.set(record, (counts.get(record) ?? 0) + 1);
  return counts;
}

function mergeParents(
  needs: readonly (readonly [number, readonly number[]])[],
): ReadonlyMap<number, readonly number[]> {
  const merged = new Map<number, readonly number[]>();
  for (const [record, parents] of needs) merged.set(record, [...(merged.get(record) ?? []), ...parents]);
  return merged;
}

/** Rows as the blocks that are sent to the server. */
export function joinRows(rows: readonly Buffer[]): Buffer[] {
  const blocks: Buffer[] = [];
  let open: Buffer[] = [];
  let bytes = 0;
  for (const row of rows) {
    open.push(row);
    bytes += row.length;
    if (bytes < BLOCK_BYTES) continue;
    blocks.push(Buffer.concat(open));
    open = [];
    bytes = 0;
  }
  return open.length === 0 ? blocks : [...blocks, Buffer.concat(open)];
}
