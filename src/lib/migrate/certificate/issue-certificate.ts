import { mkdir } from 'node:fs/promises';
import type { KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import { ownVersion } from '../../infra/cli/own-version.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { MigrateContext, Migration } from '../open-migration.ts';
import type { VerifyReport } from '../verify/verify-report.ts';
import { type CertificateBody, publicKeyOf, readSigningKey, signCertificate } from './certificate.ts';

/** What a verification without differences ends in; or why there is no certificate. */
export type Issued =
  { readonly file: string; readonly public_key: string } | { readonly file: null; readonly reason: string };

/** Writes a signed certificate into the state directory. Throws ENVIRONMENT_INVALID for a key that cannot sign. */
export async function issueCertificate(
  context: MigrateContext,
  migration: Migration,
  report: VerifyReport,
): Promise<Issued> {
  if (report.differences.length > 0) return { file: null, reason: 'documents and tables differ' };
  const environment = await context.environment();
  const missing = [
    ...(migration.keys === undefined ? ['migrate.key'] : []),
    ...(environment.config.migrate?.signing_key === undefined ? ['migrate.signing_key'] : []),
  ];
  if (migration.keys === undefined || missing.length > 0)
    return { file: null, reason: `the environment file has no ${missing.join(' and no ')}` };
  const key = await signingKey(environment);
  if (key === undefined) return { file: null, reason: 'the environment file has no migrate.signing_key' };
  const content = contentOf(context, environment, migration, report);
  const directory = join(context.stateDir, 'certificates');
  const stamp = content.issued_at.slice(0, 19).replaceAll(/[-:]/g, '');
  const file = join(directory, `${migration.name}-${report.run}-${stamp}Z.json`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFileAtomic(file, `${JSON.stringify(signCertificate(content, key), null, 2)}\n`);
  } catch (thrown) {
    const why = systemErrorCode(thrown) ?? 'unknown reason';
    throw new AetherError('FILE_UNWRITABLE', `the certificate ${file} cannot be written (${why})`, {
      cause: thrown,
    });
  }
  return { file, public_key: publicKeyOf(key) };
}

/** Of the environment; undefined if it has none. Throws ENVIRONMENT_INVALID if it is not a private Ed25519 key. */
export async function signingKey(environment: LoadedEnvironment): Promise<KeyObject | undefined> {
  const reference = environment.config.migrate?.signing_key;
  if (reference === undefined) return undefined;
  const pem = await environment.secret(reference);
  try {
    return readSigningKey(pem);
  } catch {
    // The error of node:crypto could quote what it read.
    throw new AetherError(
      'ENVIRONMENT_INVALID',
      `migrate.signing_key (${reference}) is not a private Ed25519 key in PEM`,
      {
        hint: 'make one with "openssl genpkey -algorithm ed25519"',
      },
    );
  }
}

function contentOf(
  { clock }: MigrateContext,
  { config }: LoadedEnvironment,
  { name, hash, databases, keys, source }: Migration,
  report: VerifyReport,
): CertificateBody {
  return {
    certificate: 'aether migrate',
    version: 1,
    issued_at: clock.now().toISOString(),
    aether: ownVersion(),
    migration: report.run,
    mapping: name,
    mapping_hash: hash,
    source: {
      environment: config.name,
      host: source.endpoint.name,
      server: report.source_server,
      database: databases.data,
      position: report.position,
      gtid: report.gtid,
    },
    target: report.target,
    collections: report.collections.map((one) => ({
      collection: one.collection,
      stored_as: one.stored_as,
      documents: one.documents,
      rows: one.rows,
      frozen: one.frozen,
      orphans: one.orphans,
      tables: one.tables.map(({ table, path, rows, digest }) => ({
        table,
        path,
        rows,
        digest: digest ?? '',
      })),
    })),
    not_covered: [...report.not_covered],
    replaced: [...report.replaced],
    digest_key: keys?.id ?? '',
  };
}
