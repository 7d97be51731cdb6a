import { AetherError, type SourceLocation } from '../../core/errors.ts';

/** One statement as the `mariadb` client would send it, with its place in the script (from 1). */
export interface ScriptStatement {
  readonly text: string;
  readonly startLine: number;
  readonly startColumn: number;
}

const DELIMITER_LINE = /[ \t]*delimiter[ \t]+(\S+)[^\n]*(?:\n|$)/iy;
const QUOTES = new Set(["'", '"', '`']);

/**
 * Cuts a script into statements as the `mariadb` client does, under the default sql_mode: strings and comments hide
 * delimiters, DELIMITER lines change them, executable comments stay part of their statement.
 * Throws MIGRATION_INVALID with a position for a string or comment without an end.
 */
export function splitScript(script: string, file: string): ScriptStatement[] {
  const statements: ScriptStatement[] = [];
  let delimiter = ';';
  let start = -1;
  let at = script.startsWith('\uFEFF') ? 1 : 0;
  const locate = (offset: number) => locationOf(script, offset, file);
  const close = (end: number) => {
    if (start === -1) return;
    const { line, column } = locate(start);
    statements.push({ text: script.slice(start, end).trimEnd(), startLine: line, startColumn: column });
    start = -1;
  };
  while (at < script.length) {
    DELIMITER_LINE.lastIndex = at;
    const command = start === -1 && isLineStart(script, at) ? DELIMITER_LINE.exec(script) : null;
    if (command !== null) {
      delimiter = command[1] ?? ';';
      at += command[0].length;
    } else if (script.startsWith(delimiter, at)) {
      close(at);
      at += delimiter.length;
    } else {
      const end = tokenEnd(script, at, locate);
      const isVisible = !isPlainComment(script, at) && script.slice(at, end).trim() !== '';
      if (start === -1 && isVisible) start = at;
      at = end;
    }
  }
  close(script.length);
  return statements;
}

/** Where the string, comment or single character at `at` ends. */
function tokenEnd(script: string, at: number, locate: (offset: number) => SourceLocation): number {
  const character = script[at] ?? '';
  if (QUOTES.has(character)) return quotedEnd(script, at, character, locate);
  if (script.startsWith('/*', at)) {
    const end = script.indexOf('*/', at + 2);
    if (end === -1) throw unterminated('comment', locate(at));
    return end + 2;
  }
  if (isLineComment(script, at)) {
    const end = script.indexOf('\n', at);
    return end === -1 ? script.length : end;
  }
  return at + 1;
}

function quotedEnd(
  script: string,
  at: number,
  quote: string,
  locate: (offset: number) => SourceLocation,
): number {
  for (let next = at + 1; next < script.length; next += 1) {
    if (script[next] === '\\' && quote !== '`') next += 1;
    else if (script[next] === quote && script[next + 1] === quote) next += 1;
    else if (script[next] === quote) return next + 1;
  }
  throw unterminated(quote === '`' ? 'quoted name' : 'string', locate(at));
}

function isLineComment(script: string, at: number): boolean {
  return script[at] === '#' || (script.startsWith('--', at) && /\s|^$/.test(script.slice(at + 2, at + 3)));
}

function isPlainComment(script: string, at: number): boolean {
  const isBlock =
    script.startsWith('/*', at) && !script.startsWith('/*!', at) && !script.startsWith('/*M!', at);
  return isBlock || isLineComment(script, at);
}

function isLineStart(script: string, at: number): boolean {
  return at === 0 || script[at - 1] === '\n';
}

function locationOf(script: string, offset: number, file: string): SourceLocation {
  const before = script.slice(0, offset);
  const line = before.split('\n').length;
  return { file, line, column: offset - before.lastIndexOf('\n') };
}

function unterminated(what: string, location: SourceLocation): AetherError {
  const { file, line, column } = location;
  return new AetherError(
    'MIGRATION_INVALID',
    `${file}:${line}:${column}: the ${what} that begins here has no end`,
    {
      location,
    },
  );
}
