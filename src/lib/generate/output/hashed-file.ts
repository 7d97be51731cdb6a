import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../../core/errors.ts';

/** A file that is written from front to back and hashed on the way. */
export interface HashedFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>;
  bytes(): number;
  /** SHA-256 of what was written, in hex; to be asked once. */
  sha256(): string;
}

/** Begins a file again. It and its writes throw FILE_UNWRITABLE. */
export async function createHashedFile(path: string): Promise<HashedFile> {
  const file = await open(path, 'w').catch((thrown: unknown) => {
    throw unwritable(path, thrown);
  });
  const hash = createHash('sha256');
  let written = 0;
  return {
    write: async (bytes) => {
      hash.update(bytes);
      written += bytes.length;
      // Waiting for each write keeps memory bounded by the chunks in work.
      await file.writeFile(bytes).catch((thrown: unknown) => {
        throw unwritable(path, thrown);
      });
    },
    bytes: () => written,
    sha256: () => hash.digest('hex'),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function unwritable(path: string, thrown: unknown): AetherError {
  const why = systemErrorCode(thrown) ?? 'unknown error';
  return new AetherError('FILE_UNWRITABLE', `${path}: cannot be written (${why})`, { cause: thrown });
}
