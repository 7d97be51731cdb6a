import { formatNumberOf } from '../../core/units.ts';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Authority } from './issue-certificates.ts';

/** What is wrong with a server's certificate, or undefined where it can be used for `spareDays` more. */
export async function certificateProblem(
  pair: Authority,
  authorityFile: string,
  when: { readonly now: Date; readonly spareDays: number },
): Promise<string | undefined> {
  let certificate: X509Certificate;
  let authority: X509Certificate;
  let key: ReturnType<typeof createPrivateKey>;
  try {
    certificate = new X509Certificate(await readFile(pair.certificateFile));
    authority = new X509Certificate(await readFile(authorityFile));
    key = createPrivateKey(await readFile(pair.keyFile));
  } catch {
    return 'missing or unreadable';
  }
  if (!certificate.checkPrivateKey(key)) return 'key and certificate do not belong together';
  if (!certificate.verify(authority.publicKey)) return 'not signed by the authority';
  const expiry = Math.min(Date.parse(certificate.validTo), Date.parse(authority.validTo));
  const days = Math.floor((expiry - when.now.getTime()) / 86_400_000);
  return days < when.spareDays ? `expires in ${formatNumberOf(days, 'day')}` : undefined;
}
