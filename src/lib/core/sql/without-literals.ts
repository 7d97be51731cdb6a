import { tokenize } from './tokenize.ts';
import type { Token } from './token.ts';

/** A literal of a longer statement would be read to its end, however long it is. */
const READ_CHARS = 100_000;
const SHOWN_CHARS = 2000;

/**
 * A statement on one line with `?` in place of every string and number, and without comments: what it did and to
 * which tables, but no data. What cannot be read, such as a string that was cut off, is `?` too.
 */
export function withoutLiterals(statement: string): string {
  const text = statement.slice(0, READ_CHARS);
  let shown = '';
  for (const token of tokenize(text)) {
    shown += shownAs(token, text);
    if (shown.length > SHOWN_CHARS) return `${shown.slice(0, SHOWN_CHARS)}…`;
  }
  return shown.replaceAll(/ {2,}/g, ' ').trim();
}

/** The strings of a statement without their quotes, for finding them again in what the server says of it. */
export function stringLiterals(statement: string): string[] {
  const text = statement.slice(0, READ_CHARS);
  const strings: string[] = [];
  for (const { kind, start, end } of tokenize(text)) {
    if (kind === 'string') strings.push(text.slice(start + 1, end - 1));
  }
  return strings;
}

function shownAs({ kind, start, end }: Token, text: string): string {
  if (kind === 'string' || kind === 'number' || kind === 'invalid') return '?';
  if (kind === 'space' || kind === 'comment') return ' ';
  return text.slice(start, end);
}
