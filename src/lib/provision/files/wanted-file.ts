import { structuredPatch } from 'diff';
import { quoteArgument } from '../../infra/ssh/command/quote.ts';
import type { Change } from '../step-spec.ts';
import type { SeenFile } from './see-files.ts';

/** A file as a host should have it. */
export interface WantedFile {
  readonly path: string;
  readonly content: string;
  /** `644`. */
  readonly mode: string;
  /** `root:mysql`. */
  readonly owner: string;
  /** A command that is given the path of the new file, and must succeed before the file takes its place. */
  readonly check?: string;
  /** Nothing of it is ever shown. */
  readonly isSecret?: true;
}

/** True if the host has exactly this. */
export function isAsWanted(seen: SeenFile | undefined, wanted: WantedFile): boolean {
  return (
    seen?.kind === 'file' &&
    seen.content === wanted.content &&
    seen.access === `${wanted.mode} ${wanted.owner}`
  );
}

/** `/etc/hosts: create (0644 root:root), 3 lines`. */
export function describeFile(seen: SeenFile | undefined, wanted: WantedFile): string {
  const access = `0${wanted.mode} ${wanted.owner}`;
  const lines = wanted.content.trimEnd().split('\n').length;
  if (seen === undefined || seen.kind === 'absent')
    return `${wanted.path}: create (${access}), ${lines} ${lines === 1 ? 'line' : 'lines'}`;
  if (seen.kind === 'odd') return `${wanted.path}: is not a regular file; replace it (${access})`;
  if (seen.content === wanted.content) return `${wanted.path}: ${seen.access} becomes ${access}`;
  const { added, removed } = countChanges(seen.content, wanted.content);
  return `${wanted.path}: ${added} lines added, ${removed} removed`;
}

/** The lines that differ, with three lines around each; empty for a secret. */
export function fileDiff(seen: SeenFile | undefined, wanted: WantedFile): string[] {
  if (wanted.isSecret === true || seen?.content === wanted.content) return [];
  const lines = hunkLines(seen?.content ?? '', wanted.content);
  return [`${wanted.path}:`, ...lines.map(withoutSecret)];
}

function hunkLines(before: string, after: string): string[] {
  return structuredPatch('', '', before, after, undefined, undefined, { context: 2 }).hunks.flatMap(
    ({ lines }) => lines,
  );
}

function countChanges(before: string, after: string) {
  const lines = hunkLines(before, after);
  const count = (mark: string) => lines.filter((line) => line.startsWith(mark)).length;
  return { added: count('+'), removed: count('-') };
}

/** Also of a password that was in force before, which no redactor knows. */
function withoutSecret(line: string): string {
  return line.replace(/((?:password|sst_auth)\s*=\s*).*$/i, '$1(hidden)');
}

/** The call of the shell function `put_file`: the file appears whole or not at all. */
export function putFile({ path, mode, owner, content, check }: WantedFile): string {
  const words = [path, mode, owner, Buffer.from(content).toString('base64')];
  return `put_file ${words.map(quoteArgument).join(' ')} ${check ?? ''}`.trimEnd();
}

/** What the files need, as one change; undefined if all are as wanted. */
export function changeOfFiles(
  seen: readonly SeenFile[],
  wanted: readonly WantedFile[],
  rest: { readonly before?: string; readonly after?: string; readonly revert?: string } = {},
): Change | undefined {
  const seenOf = ({ path }: WantedFile) => seen.find((file) => file.path === path);
  const open = wanted.filter((file) => !isAsWanted(seenOf(file), file));
  if (open.length === 0) return undefined;
  return {
    kind: 'change',
    action: open.every((file) => seenOf(file)?.kind === 'absent') ? 'create' : 'change',
    summary: open.map((file) => describeFile(seenOf(file), file)).join('; '),
    diff: open.flatMap((file) => fileDiff(seenOf(file), file)),
    script: () => [rest.before ?? '', ...open.map(putFile), rest.after ?? ''].join('\n'),
    ...(rest.revert === undefined ? {} : { revert: rest.revert }),
  };
}
