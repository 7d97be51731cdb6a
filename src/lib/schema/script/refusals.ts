import { isWordCharacter } from '../../core/sql/characters.ts';
import { isClientCommand } from './client-command.ts';
import type { Token } from '../../core/sql/token.ts';

/** Why the splitter stops where the client goes on; docs/decisions/0005-script-lexer.md has them all. */
export interface Refusal {
  readonly fault: string;
  readonly hint?: string;
}

export const DELIMITER_IN_STATEMENT: Refusal = {
  fault: 'DELIMITER inside a statement: the client adds it to the statement and drops the line break',
  hint: 'end the statement before this line; a column of this name needs backquotes here',
};

export const USELESS_DELIMITER: Refusal = {
  fault: 'this DELIMITER line sets nothing that can be used',
  hint: 'write up to 15 ASCII characters without quotes and backslashes, not like a comment, and a space before any more',
};

export const OPEN_EXECUTABLE: Refusal = {
  fault: 'the executable comment that begins here has no end in its statement',
  hint: 'where a delimiter in it ends the statement too early, set another one with a DELIMITER line',
};

export const NESTED_EXECUTABLE: Refusal = {
  fault: 'an executable comment inside an executable comment',
};

export const OTHER_QUOTING: Refusal = {
  fault: 'this sql_mode changes what quotes or backslashes mean in the rest of the script',
  hint: 'write the script for the default meaning, and leave this mode out',
};

/** On the line on which an executable comment began, the client takes the end of a comment in it for both ends. */
export const COMMENT_BESIDE_EXECUTABLE: Refusal = {
  fault:
    'a comment on the line on which an executable comment begins: the client and the server disagree where it ends',
  hint: 'begin a new line before the comment',
};

/** The client takes a USE without a delimiter on its line for the whole statement. */
const OPEN_USE: Refusal = {
  fault: 'USE without a delimiter on its line: it ends here for the client, but not for the server',
  hint: 'end the line with the delimiter',
};

/** What speaks against a statement that begins with this token. */
export function refuseStart(script: string, { start, end }: Token, delimiter: string): Refusal | undefined {
  if (script.startsWith('--', start)) {
    return { fault: '"--" begins a comment only where a blank follows it' };
  }
  const word = script.slice(start, end).toLowerCase();
  if (word === 'use' && !endsOnItsLine(script, end, delimiter)) return OPEN_USE;
  if (!isClientCommand(word)) return undefined;
  const fault = `"${script.slice(start, end)}" is a command of the mariadb client, not SQL`;
  if (word !== 'delimiter') return { fault };
  return { fault, hint: 'write DELIMITER at the beginning of a line of its own' };
}

function endsOnItsLine(script: string, from: number, delimiter: string): boolean {
  const at = script.indexOf(delimiter, from);
  return !script
    .slice(from, at === -1 ? script.length : at)
    .trimEnd()
    .includes('\n');
}

/** A delimiter of letters or digits ends a statement in the middle of a word that contains it: never meant. */
export function refuseDelimiter(script: string, { start, end }: Token): Refusal | undefined {
  const cutsBefore = isWordPart(script, start) && isWordPart(script, start - 1);
  const cutsAfter = isWordPart(script, end - 1) && isWordPart(script, end);
  if (!cutsBefore && !cutsAfter) return undefined;
  const delimiter = script.slice(start, end);
  return { fault: `the delimiter "${delimiter}" cuts a word in two here`, hint: 'use one like // or $$' };
}

/** `$` is left out: `END$$` is what everybody writes. */
function isWordPart(script: string, at: number): boolean {
  return at >= 0 && at < script.length && script[at] !== '$' && isWordCharacter(script.charCodeAt(at));
}
