import { AetherError } from '../../core/errors.ts';
import { formatBytes } from '../../core/units.ts';
import { fieldTexts } from '../records/field-texts.ts';
import { createRecordScanner } from '../records/record-scanner.ts';
import type { FileSpec } from '../source/source-schema.ts';
import type { InputFile } from './find-files.ts';

export interface Header {
  readonly names: readonly string[];
  /** The whole record. */
  readonly text: string;
}

/**
 * Reads the header from the beginning of a file, in UTF-8; throws INPUT_FORMAT where there is none in sight. Where
 * that beginning is the whole file, it may be the header alone, without a line end.
 */
export function readHeader(
  file: InputFile,
  spec: FileSpec,
  { text, isWhole }: { readonly text: Buffer; readonly isWhole: boolean },
): Header {
  const scanner = createRecordScanner(spec.dialect);
  scanner.feed(text);
  if (isWhole) scanner.finish();
  if (!scanner.next()) throw noHeader(file, text);
  const { record } = scanner;
  return {
    names: fieldTexts(record, spec.dialect),
    text: record.buffer.toString('utf8', record.start, record.end),
  };
}

function noHeader(file: InputFile, text: Buffer): AetherError {
  return new AetherError(
    'INPUT_FORMAT',
    `${file.path}: no line ends in its first ${formatBytes(text.length)}, so it has no header`,
    { hint: 'check the file; or set "dialect.record_end" or "dialect.header" of this file in the source' },
  );
}
