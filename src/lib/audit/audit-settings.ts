import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AetherError, systemErrorCode } from '../core/errors.ts';
import { databasesOf, type Databases } from '../infra/config/databases.ts';
import { hostsWith } from '../infra/config/hosts-with.ts';
import type { LoadedEnvironment } from '../infra/config/load-environment.ts';
import type { Context } from '../infra/context.ts';
import type { MariadbConnection } from '../infra/mariadb/connection.ts';
import { hasAudit } from './chain/walk-chain.ts';

/** The section "audit" of an environment, with what belongs to it. */
export interface AuditSettings {
  readonly environment: string;
  readonly databases: Databases;
  /** The directory of the checkpoints, absolute. */
  readonly checkpoints: string;
  /** A key file holds the private key, or on a computer that only verifies the public one. */
  readonly key: KeyObject;
  /** The members of the cluster; undefined is the one server. */
  readonly members: readonly (string | undefined)[];
}

/** Throws AUDIT_OFF, AUDIT_KEY_INVALID. */
export async function readAuditSettings(context: Context): Promise<AuditSettings> {
  const loaded = await context.environment();
  const { config } = loaded;
  if (config.audit === undefined) throw auditOff();
  const members = hostsWith(config, ['galera']);
  return {
    environment: config.name,
    databases: databasesOf(config.mariadb.database),
    checkpoints: loaded.resolvePath(config.audit.checkpoints),
    key: await readKey(loaded, config.audit.signing_key),
    members: members.length === 0 ? [undefined] : members,
  };
}

/** Throws AUDIT_OFF if the server has no audit. */
export async function requireAudit(session: MariadbConnection, { data }: Databases): Promise<void> {
  if (await hasAudit(session, data)) return;
  throw new AetherError('AUDIT_OFF', `${session.endpoint.name} has no tables of the audit`, {
    hint: 'aether schema apply',
  });
}

export function auditOff(): AetherError {
  return new AetherError('AUDIT_OFF', 'the environment file has no section "audit"', {
    hint: 'add audit.signing_key and audit.checkpoints, then run: aether schema apply',
  });
}

async function readKey(loaded: LoadedEnvironment, file: string): Promise<KeyObject> {
  const path = loaded.resolvePath(file);
  const hint = `openssl genpkey -algorithm ed25519 -out ${path}`;
  try {
    const text = await readFile(path, 'utf8');
    const key = text.includes('PRIVATE KEY') ? createPrivateKey(text) : createPublicKey(text);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch (thrown) {
    const code = systemErrorCode(thrown);
    if (code === 'ENOENT')
      throw new AetherError('AUDIT_KEY_INVALID', `audit.signing_key: ${path} does not exist`, { hint });
    if (code === 'EACCES') throw thrown;
  }
  throw new AetherError('AUDIT_KEY_INVALID', `audit.signing_key: ${path} is not an Ed25519 key`, { hint });
}
