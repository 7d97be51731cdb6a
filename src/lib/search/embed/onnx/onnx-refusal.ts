import type { AetherError } from '../../../core/errors.ts';
import { providerRefusal } from '../refusal.ts';

/** Something that no waiting changes: a file, a package, the model itself. */
export function onnxRefusal(message: string, hint?: string): AetherError {
  return providerRefusal('onnx', message, { reason: 'settings', ...(hint === undefined ? {} : { hint }) });
}
