import { createDecoder } from './decoder.ts';
import type { SourceLength } from './record-view.ts';

/** The encodings that a source file may have; all but the first are turned into UTF-8 before they are scanned. */
export const ENCODING_NAMES = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
] as const;

export type EncodingName = (typeof ENCODING_NAMES)[number];

/** How the bytes that are scanned relate to those of the file. */
export interface FileEncoding {
  readonly name: EncodingName;
  /** Undefined where they are the same. */
  readonly sourceLength?: SourceLength | undefined;
}

export function fileEncoding(name: EncodingName): FileEncoding {
  return { name, sourceLength: createDecoder(name)?.sourceLength };
}
