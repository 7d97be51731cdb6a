import { AetherError } from '../../core/errors.ts';

/** The error for what could lose writes or make a second cluster; before anything was changed. */
export function refuseRecovery({
  reason,
  hint,
}: {
  readonly reason: string;
  readonly hint: string;
}): AetherError {
  return new AetherError('RECOVER_REFUSED', `${reason}; nothing was changed`, { hint });
}
