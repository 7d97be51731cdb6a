import { isSameValue } from './kept-values-oracle.ts';

// Whether a row of a target has what a select gave; worked out another way than the rules of the product do.

const BYTES = /^(?:var)?binary|blob/;
const TEXTS = /^(?:var)?char|text/;
const NUMBERS = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit|year)/;
const ADDRESSES = /^(?:uuid|inet)/;

/** What a select gave and what is stored, as text, or as hex digits if bytes were selected. */
export interface SelectedRow {
  readonly selected: string | null;
  readonly stored: string | null;
  /** Of a FLOAT, which is shown with six digits: all of them. */
  readonly exactSelected: string | null;
  readonly exactStored: string | null;
}

/** A statement for the rows of the target `k` and of the table that they were selected from. */
export function rowsQuery(selected: string, target: string, source: string): string {
  const shown = BYTES.test(selected)
    ? `HEX(s.v) AS selected, ${shownAsBytes(target)} AS stored`
    : `${shownAsText('s.v', selected)} AS selected, ${shownAsText('k.v', target)} AS stored`;
  const exact = `${exactOf('s.v', selected)} AS exactSelected, ${exactOf('k.v', target)} AS exactStored`;
  return `SELECT ${shown}, ${exact} FROM k JOIN ${source} AS s USING (n)`;
}

function shownAsText(column: string, type: string): string {
  if (type === 'point') return `ST_AsText(${column})`;
  if (BYTES.test(type)) return `CONVERT(${column} USING utf8mb4)`;
  const text = type.startsWith('bit') ? `${column} + 0` : column;
  return `CONVERT(CAST(${text} AS CHAR) USING utf8mb4)`;
}

function shownAsBytes(target: string): string {
  if (BYTES.test(target)) return 'HEX(k.v)';
  if (ADDRESSES.test(target)) return `HEX(CAST(k.v AS BINARY(${target === 'inet4' ? 4 : 16})))`;
  return `HEX(${shownAsText('k.v', target)})`;
}

function exactOf(column: string, type: string): string {
  return type.startsWith('float') ? `CAST(CAST(${column} AS DOUBLE) AS CHAR)` : 'NULL';
}

/** A FLOAT is the number that it is shown as, and the one that it is. */
export function isSameSelected(selectedType: string, target: string, row: SelectedRow): boolean {
  const { selected, stored, exactSelected, exactStored } = row;
  if (selected === null || stored === null) return selected === stored;
  if (BYTES.test(selectedType)) return selected === stored;
  const type = readAs(selectedType, target);
  return [selected, exactSelected].some(
    // White space around a number is none of it.
    (given) =>
      given !== null &&
      isSameValue(type, target, type === 'text' ? given : given.trim(), { text: stored, exact: exactStored }),
  );
}

/** A text is what the target makes of it; every other type is its own. */
function readAs(selected: string, target: string) {
  const type = TEXTS.test(selected) ? target : selected;
  if (/^(?:float|double)/.test(type)) return 'float';
  if (NUMBERS.test(type)) return 'decimal';
  if (/^(?:date|timestamp)/.test(type)) return 'datetime';
  return 'text';
}
