import { z } from 'zod';
import { unlessMissing } from './fields.ts';
import { BUDGET_HELP, readBudget } from '../../../core/reject-budget.ts';
import { parseBytes, parseDurationSeconds } from '../../../core/units.ts';

const SIZE = /^\d+(\.\d+)?(B|KiB|MiB|GiB|TiB)$/;
const DURATION = /^\d+(\.\d+)?(ms|s|m|h|d)$/;

/** A size with its unit, `16MiB`; a number of bytes in the program. */
export const size = () =>
  z.codec(z.string({ error: unlessMissing(SIZE_HELP) }).regex(SIZE, SIZE_HELP), z.number(), {
    decode: (text) => parseBytes(text) ?? 0,
    encode: (bytes) => writeSize(bytes),
  });

/** A duration with its unit, `500ms`, `3s`, `1h`; a number of seconds in the program. */
export const duration = () =>
  z.codec(z.string({ error: unlessMissing(DURATION_HELP) }).regex(DURATION, DURATION_HELP), z.number(), {
    decode: (text) => parseDurationSeconds(text) ?? 0,
    encode: (seconds) => writeDuration(seconds),
  });

/** How many rejected records a file may have: `100`, `1%`, and of single rules `1%,range=5`. */
export const rejectBudget = () =>
  z.union([z.int().min(0), z.string().refine((text) => readBudget(text) !== undefined)], {
    error: unlessMissing(BUDGET_HELP),
  });

const SIZE_HELP = 'must be a size with its unit, such as 16MiB (B, KiB, MiB, GiB, TiB)';
const DURATION_HELP = 'must be a duration with its unit, such as 3s (ms, s, m, h, d)';

const SIZE_UNITS = [
  ['TiB', 1024 ** 4],
  ['GiB', 1024 ** 3],
  ['MiB', 1024 ** 2],
  ['KiB', 1024],
] as const;

const DURATION_UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
] as const;

/** Bytes in the largest unit that divides them: the text that {@link size} reads back to the same number. */
export function writeSize(bytes: number): string {
  const unit = SIZE_UNITS.find(([, factor]) => bytes >= factor && bytes % factor === 0);
  return unit === undefined ? `${bytes}B` : `${bytes / unit[1]}${unit[0]}`;
}

/** Seconds in the largest unit that divides them: the text that {@link duration} reads back to the same number. */
export function writeDuration(seconds: number): string {
  if (!Number.isInteger(seconds)) return `${Math.round(seconds * 1000)}ms`;
  const unit = DURATION_UNITS.find(([, factor]) => seconds >= factor && seconds % factor === 0);
  return unit === undefined ? `${seconds}s` : `${seconds / unit[1]}${unit[0]}`;
}
