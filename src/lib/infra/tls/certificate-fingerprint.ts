import { X509Certificate } from 'node:crypto';

/** SHA-256 of a certificate, as `openssl x509 -fingerprint -sha256` prints it. Throws for what is not a certificate. */
export function certificateFingerprint(certificatePem: string): string {
  return new X509Certificate(certificatePem).fingerprint256;
}
