import { AetherError } from '../core/errors.ts';
import { serverErrno } from '../infra/mariadb/driver-error.ts';

/** True if the server answered the statement with an error. */
export function isRefusal(thrown: unknown): thrown is AetherError {
  if (!(thrown instanceof AetherError) || thrown.code === 'MARIADB_CONNECTION_LOST') return false;
  return serverErrno(thrown) !== undefined;
}
