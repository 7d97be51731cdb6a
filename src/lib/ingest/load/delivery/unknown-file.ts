import type { Input } from '../../input/input.ts';
import type { NewFile } from '../file-ledger.ts';

/** A file whose content the ledger does not have, or only of a superseded delivery. */
export interface Unknown {
  readonly input: Input;
  readonly entry: NewFile;
  /** The hashes of all files of this run. */
  readonly contents: ReadonlySet<string>;
  /** The files that this run has still to load. */
  readonly underWay: ReadonlySet<number>;
}
