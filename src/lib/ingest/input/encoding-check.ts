import { AetherError } from '../../core/errors.ts';
import { formatCount } from '../../core/units.ts';
import { createInvalidLineCounter, createLineCounter } from '../records/count-invalid-lines.ts';
import type { Input } from './input.ts';
import { ENCODING_HINT } from './inspect-inputs.ts';
import { readContent } from './read-content.ts';

/** Invalid bytes in more lines than this share: the declared encoding is wrong. In fewer, those records are. */
const MOST_INVALID = 0.05;

/** Judges the declared encoding of a file by all of its content. */
export interface EncodingCheck {
  /** Takes the next block of the content. */
  readonly add: (block: Buffer) => void;
  /** Throws INPUT_FORMAT if more than 5 % of the lines, and more than one, hold invalid bytes. */
  conclude(): Promise<void>;
}

export function createEncodingCheck({ file, spec: { encoding } }: Input, signal: AbortSignal): EncodingCheck {
  const counter = createInvalidLineCounter(encoding);
  return {
    add: (block) => counter.add(block),
    async conclude() {
      const invalid = counter.finish();
      if (invalid.count <= 1) return;
      // Only now: of a good file nobody needs to know how many lines it has.
      const counted = createLineCounter(encoding, invalid.firstAt);
      for await (const block of readContent(file, signal)) counted.add(block);
      const { lines, wanted } = counted.finish();
      if (invalid.count <= lines * MOST_INVALID) return;
      const share = `${formatCount(invalid.count)} of ${formatCount(lines)} lines`;
      throw new AetherError(
        'INPUT_FORMAT',
        `${file.path}:${wanted}: ${share} hold bytes that are not valid ${encoding}; this is the first`,
        { hint: ENCODING_HINT },
      );
    },
  };
}

/** Reads the whole content for the check alone. */
export async function requireEncoding(input: Input, signal: AbortSignal): Promise<void> {
  const check = createEncodingCheck(input, signal);
  for await (const block of readContent(input.file, signal)) check.add(block);
  await check.conclude();
}
