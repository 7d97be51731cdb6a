import { createPrivateKey, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { AetherError } from '../../core/errors.ts';
import { certificateFingerprint } from './certificate-fingerprint.ts';

/** An authority as its files say it. */
export interface CertificateAuthority {
  readonly certificatePem: string;
  /** SHA-256 of the certificate, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string;
  /** undefined if the key of the certificate is missing: signed certificates stay valid, and no further one is signed. */
  readonly keyPem: string | undefined;
}

export interface LeafOrder {
  /** Common name, for people; clients check the alternative names alone. */
  readonly name: string;
  /** Host names and IP addresses that clients reach the server by. */
  readonly addresses: readonly string[];
  readonly days: number;
  readonly now: Date;
}

export interface IssuedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const P256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** A host whose clock is a little slow must not refuse a certificate of today. */
const BACKDATE_MS = 3_600_000;

/** A new authority that can sign servers and nothing below; its key encrypted if there is a passphrase. */
export async function makeAuthority(
  name: string,
  { days, now, passphrase }: { readonly days: number; readonly now: Date; readonly passphrase?: string },
): Promise<CertificateAuthority & { readonly keyPem: string }> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: serial(),
      name: `CN=${name}`,
      ...validity(now, days),
      signingAlgorithm: P256,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const certificatePem = `${certificate.toString('pem')}\n`;
  return {
    certificatePem,
    fingerprint: certificateFingerprint(certificatePem),
    keyPem: await privatePem(keys.privateKey, passphrase),
  };
}

/** A certificate for a server, good for both ends of a connection, with a key of its own. */
export async function issueLeaf(
  authority: CertificateAuthority,
  order: LeafOrder,
  passphrase?: string,
): Promise<IssuedCertificate> {
  const issuer = new x509.X509Certificate(authority.certificatePem);
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial(),
      subject: `CN=${order.name}`,
      issuer: issuer.subject,
      ...validity(order.now, order.days),
      signingAlgorithm: P256,
      publicKey: keys.publicKey,
      signingKey: await signingKey(authority, passphrase),
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([
          x509.ExtendedKeyUsage.serverAuth,
          x509.ExtendedKeyUsage.clientAuth,
        ]),
        new x509.SubjectAlternativeNameExtension(
          order.addresses.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
        await x509.AuthorityKeyIdentifierExtension.create(issuer, false, webcrypto),
      ],
    },
    webcrypto,
  );
  return { certificatePem: `${certificate.toString('pem')}\n`, keyPem: await privatePem(keys.privateKey) };
}

async function generateKeys() {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
}

async function signingKey({ keyPem }: CertificateAuthority, passphrase: string | undefined) {
  if (keyPem === undefined)
    throw new AetherError('BUG', 'a certificate was ordered of an authority without a key');
  const key = createPrivateKey({ key: keyPem, ...(passphrase === undefined ? {} : { passphrase }) });
  const der = key.export({ type: 'pkcs8', format: 'der' });
  return webcrypto.subtle.importKey('pkcs8', der, P256, false, ['sign']);
}

async function privatePem(key: webcrypto.CryptoKey, passphrase?: string): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', key));
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
    .export({ type: 'pkcs8', format: 'pem', ...encryption })
    .toString();
}

/** 127 random bits, positive. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0] ?? 0) & 0x7f;
  return bytes.toString('hex');
}

function validity(now: Date, days: number) {
  return {
    notBefore: new Date(now.getTime() - BACKDATE_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
  };
}
