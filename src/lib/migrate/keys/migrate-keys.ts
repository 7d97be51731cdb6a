import { createHmac, hkdfSync } from 'node:crypto';
import { AetherError } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';

/** What is made with `migrate.key` of the environment file; each use has a key of its own, derived from it. */
export interface MigrateKeys {
  /** 24 bytes in base64url: equal texts of one domain have equal tokens. */
  readonly token: (domain: string, text: string) => string;
  /** 32 bytes in hex. */
  readonly digest: (text: string) => string;
  /** Tells two keys apart, and nothing of them. */
  readonly id: string;
}

const SHORTEST = 32;
const TOKEN_BYTES = 24;

/** The keys of an environment; undefined if it has none. Throws ENVIRONMENT_INVALID for a short one, SECRET_UNAVAILABLE. */
export async function readMigrateKeys(environment: LoadedEnvironment): Promise<MigrateKeys | undefined> {
  const reference = environment.config.migrate?.key;
  if (reference === undefined) return undefined;
  const secret = await environment.secret(reference);
  if (secret.length < SHORTEST) {
    throw new AetherError('ENVIRONMENT_INVALID', `migrate.key has fewer than ${SHORTEST} characters`, {
      hint: 'make one with "openssl rand -base64 32"',
    });
  }
  return createMigrateKeys(secret);
}

/** From one secret, whatever its form. */
export function createMigrateKeys(secret: string): MigrateKeys {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `aether migrate ${use}`, 32));
  const [tokenKey, digestKey] = [derive('token'), derive('digest')];
  return {
    token: (domain, text) =>
      createHmac('sha256', tokenKey)
        .update(`${domain}\0${text}`)
        .digest()
        .subarray(0, TOKEN_BYTES)
        .toString('base64url'),
    digest: (text) => createHmac('sha256', digestKey).update(text).digest('hex'),
    id: derive('id').toString('hex').slice(0, 16),
  };
}
