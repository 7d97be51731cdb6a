import type { SourceLocation } from '../../core/errors.ts';
import { isSpace } from './characters.ts';
import { isClientCommand, isDelimiterLine, readDelimiterLine } from './client-command.ts';
import { changesQuoting } from './quoting-mode.ts';
import { scanToken } from './scan-token.ts';
import { invalidScript, scriptPositions } from './script-position.ts';
import type { Token } from './token.ts';

/** One statement as the `mariadb` client would send it, with its place in the script (from 1). */
export interface ScriptStatement {
  readonly text: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** Where the splitter stands. An offset of -1 means that there is none. */
interface Progress {
  readonly script: string;
  readonly locate: (offset: number) => SourceLocation;
  readonly statements: ScriptStatement[];
  delimiter: string;
  /** Of the statement that is being read: its first token, and the end of its last. */
  start: number;
  end: number;
  /** Where the executable comment began that is being read. */
  executable: number;
}

const ALPHANUMERIC = /^\w$/;

/**
 * Cuts a script into statements as the `mariadb` client does under the default sql_mode: strings and comments hide
 * delimiters, DELIMITER lines change them, executable comments stay part of their statement. Comments before a
 * statement are left out, comments in it stay. Throws MIGRATION_INVALID with the place of what cannot be read, and of
 * what the client does not send as it stands (docs/decisions/0005-script-lexer.md).
 */
export function splitScript(script: string, file: string): ScriptStatement[] {
  const locate = scriptPositions(script, file);
  const progress: Progress = {
    script,
    locate,
    statements: [],
    delimiter: ';',
    start: -1,
    end: -1,
    executable: -1,
  };
  const nul = script.indexOf('\0');
  if (nul !== -1) throw invalidScript(locate(nul), 'the client stops at a NUL character');
  let at = script.startsWith('\uFEFF') ? 1 : 0;
  while (at < script.length) {
    at = isDelimiterLine(script, at) ? takeDelimiterLine(progress, at) : takeToken(progress, at);
  }
  endStatement(progress);
  return progress.statements;
}

function takeToken(progress: Progress, at: number): number {
  const { script, delimiter } = progress;
  const token = scanToken(script, at, { delimiter, inExecutable: progress.executable !== -1 });
  if (token.kind === 'delimiter') {
    refuseCutWord(progress, token);
    endStatement(progress);
  } else {
    addToken(progress, token);
  }
  return token.end;
}

function addToken(progress: Progress, token: Token): void {
  const { kind, start, end, fault } = token;
  if (fault !== undefined) throw invalidScript(progress.locate(start), fault);
  if (kind === 'executable-open') openExecutable(progress, start);
  if (kind === 'executable-close') progress.executable = -1;
  if (kind === 'comment') refuseCommentInExecutable(progress, start);
  if (kind === 'space' || (kind === 'comment' && progress.start === -1)) return;
  if (progress.start === -1) beginStatement(progress, token);
  progress.end = end;
}

function beginStatement(progress: Progress, { kind, start, end }: Token): void {
  const { script, locate } = progress;
  if (kind === 'word' && isClientCommand(script.slice(start, end))) {
    const word = script.slice(start, end);
    throw invalidScript(
      locate(start),
      `"${word}" is a command of the mariadb client, not SQL`,
      COMMAND_HINT[word.toLowerCase()],
    );
  }
  if (script.startsWith('--', start)) {
    throw invalidScript(locate(start), '"--" begins a comment only where a blank follows it');
  }
  progress.start = start;
}

const COMMAND_HINT: Readonly<Record<string, string>> = {
  delimiter: 'write DELIMITER at the beginning of a line of its own, followed by a blank',
};

function endStatement(progress: Progress): void {
  const { script, start, end, executable, statements, locate, delimiter } = progress;
  if (executable !== -1) {
    throw invalidScript(
      locate(executable),
      `the executable comment that begins here has no end before the next "${delimiter}"`,
      'set another delimiter before it with a DELIMITER line',
    );
  }
  if (start === -1) return;
  const { line, column } = locate(start);
  const text = script.slice(start, textEnd(script, end)).replaceAll('\r\n', '\n');
  if (changesQuoting(text)) {
    throw invalidScript(
      locate(start),
      'this sql_mode changes what quotes or backslashes mean in the rest of the script',
    );
  }
  statements.push({ text, startLine: line, startColumn: column });
  progress.start = -1;
}

/** Without the blanks at the end of a line comment. */
function textEnd(script: string, end: number): number {
  let last = end;
  while (isSpace(script.charCodeAt(last - 1))) last -= 1;
  return last;
}

function takeDelimiterLine(progress: Progress, at: number): number {
  const { script, start, executable, locate } = progress;
  if (start !== -1 || executable !== -1) {
    throw invalidScript(
      locate(at),
      'DELIMITER inside a statement: the client adds it to the statement and drops the line break',
      'end the statement before this line; a column of this name needs backquotes here',
    );
  }
  const { delimiter, end } = readDelimiterLine(script, at);
  if (delimiter === undefined) {
    throw invalidScript(
      locate(at),
      'this DELIMITER line sets nothing that can be used',
      'write up to 15 ASCII characters without quotes and backslashes, not like a comment, and a space before anything else',
    );
  }
  progress.delimiter = delimiter;
  return end;
}

/** A delimiter of letters or digits ends a statement in the middle of a word that contains it: never meant. */
function refuseCutWord({ script, locate, delimiter }: Progress, { start, end }: Token): void {
  const cutsBefore = ALPHANUMERIC.test(delimiter.charAt(0)) && ALPHANUMERIC.test(script.charAt(start - 1));
  const cutsAfter = ALPHANUMERIC.test(delimiter.slice(-1)) && ALPHANUMERIC.test(script.charAt(end));
  if (cutsBefore || cutsAfter) {
    throw invalidScript(
      locate(start),
      `the delimiter "${delimiter}" cuts a word in two here`,
      'use one like // or $$',
    );
  }
}

function openExecutable(progress: Progress, start: number): void {
  if (progress.executable !== -1) {
    throw invalidScript(progress.locate(start), 'an executable comment inside an executable comment');
  }
  progress.executable = start;
}

/** On the line on which an executable comment began, the client takes the end of a comment in it for both ends. */
function refuseCommentInExecutable({ script, locate, executable }: Progress, start: number): void {
  if (executable === -1 || !script.startsWith('/*', start)) return;
  if (script.lastIndexOf('\n', start) > executable) return;
  throw invalidScript(
    locate(start),
    'a comment on the line on which an executable comment begins: the client and the server disagree where it ends',
    'begin a new line before the comment',
  );
}
