import { type Parts, type TableShape, tableKey } from './table-shape.ts';

/**
 * The recorded shape with what changed between two looks: a migration changes what it names, and what somebody had
 * changed before stays a difference from what was recorded.
 */
export function mergeShapes(
  recorded: readonly TableShape[],
  before: readonly TableShape[],
  after: readonly TableShape[],
): TableShape[] {
  const known = byKey(recorded);
  const were = byKey(before);
  const kept = after.map((table) => {
    const expected = known.get(tableKey(table));
    const was = were.get(tableKey(table));
    return expected === undefined || was === undefined
      ? table
      : { ...table, parts: mergeParts(expected.parts, was.parts, table.parts) };
  });
  const left = byKey(after);
  // Gone before the migration ran: still missing. Dropped by it: not expected any more.
  const missing = recorded.filter((table) => !left.has(tableKey(table)) && !were.has(tableKey(table)));
  return [...kept, ...missing];
}

/** In the order of the columns after it, as a migration may have moved one. */
function mergeParts(expected: Parts, before: Parts, after: Parts): Parts {
  const merged: Record<string, string> = {};
  for (const part of new Set([...Object.keys(after), ...Object.keys(expected)])) {
    const text = before[part] === after[part] ? expected[part] : after[part];
    if (text !== undefined) merged[part] = text;
  }
  return merged;
}

function byKey(tables: readonly TableShape[]): ReadonlyMap<string, TableShape> {
  return new Map(tables.map((table) => [tableKey(table), table]));
}
