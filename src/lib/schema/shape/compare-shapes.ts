import { kindOf, nameOf, type TableShape, tableKey } from './table-shape.ts';

/** One part of a table that is not as it was recorded; `part` is `table` if the whole table is gone. */
export interface Difference {
  readonly table: TableShape['table'];
  readonly database: TableShape['database'];
  readonly part: string;
  readonly state: 'missing' | 'changed' | 'extra' | 'moved';
  readonly expected: string | null;
  readonly found: string | null;
}

/** Compares the recorded tables with those on the server. Other tables on the server do not count. */
export function compareShapes(expected: readonly TableShape[], found: readonly TableShape[]): Difference[] {
  const live = new Map(found.map((table) => [tableKey(table), table]));
  return expected.flatMap((table) => compareTable(table, live.get(tableKey(table))));
}

function compareTable(expected: TableShape, found: TableShape | undefined): Difference[] {
  const { database, table } = expected;
  const difference = (part: string, state: Difference['state'], to: TableShape | undefined = found) => ({
    database,
    table,
    part,
    state,
    expected: expected.parts[part] ?? null,
    found: to?.parts[part] ?? null,
  });
  if (found === undefined) {
    const triggers = Object.keys(expected.parts).filter((part) => kindOf(part) === 'trigger');
    return [difference('table', 'missing'), ...triggers.map((part) => difference(part, 'missing'))];
  }
  const parts = [...new Set([...Object.keys(expected.parts), ...Object.keys(found.parts)])];
  const different = parts.flatMap((part) => {
    const state = stateOf(part, expected, found);
    return state === undefined ? [] : [difference(part, state)];
  });
  return [...different, ...movedColumns(expected, found).map((part) => difference(part, 'moved'))];
}

function stateOf(part: string, expected: TableShape, found: TableShape): Difference['state'] | undefined {
  const wanted = expected.parts[part];
  const is = found.parts[part];
  if (wanted === undefined) return 'extra';
  if (is === undefined) return 'missing';
  return comparable(part, wanted) === comparable(part, is) ? undefined : 'changed';
}

/** Partitions come and go with the months; only by what a table is partitioned stays. */
function comparable(part: string, text: string): string {
  return part === 'partitioning' ? (text.split('\n')[0] ?? '') : text;
}

/** The columns that have to be moved, in this order, so that all are in the recorded order. */
function movedColumns(expected: TableShape, found: TableShape): string[] {
  const columnsOf = ({ parts }: TableShape) => Object.keys(parts).filter((part) => kindOf(part) === 'column');
  const wanted = columnsOf(expected).filter((part) => part in found.parts);
  const order = columnsOf(found).filter((part) => part in expected.parts);
  const moved: string[] = [];
  for (const [at, part] of wanted.entries()) {
    if (order[at] === part) continue;
    order.splice(order.indexOf(part), 1);
    order.splice(at, 0, part);
    moved.push(part);
  }
  return moved;
}

/** `column price`, or the table's own name if it is gone. */
export function describePart({ part, table }: Difference): string {
  return part === 'table' ? `table ${table}` : `${kindOf(part)} ${nameOf(part)}`.trim();
}
