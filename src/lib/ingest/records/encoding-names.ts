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
