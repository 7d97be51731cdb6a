import type { Source, StepSpec } from '../source/source-schema.ts';
import { tablesRead } from './tables-read.ts';

type Steps = Pick<Source, 'files' | 'steps'>;

/**
 * The files whose rows a step reads from the tables that they go to, by their names in the source; that of the step is
 * not among them. If one of them is not loaded, what the step finds says nothing: every record would be one without a
 * match. What a check of the same file waits for is not needed, as records without it wait.
 */
export function neededByStep({ files, steps }: Steps, index: number): ReadonlySet<string> {
  const step = steps[index];
  if (step === undefined || isWait(step)) return new Set();
  const before = steps.slice(0, index);
  const tables = new Set(tablesRead('check' in step ? step.where : step.select));
  const ownSteps = steps.filter(({ file }) => file === step.file);
  for (const own of ownSteps) {
    if ('check' in own && isWait(own)) for (const table of tablesRead(own.where)) tables.delete(table);
    // An upsert finds at least the rows that the file itself has brought.
    if ('upsert' in own && 'upsert' in step) tables.delete(own.upsert);
  }
  const staged = before.flatMap((other) =>
    'upsert' in other && tables.has(other.upsert) ? [other.file] : [],
  );
  const direct = Object.entries(files).flatMap(([key, { into }]) =>
    into !== undefined && tables.has(into) ? [key] : [],
  );
  return new Set([...staged, ...direct].filter((key) => key !== step.file));
}

/**
 * The files without which the records of a file cannot be worked through: those that its steps from `from` on need.
 * Warnings are not among these steps; they only say less.
 */
export function neededByFile(source: Steps, fileKey: string, from = 0): ReadonlySet<string> {
  const needed = source.steps.flatMap((step, index) =>
    index >= from && step.file === fileKey && !isWarning(step) ? [...neededByStep(source, index)] : [],
  );
  return new Set(needed);
}

function isWait(step: StepSpec): boolean {
  return 'check' in step && step.on_fail === 'wait';
}

function isWarning(step: StepSpec): boolean {
  return 'check' in step && step.on_fail === 'warn';
}
