import { AetherError, systemErrorCode } from '../../core/errors.ts';

/** An input that the system does not let us read. */
export function unreadable(path: string, thrown: unknown): AetherError {
  return new AetherError(
    'INPUT_UNREADABLE',
    `${path}: cannot be read (${systemErrorCode(thrown) ?? 'unknown error'})`,
    {
      cause: thrown,
    },
  );
}
