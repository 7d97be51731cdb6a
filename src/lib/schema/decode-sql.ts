import { AetherError } from '../core/errors.ts';

/** A byte that is not UTF-8 would become a question mark in the database, unseen. Throws MIGRATION_INVALID. */
export function decodeSql(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    throw new AetherError('MIGRATION_INVALID', `${path}: is not UTF-8`, { cause: thrown });
  }
}
