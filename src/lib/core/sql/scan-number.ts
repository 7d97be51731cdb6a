import { isDigit, isWordCharacter } from './characters.ts';
import type { Token } from './token.ts';

const NUMBER = /^(?:\d+|0x[\da-f]+|0b[01]+|\d+e\d+)$/i;

/** A number, or a word that begins with a digit: `2024_orders` is a name to the server. */
export function scanNumber(source: string, start: number): Token {
  const wordEnd = digitsEnd(source, start, isWordCharacter);
  const text = source.slice(start, wordEnd);
  if (/^\d+e$/i.test(text) && /[+-]/.test(source.charAt(wordEnd))) {
    return { kind: 'number', start, end: exponentEnd(source, wordEnd - 1) };
  }
  if (!NUMBER.test(text)) return { kind: 'word', start, end: wordEnd };
  if (!/^\d+$/.test(text) || source.charAt(wordEnd) !== '.') return { kind: 'number', start, end: wordEnd };
  return { kind: 'number', start, end: exponentEnd(source, digitsEnd(source, wordEnd + 1, isDigit)) };
}

function digitsEnd(source: string, start: number, belongs: (code: number) => boolean): number {
  let end = start;
  while (end < source.length && belongs(source.charCodeAt(end))) end += 1;
  return end;
}

/** Where the exponent that may begin at `at` ends. */
function exponentEnd(source: string, at: number): number {
  const [, digits] = /^[eE]([+-]?\d+)/.exec(source.slice(at, at + 8)) ?? [];
  return digits === undefined ? at : at + 1 + digits.length;
}
