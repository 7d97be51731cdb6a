import type { Token } from './token.ts';

const BACKSLASH = 92;

/** A string or a quoted name. A doubled quote stays inside; a backslash hides the next character, except in names. */
export function scanQuoted(source: string, start: number): Token {
  const quote = source.charCodeAt(start);
  const isName = source.charAt(start) === '`';
  for (let at = start + 1; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH && !isName) at += 1;
    else if (code === quote && source.charCodeAt(at + 1) === quote) at += 1;
    else if (code === quote) return { kind: isName ? 'name' : 'string', start, end: at + 1 };
  }
  const what = isName ? 'quoted name' : 'string';
  return { kind: 'invalid', start, end: source.length, fault: `the ${what} that begins here has no end` };
}
