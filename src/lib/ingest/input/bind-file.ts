import { AetherError } from '../../core/errors.ts';
import { didYouMean } from '../../core/suggest.ts';
import { type BoundColumn, bindByPosition, describeHeader, matchHeader } from '../columns/bind-columns.ts';
import type { FileSpec } from '../source/source-schema.ts';
import type { InputFile } from './find-files.ts';

export interface BoundFile {
  readonly columns: readonly BoundColumn[];
  /** How many fields every record must have; 0 where the file has no header to say so. */
  readonly fieldCount: number;
  /** What is worth telling about a header that fits, though not exactly. */
  readonly headerNotes: readonly string[];
}

const SHOWN_HEADER_CHARS = 200;

/** Finds the field of every column. Throws INPUT_FORMAT naming every column that the header lacks. */
export function bindFile(file: InputFile, spec: FileSpec, header: readonly string[] | undefined): BoundFile {
  if (header === undefined) return { columns: bindByPosition(spec.columns), fieldCount: 0, headerNotes: [] };
  const match = matchHeader(header, spec.columns);
  const notes = describeHeader(match);
  if (match.missing.length === 0)
    return { columns: match.columns, fieldCount: header.length, headerNotes: notes };
  const missing = match.missing.map(
    ({ name, from = name }) => `"${from}"${didYouMean(String(from), match.extra)}`,
  );
  // In a wrong encoding it holds control characters, which a terminal would obey.
  const shown = header.join(', ').replaceAll(/\p{Cc}/gu, '\uFFFD');
  const found = shown.length > SHOWN_HEADER_CHARS ? `${shown.slice(0, SHOWN_HEADER_CHARS)}…` : shown;
  throw new AetherError(
    'INPUT_FORMAT',
    `${file.path}:1: the header lacks ${missing.join(', ')}; it has: ${found}`,
    {
      hint: 'correct "from" of these columns in the source, or check that this is the right file',
    },
  );
}
