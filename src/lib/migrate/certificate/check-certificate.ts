import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AetherError, systemErrorCode } from '../../core/errors.ts';
import type { Context } from '../../infra/context.ts';
import { type Certificate, certificateSchema, isIntact, publicKeyOf } from './certificate.ts';
import { signingKey } from './issue-certificate.ts';

export interface CheckedCertificate {
  readonly file: string;
  /** `valid`: signed by the key that is trusted. `unknown`: intact, and no key says who signed it. */
  readonly verdict: 'valid' | 'invalid' | 'unknown';
  readonly reason: string;
  /** null if the file does not have the form of a certificate. */
  readonly certificate: Certificate | null;
}

/**
 * Checks a certificate without any server: that nothing of it was changed since it was signed, and by whom. The key that
 * is trusted is that of a file in PEM, else that of the environment file. Throws INPUT_NOT_FOUND, INPUT_UNREADABLE.
 */
export async function checkCertificate(
  context: Pick<Context, 'cwd' | 'environment'>,
  file: string,
  publicKeyFile: string | undefined,
): Promise<CheckedCertificate> {
  const certificate = parseCertificate(await readText(resolve(context.cwd, file)));
  if (certificate === null)
    return { file, verdict: 'invalid', reason: 'it does not have the form of a certificate', certificate };
  if (!isIntact(certificate))
    return { file, verdict: 'invalid', reason: 'it was changed after it was signed', certificate };
  const trusted = await trustedKey(context, publicKeyFile);
  if (trusted === undefined)
    return {
      file,
      verdict: 'unknown',
      reason: 'it is intact; name the key that you trust with --public-key, or in the environment file',
      certificate,
    };
  return trusted === certificate.signature.public_key
    ? { file, verdict: 'valid', reason: 'it is intact, and signed by the key that is trusted', certificate }
    : {
        file,
        verdict: 'invalid',
        reason: 'it is signed by another key than the one that is trusted',
        certificate,
      };
}

function parseCertificate(text: string): Certificate | null {
  try {
    return certificateSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function trustedKey(
  context: Pick<Context, 'environment'>,
  publicKeyFile: string | undefined,
): Promise<string | undefined> {
  if (publicKeyFile === undefined) {
    const key = await signingKey(await context.environment());
    return key === undefined ? undefined : publicKeyOf(key);
  }
  const pem = await readText(publicKeyFile);
  try {
    return publicKeyOf(createPublicKey(pem));
  } catch (cause) {
    throw new AetherError('INPUT_UNREADABLE', `${publicKeyFile} is not a public key in PEM`, {
      hint: 'write it with "openssl pkey -in KEY -pubout"',
      cause,
    });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    const code = systemErrorCode(thrown);
    if (code === 'ENOENT')
      throw new AetherError('INPUT_NOT_FOUND', `${file}: no such file`, { cause: thrown });
    throw new AetherError('INPUT_UNREADABLE', `${file} cannot be read (${code ?? 'unknown reason'})`, {
      cause: thrown,
    });
  }
}
