import type { SqlValue } from '../../infra/mariadb/connection.ts';
import { quoteName } from '../../infra/mariadb/identifiers.ts';
import type { TableColumn } from './table-columns.ts';

/** What LOAD DATA takes for a backslash, a tab, the ends of lines, a NUL and Ctrl-Z after a backslash. */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': String.raw`\\`,
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\0': String.raw`\0`,
  '\u001A': String.raw`\Z`,
};
// eslint-disable-next-line no-control-regex -- these are the characters that LOAD DATA reads in a way of its own
const SPECIAL = /[\\\t\n\r\0\u001A]/g;

/** One row as a line for LOAD DATA with its default words: tabs between values, `\N` for NULL, binary ones in hexadecimal. */
export function rowLine(values: readonly SqlValue[]): string {
  return `${values.map(fieldText).join('\t')}\n`;
}

function fieldText(value: SqlValue): string {
  if (value === null) return String.raw`\N`;
  if (Buffer.isBuffer(value)) return value.toString('hex');
  return String(value).replaceAll(SPECIAL, (char) => ESCAPES[char] ?? char);
}

/** The SELECT whose rows become lines: the columns in their order, binary ones as bytes. */
export function selectStatement(from: string, columns: readonly TableColumn[]): string {
  return `SELECT ${columns.map(({ name }) => quoteName(name)).join(', ')} FROM ${from}`;
}

/** The statement that reads such lines; fed from this side, so the name of the file means nothing. */
export function loadStatement(table: string, columns: readonly TableColumn[]): string {
  const fields = columns.map(({ name, isBinary }, index) => (isBinary ? `@c${index}` : quoteName(name)));
  const sets = columns.flatMap(({ name, isBinary }, index) =>
    isBinary ? [`${quoteName(name)} = UNHEX(@c${index})`] : [],
  );
  return `LOAD DATA LOCAL INFILE 'archive' INTO TABLE ${table} CHARACTER SET utf8mb4 (${fields.join(', ')})${sets.length === 0 ? '' : ` SET ${sets.join(', ')}`}`;
}
