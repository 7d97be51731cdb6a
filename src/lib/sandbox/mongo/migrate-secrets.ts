import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { newPassword } from '../../core/ids.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { SandboxLayout } from '../layout.ts';

/** The file of each field of the section `migrate` of the environment file. */
export const MIGRATE_SECRETS = { key: 'migrate_key', signing_key: 'migrate_signing_key' } as const;

/** Generates the keys of `aether migrate` that are missing, in files that only the user can read. */
export async function createMigrateSecrets({ secretsDir }: SandboxLayout): Promise<void> {
  await mkdir(secretsDir, { recursive: true, mode: 0o700 });
  const make: Readonly<Record<keyof typeof MIGRATE_SECRETS, () => string>> = {
    key: () => newPassword(),
    signing_key: () =>
      generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString().trim(),
  };
  for (const [field, name] of Object.entries(MIGRATE_SECRETS)) {
    const file = join(secretsDir, name);
    if (!existsSync(file)) await writeFileAtomic(file, `${make[field as 'key']()}\n`, 0o600);
  }
}
