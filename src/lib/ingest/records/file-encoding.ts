import { createDecoder } from './create-decoder.ts';
import type { EncodingName } from './encoding-names.ts';
import type { SourceLength } from './record-view.ts';

/** How the bytes that are scanned relate to those of the file. */
export interface FileEncoding {
  readonly name: EncodingName;
  /** Undefined where they are the same. */
  readonly sourceLength?: SourceLength | undefined;
}

export function fileEncoding(name: EncodingName): FileEncoding {
  return { name, sourceLength: createDecoder(name)?.sourceLength };
}
