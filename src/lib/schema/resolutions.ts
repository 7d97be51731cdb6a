import { AetherError } from '../core/errors.ts';
import type { Resolutions, Settled } from './settle-interrupted.ts';

const RESOLUTION = /^(\d{4}):(\d+)=(done|pending)$/;

/** Reads `0003:7=done,0003:8=pending`; throws USAGE for anything else. */
export function parseResolutions(text: string | undefined): Resolutions {
  const resolutions = new Map<string, Settled>();
  for (const part of (text ?? '').split(',').filter((word) => word !== '')) {
    const match = RESOLUTION.exec(part);
    if (match === null) {
      throw new AetherError(
        'USAGE',
        `--resolve ${part}: not of the form VERSION:STEP=done or VERSION:STEP=pending`,
      );
    }
    resolutions.set(`${match[1]}:${match[2]}`, match[3] as Settled);
  }
  return resolutions;
}
