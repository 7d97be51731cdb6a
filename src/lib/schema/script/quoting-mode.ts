import { tokenize } from '../../core/sql/tokenize.ts';

/** Settings of sql_mode under which quotes or backslashes mean something else from then on. */
const OTHER_QUOTING = /\b(?:ANSI|ANSI_QUOTES|NO_BACKSLASH_ESCAPES|DB2|MAXDB|MSSQL|ORACLE|POSTGRESQL)\b/i;

/** A quick look that spares nearly all statements the closer one. */
const MAY_SET_MODE = /^(?:\/\*M?!\d*\s*)?SET\b[^;]*\bsql_mode\b/i;

/** Whether a statement sets sql_mode so that a lexer for the default one would read on wrongly. */
export function changesQuoting(text: string): boolean {
  if (!MAY_SET_MODE.test(text) || !OTHER_QUOTING.test(text)) return false;
  const tokens = [...tokenize(text)].map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) }));
  return (
    tokens.some((token) => token.kind === 'word' && token.text.toLowerCase() === 'sql_mode') &&
    tokens.some((token) => token.kind !== 'comment' && OTHER_QUOTING.test(token.text))
  );
}
