/** Encodings in which every character is one byte. */
export const SINGLE_BYTE_NAMES = [
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-15',
  'koi8-r',
] as const;

/** Encodings in which a character beyond ASCII is mostly two bytes, and in GB 18030 also four. */
export const MULTI_BYTE_NAMES = ['shift_jis', 'euc-kr', 'gb18030', 'big5'] as const;

/** The encodings that a source file may have; all but the first are turned into UTF-8 before they are scanned. */
export const ENCODING_NAMES = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  ...SINGLE_BYTE_NAMES,
  ...MULTI_BYTE_NAMES,
] as const;

export type SingleByteEncoding = (typeof SINGLE_BYTE_NAMES)[number];

export type MultiByteEncoding = (typeof MULTI_BYTE_NAMES)[number];

export type EncodingName = (typeof ENCODING_NAMES)[number];

export function isMultiByte(name: EncodingName): name is MultiByteEncoding {
  return (MULTI_BYTE_NAMES as readonly string[]).includes(name);
}
