import { isSpace } from '../../core/sql/characters.ts';

/**
 * What the client takes for itself where a line or a statement begins with it (`help` of 10.11 to 11.8).
 * USE is one of them too, but the server knows it as well.
 */
const CLIENT_COMMANDS: ReadonlySet<string> = new Set(
  (
    '? charset clear connect costs delimiter edit ego exit go help nopager notee nowarning pager print prompt quit ' +
    'rehash sandbox source status system tee warnings'
  ).split(' '),
);

/** The client keeps fifteen bytes of a delimiter and silently drops the rest. */
const DELIMITER_MAX = 15;

const DELIMITER_WORD = /delimiter(?![\w$\u0080-\uFFFF])/iy;

/** No quotes, no backslash; and nothing that may begin a comment, as the client reads that as either. */
const DELIMITER_ARGUMENT = /^[ \t]+((?![#-]|\/\*)[!#-&(-[\]-_a-~]+)(?: .*)?$/s;

export function isClientCommand(word: string): boolean {
  return CLIENT_COMMANDS.has(word.toLowerCase());
}

/** Whether the word DELIMITER begins at `at` with only blanks before it on its line. */
export function isDelimiterLine(script: string, at: number): boolean {
  // Asked at every token: the letter alone is quicker than the expression.
  const letter = script[at];
  if (letter !== 'd' && letter !== 'D') return false;
  DELIMITER_WORD.lastIndex = at;
  return DELIMITER_WORD.test(script) && startsLine(script, at);
}

/** The line that begins with DELIMITER at `at`: what it sets, undefined where that cannot be used, and where it ends. */
export function readDelimiterLine(
  script: string,
  at: number,
): { delimiter: string | undefined; end: number } {
  const newline = script.indexOf('\n', at);
  const end = newline === -1 ? script.length : newline;
  const argument = script.slice(at + 'delimiter'.length, end).replace(/\r$/, '');
  const delimiter = DELIMITER_ARGUMENT.exec(argument)?.[1];
  return {
    delimiter: delimiter !== undefined && delimiter.length <= DELIMITER_MAX ? delimiter : undefined,
    end,
  };
}

function startsLine(script: string, at: number): boolean {
  let before = at - 1;
  while (before >= 0 && script[before] !== '\n' && isSpace(script.charCodeAt(before))) before -= 1;
  return before < 0 || script[before] === '\n' || (before === 0 && script[0] === '\uFEFF');
}
