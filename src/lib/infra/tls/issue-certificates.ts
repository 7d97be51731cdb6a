import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgramOrThrow, type ProgramOptions } from '../process/run-program.ts';

export interface Authority {
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface CertificateOrder {
  /** Common name, for people; clients check the alternative names alone. */
  readonly name: string;
  /** `DNS:localhost`, `IP:127.0.0.1`. */
  readonly alternativeNames: readonly string[];
  readonly days: number;
}

/** Runs the openssl command; it needs 3.0 or newer, which signs a request in one call. */
export interface OpensslOptions extends ProgramOptions {
  readonly openssl: string;
}

const P256_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** Makes `ca.pem` and `ca-key.pem` (0600) in the directory: an authority that can sign servers and nothing below. */
export async function createAuthority(
  directory: string,
  order: Pick<CertificateOrder, 'name' | 'days'>,
  options: OpensslOptions,
): Promise<Authority> {
  const authority = { certificateFile: join(directory, 'ca.pem'), keyFile: join(directory, 'ca-key.pem') };
  await issue(directory, authority, options, [
    ['-subj', `/CN=${order.name}`, '-days', String(order.days)],
    extension('basicConstraints', 'critical,CA:TRUE,pathlen:0'),
    extension('keyUsage', 'critical,keyCertSign,cRLSign'),
  ]);
  return authority;
}

/** Makes `<base>.pem` and `<base>-key.pem` (0600), signed by the authority, good for both ends of a connection. */
export async function issueCertificate(
  directory: string,
  base: string,
  order: CertificateOrder & { readonly authority: Authority },
  options: OpensslOptions,
): Promise<void> {
  const files = {
    certificateFile: join(directory, `${base}.pem`),
    keyFile: join(directory, `${base}-key.pem`),
  };
  await issue(directory, files, options, [
    ['-CA', order.authority.certificateFile, '-CAkey', order.authority.keyFile],
    ['-subj', `/CN=${order.name}`, '-days', String(order.days)],
    extension('basicConstraints', 'critical,CA:FALSE'),
    extension('keyUsage', 'critical,digitalSignature'),
    extension('extendedKeyUsage', 'serverAuth,clientAuth'),
    extension('subjectAltName', order.alternativeNames.join(',')),
  ]);
}

/** Key and certificate get their names only once both are whole; the key first, so that a pair is never half new. */
async function issue(
  directory: string,
  files: Authority,
  options: OpensslOptions,
  args: readonly (readonly string[])[],
): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const key = `${files.keyFile}.new`;
  const certificate = `${files.certificateFile}.new`;
  try {
    // openssl makes the key file 0600 by itself.
    const call = ['req', '-x509', ...P256_KEY, '-keyout', key, '-out', certificate, ...args.flat()];
    await runProgramOrThrow(options.openssl, call, options);
    await rename(key, files.keyFile);
    await rename(certificate, files.certificateFile);
  } finally {
    await rm(key, { force: true });
    await rm(certificate, { force: true });
  }
}

function extension(name: string, value: string): string[] {
  return ['-addext', `${name}=${value}`];
}
