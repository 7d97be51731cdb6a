import type { Source, StepSpec } from '../source/source-schema.ts';
import type { StagedRange } from './fill-placeholders.ts';
import { type DeliveredFile, type HeldFiles, holdFiles } from './hold-files.ts';
import { neededByStep } from './needed-files.ts';

/** The staged files that the steps of a run still work on, and those that they cannot. */
export interface StepFiles {
  readonly held: HeldFiles;
  staged(): ReadonlyMap<string, StagedRange>;
  /** The names of files that are not loaded, for want of which a step does not see all records of its file. */
  waitsForIn(step: StepSpec, index: number): readonly string[];
  /** Takes files out that a check has put over their budgets, and those that need their rows from `from` on. */
  take(fileIds: readonly number[], from: number): void;
}

interface Given {
  readonly source: Source;
  readonly runId: string;
  /** The tables by the names of their files in the source. */
  readonly tables: ReadonlyMap<string, string>;
  /** Staged, and not worked through. */
  readonly files: readonly DeliveredFile[];
  /** Not loaded. */
  readonly missing: readonly DeliveredFile[];
}

export function createStepFiles({ source, runId, tables, files, missing }: Given): StepFiles {
  const lost = [...missing];
  const held = new Map(holdFiles(source, files, { missing, runId }));
  const isLost = (fileId: number) => lost.some((file) => file.fileId === fileId);
  const sees = ({ fileId }: DeliveredFile) => !held.has(fileId) && !isLost(fileId);
  return {
    held,
    staged: () => {
      const seen = files.filter(sees);
      const range = (fileKey: string, table: string): StagedRange => ({
        table,
        fileIds: seen.filter((file) => file.fileKey === fileKey).map(({ fileId }) => fileId),
      });
      return new Map(Array.from(tables, ([fileKey, table]) => [fileKey, range(fileKey, table)]));
    },
    waitsForIn(step, index) {
      const needed = neededByStep(source, index);
      const own = files.filter(({ fileKey }) => fileKey === step.file);
      const names = [
        ...lost.filter(({ fileKey }) => fileKey === step.file || needed.has(fileKey)).map(({ name }) => name),
        ...files.filter(({ fileKey }) => needed.has(fileKey)).flatMap(({ fileId }) => held.get(fileId) ?? []),
        ...own.flatMap(({ fileId }) => held.get(fileId) ?? []),
      ];
      return [...new Set(names)];
    },
    take(fileIds, from) {
      const taken = files.filter(({ fileId }) => fileIds.includes(fileId));
      lost.push(...taken.map((file) => ({ ...file, runId })));
      const further = holdFiles(source, files.filter(sees), { missing: lost, runId, from });
      for (const [fileId, names] of further) held.set(fileId, names);
    },
  };
}
