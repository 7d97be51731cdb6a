import { isDigit, isSpace, isStrayControl, isWordCharacter } from './characters.ts';
import { scanBackslash, scanDash, scanHash, scanSlash } from './scan-comment.ts';
import { scanNumber } from './scan-number.ts';
import { scanQuoted } from './scan-quoted.ts';
import type { Token } from './token.ts';

/** What the meaning of a character depends on, besides the characters after it. */
export interface ScanMode {
  /** What ends a statement; empty where a text is one statement. */
  readonly delimiter: string;
  /** Inside `/*! … *\/`. */
  readonly inExecutable: boolean;
}

type Scanner = (source: string, start: number) => Token;

const BY_CHARACTER: readonly (readonly [string, Scanner])[] = [
  ["'", scanQuoted],
  ['"', scanQuoted],
  ['`', scanQuoted],
  ['#', scanHash],
  ['-', scanDash],
  ['/', scanSlash],
  ['\\', scanBackslash],
];

const SCANNERS = new Map(BY_CHARACTER.map(([character, scanner]) => [character.charCodeAt(0), scanner]));

/** The token that begins at `start`, which has to be before the end. Total: what is wrong is an `invalid` token. */
export function scanToken(source: string, start: number, { delimiter, inExecutable }: ScanMode): Token {
  if (delimiter !== '' && source.startsWith(delimiter, start)) {
    return { kind: 'delimiter', start, end: start + delimiter.length };
  }
  const token =
    inExecutable && source.startsWith('*/', start)
      ? closeExecutable(source, start)
      : scanPlain(source, start);
  return delimiter === '' ? token : cutAtDelimiter(source, token, delimiter);
}

function closeExecutable(source: string, start: number): Token {
  const end = start + 2;
  if (source.charAt(end) !== '*') return { kind: 'executable-close', start, end };
  return { kind: 'invalid', start, end, fault: 'the client reads "*/*" as "*" and the begin of a comment' };
}

function scanPlain(source: string, start: number): Token {
  const code = source.charCodeAt(start);
  if (isSpace(code)) return { kind: 'space', start, end: runEnd(source, start, isSpace) };
  if (isDigit(code)) return scanNumber(source, start);
  if (isWordCharacter(code)) return { kind: 'word', start, end: runEnd(source, start, isWordCharacter) };
  const scanner = SCANNERS.get(code);
  if (scanner !== undefined) return scanner(source, start);
  if (isStrayControl(code)) {
    const fault = `a control character (code ${code}) outside strings and comments`;
    return { kind: 'invalid', start, end: start + 1, fault };
  }
  return { kind: 'punctuation', start, end: start + 1 };
}

function runEnd(source: string, start: number, belongs: (code: number) => boolean): number {
  let end = start + 1;
  while (end < source.length && belongs(source.charCodeAt(end))) end += 1;
  return end;
}

/** The client looks for the delimiter at every character, so `END$$` ends at `$$` although `$` is a letter. */
function cutAtDelimiter(source: string, token: Token, delimiter: string): Token {
  const { kind, start, end } = token;
  const isMark = kind === 'executable-open' || kind === 'executable-close';
  if (!isMark && kind !== 'word' && kind !== 'number') return token;
  for (let at = start + 1; at < end; at += 1) {
    if (!source.startsWith(delimiter, at)) continue;
    if (isMark)
      return { kind: 'invalid', start, end: at, fault: `the delimiter "${delimiter}" cuts a comment` };
    return { kind, start, end: at };
  }
  return token;
}
