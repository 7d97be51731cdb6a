import type { ErrorCode } from '../../core/error-codes.ts';
import { AetherError } from '../../core/errors.ts';

const AWAY: readonly ErrorCode[] = ['MONGO_CONNECTION_LOST', 'MONGO_UNREACHABLE', 'MONGO_NOT_READY'];

/** True if a deployment was lost, is away or has no primary: the same work may pass later, on the same client. */
export function isMongoOutage(thrown: unknown): boolean {
  return thrown instanceof AetherError && AWAY.includes(thrown.code);
}
