import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

const body = z.strictObject({
  certificate: z.literal('aether migrate'),
  version: z.literal(1),
  issued_at: z.iso.datetime(),
  aether: z.string(),
  migration: z.string(),
  mapping: z.string(),
  mapping_hash: z.string(),
  source: z.strictObject({
    environment: z.string(),
    host: z.string(),
    server: z.string(),
    database: z.string(),
    position: z.string().nullable(),
    gtid: z.string().nullable(),
  }),
  target: z.strictObject({
    server: z.string(),
    is_stand_in: z.boolean(),
    replica_set: z.string().nullable(),
    database: z.string(),
  }),
  collections: z.array(
    z.strictObject({
      collection: z.string(),
      stored_as: z.string(),
      documents: z.number(),
      rows: z.number(),
      frozen: z.number(),
      orphans: z.number(),
      tables: z.array(
        z.strictObject({ table: z.string(), path: z.string(), rows: z.number(), digest: z.string() }),
      ),
    }),
  ),
  not_covered: z.array(z.string()),
  replaced: z.array(z.string()),
  /** Tells which `migrate.key` made the digests. */
  digest_key: z.string(),
});

const signature = z.strictObject({
  algorithm: z.literal('Ed25519'),
  /** SPKI in base64. */
  public_key: z.string(),
  value: z.string(),
});

export const certificateSchema = body.extend({ signature });

/** What was proven, of which servers, and at which moment of the source. */
export type CertificateBody = z.output<typeof body>;
export type Certificate = z.output<typeof certificateSchema>;

/** One text for one content, however a file is laid out: keys in order of their characters, no blanks. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((element) => canonicalJson(element)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([left], [right]) => (left < right ? -1 : 1));
  return `{${fields.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`;
}

/** Throws what node:crypto throws if the text is not a private Ed25519 key in PEM. */
export function readSigningKey(pem: string): KeyObject {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('is not an Ed25519 key');
  return key;
}

export function signCertificate(content: CertificateBody, key: KeyObject): Certificate {
  const value = sign(null, Buffer.from(canonicalJson(content)), key).toString('base64');
  return { ...content, signature: { algorithm: 'Ed25519', public_key: publicKeyOf(key), value } };
}

/** SPKI in base64, of a private or a public key. */
export function publicKeyOf(key: KeyObject): string {
  const of = key.type === 'private' ? createPublicKey(key) : key;
  return of.export({ type: 'spki', format: 'der' }).toString('base64');
}

/** Whether the content is what was signed with the key that the certificate names. */
export function isIntact({ signature: { public_key: publicKey, value }, ...content }: Certificate): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), type: 'spki', format: 'der' });
    return verify(null, Buffer.from(canonicalJson(content)), key, Buffer.from(value, 'base64'));
  } catch {
    // Bytes that are not a key have signed nothing.
    return false;
  }
}
