import { basename } from 'node:path';
import { AetherError } from '../../core/errors.ts';
import { type InputFile, inputFile, toPattern } from '../input/find-files.ts';
import { REJECT_COLUMNS, REJECTS_SUFFIX } from './reject-columns.ts';
import type { Source } from '../source/source-schema.ts';

/** A corrected file of rejects, and the source as it describes such a file. */
export interface ReplayInput {
  readonly file: InputFile;
  readonly source: Source;
}

/**
 * Finds the file of the source whose rejects these are, by the name `<file>.rejects.csv` that aether gave them.
 * Throws USAGE for another name.
 */
export async function replayInput(source: Source, path: string): Promise<ReplayInput> {
  const name = basename(path);
  const original = name.endsWith(REJECTS_SUFFIX) ? name.slice(0, -REJECTS_SUFFIX.length) : undefined;
  const entry = Object.entries(source.files).find(
    ([, spec]) => original !== undefined && toPattern(spec.match).test(original),
  );
  if (entry === undefined) {
    throw new AetherError(
      'USAGE',
      `--replay ${path}: not named after a file of the source "${source.source}"`,
      {
        hint: `keep the name that aether gave it: the file's own, followed by ${REJECTS_SUFFIX}`,
      },
    );
  }
  const [fileKey, spec] = entry;
  const columns = spec.dialect.header ? spec.columns : spec.columns.map(behindAnnotations);
  return {
    file: { ...(await inputFile(fileKey, path)), deliveryName: null },
    source: { ...source, files: { ...source.files, [fileKey]: { ...spec, columns } } },
  };
}

type Column = Source['files'][string]['columns'][number];

/** Without a header fields are found by position, and the annotations have taken the first ones. */
function behindAnnotations(column: Column, index: number): Column {
  const position = typeof column.from === 'number' ? column.from : index + 1;
  return { ...column, from: position + REJECT_COLUMNS.length };
}
