import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import { writeFileAtomic } from '../../infra/state/write-file-atomic.ts';
import type { CertificateAuthority } from '../../infra/tls/certificate-authority.ts';
import { certificateFingerprint } from '../../infra/tls/certificate-fingerprint.ts';

export interface AuthorityState {
  /** undefined if there is none, and none was ever pinned. */
  readonly authority: CertificateAuthority | undefined;
  readonly isPinned: boolean;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const AUTHORITY_DAYS = 3650;

/**
 * What there is of the certificate authority. Throws PROVISION_REFUSED if the pinned one is missing or another one is in its
 * place: a second authority would cut the members off from one another.
 */
export async function readAuthority(environment: LoadedEnvironment): Promise<AuthorityState> {
  const files = filesOf(environment);
  const { fingerprint } = environment.config.authority;
  const certificatePem = await readIfThere(files.certificateFile);
  if (certificatePem === undefined) {
    if (fingerprint !== undefined) throw lostAuthority(files.certificateFile, fingerprint);
    return { ...files, authority: undefined, isPinned: false };
  }
  const seen = certificateFingerprint(certificatePem);
  if (fingerprint !== undefined && fingerprint !== seen)
    throw otherAuthority(files.certificateFile, seen, fingerprint);
  const keyPem = await readKey(environment, files.keyFile, certificatePem);
  return {
    ...files,
    authority: { certificatePem, fingerprint: seen, keyPem },
    isPinned: await isPinned(environment, seen),
  };
}

/** Makes the authority of an environment that never had one: the key first, so that no certificate is without one. */
export async function createAuthority(environment: LoadedEnvironment, now: Date): Promise<void> {
  const { certificateFile, keyFile } = filesOf(environment);
  const { passphrase } = environment.config.authority;
  // What signs is not loaded by a run that signs nothing.
  const { makeAuthority } = await import('../../infra/tls/certificate-authority.ts');
  const authority = await makeAuthority(`aether ${environment.config.name} CA`, {
    days: AUTHORITY_DAYS,
    now,
    ...(passphrase === undefined ? {} : { passphrase: await environment.secret(passphrase) }),
  });
  await mkdir(dirname(keyFile), { recursive: true, mode: 0o700 });
  await mkdir(dirname(certificateFile), { recursive: true, mode: 0o700 });
  await writeFileAtomic(keyFile, authority.keyPem, 0o600);
  await writeFileAtomic(certificateFile, authority.certificatePem, 0o644);
}

/** Asked of the files, since this run may have written it after it loaded them. */
async function isPinned(environment: LoadedEnvironment, fingerprint: string): Promise<boolean> {
  const texts = await Promise.all(environment.files.map(readIfThere));
  return texts.some((text) => text?.includes(fingerprint) === true);
}

function filesOf(environment: LoadedEnvironment) {
  const { ca } = environment.config.mariadb.tls;
  if (ca === undefined) {
    throw new AetherError(
      'PROVISION_IMPOSSIBLE',
      'mariadb.tls.ca is missing: servers are given TLS from the first start',
      {
        hint: 'add tls: { mode: verify, ca: tls/ca.pem } to the section mariadb; the file is made',
      },
    );
  }
  return {
    certificateFile: environment.resolvePath(ca),
    keyFile: environment.resolvePath(environment.config.authority.key),
  };
}

/** undefined if the key is missing or of another authority: then nothing new is signed. */
async function readKey(
  environment: LoadedEnvironment,
  file: string,
  certificatePem: string,
): Promise<string | undefined> {
  const keyPem = await readIfThere(file);
  if (keyPem === undefined) return undefined;
  const { passphrase } = environment.config.authority;
  const secret = passphrase === undefined ? {} : { passphrase: await environment.secret(passphrase) };
  try {
    const key = createPrivateKey({ key: keyPem, ...secret });
    return new X509Certificate(certificatePem).checkPrivateKey(key) ? keyPem : undefined;
  } catch {
    return undefined;
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    if (systemErrorCode(thrown) === 'ENOENT') return undefined;
    throw thrown;
  }
}

function lostAuthority(file: string, fingerprint: string): AetherError {
  return new AetherError(
    'PROVISION_REFUSED',
    `${file}: the certificate authority ${fingerprint} is not there`,
    {
      hint: 'bring the file back from your backup; a second authority is never made',
    },
  );
}

function otherAuthority(file: string, seen: string, pinned: string): AetherError {
  return new AetherError('PROVISION_REFUSED', `${file} is another authority than the pinned one`, {
    hint: 'bring back the pinned one; the members of a cluster would refuse certificates of another',
    details: { seen, pinned },
  });
}
