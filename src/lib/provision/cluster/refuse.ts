import { AetherError } from '../../core/errors.ts';

/** The error for what must not be done. */
export function refuse({ reason, hint }: { readonly reason: string; readonly hint: string }): AetherError {
  return new AetherError('PROVISION_REFUSED', `${reason}; nothing was changed`, { hint });
}
