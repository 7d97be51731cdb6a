import { isSpace } from './characters.ts';
import type { Token } from './token.ts';

/** First line of dumps, that of 10.11.8 without the M: a client command in a comment, nothing to anybody else. */
const SANDBOX_LINE = /\/\*M?!999999\\- enable the sandbox mode \*\//y;

const EXECUTABLE_OPEN = /\/\*M?!(?:\d{5,6})?/y;

/** In these the client goes on where the server ends the comment: after `/*!` and after `/*` with `/` at once. */
const NESTED_OPEN = /\/\*[!/]/;

export function scanHash(source: string, start: number): Token {
  return lineComment(source, start);
}

/** `--` begins a comment only before a blank or at the end; `1--1` is arithmetic. */
export function scanDash(source: string, start: number): Token {
  const isComment =
    source.startsWith('--', start) && (start + 2 >= source.length || isSpace(source.charCodeAt(start + 2)));
  return isComment ? lineComment(source, start) : { kind: 'punctuation', start, end: start + 1 };
}

export function scanSlash(source: string, start: number): Token {
  if (source.charAt(start + 1) !== '*') return { kind: 'punctuation', start, end: start + 1 };
  const sandboxEnd = matchEnd(SANDBOX_LINE, source, start);
  if (sandboxEnd !== undefined) return { kind: 'comment', start, end: sandboxEnd };
  const openEnd = matchEnd(EXECUTABLE_OPEN, source, start);
  if (openEnd !== undefined) return { kind: 'executable-open', start, end: openEnd };
  return blockComment(source, start);
}

/** Where the match of a sticky expression ends that begins at `start`. */
function matchEnd(expression: RegExp, source: string, start: number): number | undefined {
  expression.lastIndex = start;
  return expression.test(source) ? expression.lastIndex : undefined;
}

/** Outside strings only `\N`, an old way to write NULL, is SQL; all others are commands of the client. */
export function scanBackslash(source: string, start: number): Token {
  if (source.charAt(start + 1) === 'N') return { kind: 'word', start, end: start + 2 };
  const command = source.slice(start, start + 2).trimEnd();
  const fault = `"${command}" outside a string is a command of the mariadb client, not SQL`;
  return { kind: 'invalid', start, end: start + 1, fault };
}

function lineComment(source: string, start: number): Token {
  const end = source.indexOf('\n', start);
  return { kind: 'comment', start, end: end === -1 ? source.length : end };
}

function blockComment(source: string, start: number): Token {
  const inner = source.indexOf('*/', start + 2);
  if (inner === -1) {
    return { kind: 'invalid', start, end: source.length, fault: 'the comment that begins here has no end' };
  }
  const end = inner + 2;
  const nested = NESTED_OPEN.exec(source.slice(start + 2, end))?.[0];
  if (nested === undefined) return { kind: 'comment', start, end };
  const fault = `the client and the server disagree where this comment with "${nested}" in it ends`;
  return { kind: 'invalid', start, end, fault };
}
