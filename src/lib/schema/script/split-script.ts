import type { AetherError, SourceLocation } from '../../core/errors.ts';
import { isSpace } from '../../core/sql/characters.ts';
import { isDelimiterLine, readDelimiterLine } from './client-command.ts';
import { changesQuoting } from './quoting-mode.ts';
import * as refusals from './refusals.ts';
import { scanToken } from '../../core/sql/scan-token.ts';
import { invalidScript, scriptPositions } from './script-position.ts';
import type { Token } from '../../core/sql/token.ts';

/** One statement as the `mariadb` client would send it, with its place in the script (from 1). */
export interface ScriptStatement {
  readonly text: string;
  readonly startLine: number;
  readonly startColumn: number;
}

/** Where the splitter stands. */
interface Progress {
  readonly script: string;
  readonly locate: (offset: number) => SourceLocation;
  readonly statements: ScriptStatement[];
  delimiter: string;
  /** Where the statement began that is being read, and where its last token so far ended. */
  start: number | undefined;
  end: number;
  /** Where the executable comment began that is being read. */
  executable: number | undefined;
}

/**
 * Cuts a script into statements as the `mariadb` client does under the default sql_mode: strings and comments hide
 * delimiters, DELIMITER lines change them, executable comments stay part of their statement. Comments before a
 * statement are left out, comments in it stay. Throws MIGRATION_INVALID with the place of what cannot be read, and of
 * what the client does not send as it stands (docs/decisions/0005-script-lexer.md).
 */
export function splitScript(script: string, file: string): ScriptStatement[] {
  const progress: Progress = {
    script,
    locate: scriptPositions(script, file),
    statements: [],
    delimiter: ';',
    start: undefined,
    end: 0,
    executable: undefined,
  };
  const nul = script.indexOf('\0');
  if (nul !== -1) throw refused(progress, nul, { fault: 'the client stops at a NUL character' });
  let at = script.startsWith('\uFEFF') ? 1 : 0;
  while (at < script.length) {
    at = isDelimiterLine(script, at) ? takeDelimiterLine(progress, at) : takeToken(progress, at);
  }
  endStatement(progress);
  return progress.statements;
}

function takeDelimiterLine(progress: Progress, at: number): number {
  if (progress.start !== undefined) throw refused(progress, at, refusals.DELIMITER_IN_STATEMENT);
  const { delimiter, end } = readDelimiterLine(progress.script, at);
  if (delimiter === undefined) throw refused(progress, at, refusals.USELESS_DELIMITER);
  progress.delimiter = delimiter;
  return end;
}

function takeToken(progress: Progress, at: number): number {
  const { script, delimiter, executable } = progress;
  const token = scanToken(script, at, { delimiter, inExecutable: executable !== undefined });
  if (token.kind === 'delimiter') {
    const refusal = refusals.refuseDelimiter(script, token);
    if (refusal !== undefined) throw refused(progress, at, refusal);
    endStatement(progress);
  } else if (token.kind === 'comment') {
    takeComment(progress, token);
  } else if (token.kind !== 'space') {
    takeVisible(progress, token);
  }
  return token.end;
}

function takeComment(progress: Progress, { start, end }: Token): void {
  const { script, executable } = progress;
  const isBeside = executable !== undefined && script.lastIndexOf('\n', start) < executable;
  if (isBeside && script.startsWith('/*', start)) {
    throw refused(progress, start, refusals.COMMENT_BESIDE_EXECUTABLE);
  }
  progress.end = end;
}

function takeVisible(progress: Progress, token: Token): void {
  const { kind, start, end, fault } = token;
  if (fault !== undefined) throw refused(progress, start, { fault });
  if (kind === 'executable-close') progress.executable = undefined;
  if (kind === 'executable-open') {
    if (progress.executable !== undefined) throw refused(progress, start, refusals.NESTED_EXECUTABLE);
    progress.executable = start;
  }
  if (progress.start === undefined) {
    const refusal = refusals.refuseStart(progress.script, token, progress.delimiter);
    if (refusal !== undefined) throw refused(progress, start, refusal);
    progress.start = start;
  }
  progress.end = end;
}

function endStatement(progress: Progress): void {
  const { script, start, executable } = progress;
  if (executable !== undefined) throw refused(progress, executable, refusals.OPEN_EXECUTABLE);
  if (start === undefined) return;
  // The client sends every line end as a line feed, and nothing blank at the end of a comment.
  let { end } = progress;
  while (isSpace(script.charCodeAt(end - 1))) end -= 1;
  const text = script.slice(start, end).replaceAll('\r\n', '\n');
  if (changesQuoting(text)) throw refused(progress, start, refusals.OTHER_QUOTING);
  const { line, column } = progress.locate(start);
  progress.statements.push({ text, startLine: line, startColumn: column });
  progress.start = undefined;
}

function refused(progress: Progress, offset: number, { fault, hint }: refusals.Refusal): AetherError {
  return invalidScript(progress.locate(offset), fault, hint);
}
