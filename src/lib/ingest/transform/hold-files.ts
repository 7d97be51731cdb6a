import type { Source } from '../source/source-schema.ts';
import { neededByFile } from './needed-files.ts';

/** A file of the ledger, as far as others depend on it. */
export interface DeliveredFile {
  readonly fileId: number;
  readonly fileKey: string;
  /** Without its directory. */
  readonly name: string;
  /** The run that it came with. */
  readonly runId: string;
}

/** Files that cannot be worked through, each with the names of the files that are not loaded. */
export type HeldFiles = ReadonlyMap<number, readonly string[]>;

/**
 * The files whose steps cannot be judged, because a file that came with them, or with this run, is not loaded, or is held
 * itself. Steps before `from` are done.
 */
export function holdFiles(
  source: Pick<Source, 'files' | 'steps'>,
  files: readonly DeliveredFile[],
  { missing, runId, from = 0 }: { missing: readonly DeliveredFile[]; runId: string; from?: number },
): HeldFiles {
  const needs = new Map(
    Object.keys(source.files).map((fileKey) => [fileKey, neededByFile(source, fileKey, from)] as const),
  );
  const held = new Map<number, readonly string[]>();
  const absent = missing.map((file) => ({ ...file, names: [file.name] }));
  for (let grew = true; grew;) {
    grew = false;
    for (const file of files.filter(({ fileId }) => !held.has(fileId))) {
      const lacks = absent.filter(
        (other) =>
          needs.get(file.fileKey)?.has(other.fileKey) === true &&
          (other.runId === file.runId || other.runId === runId),
      );
      if (lacks.length === 0) continue;
      const names = [...new Set(lacks.flatMap((other) => other.names))];
      held.set(file.fileId, names);
      absent.push({ ...file, names });
      grew = true;
    }
  }
  return held;
}
