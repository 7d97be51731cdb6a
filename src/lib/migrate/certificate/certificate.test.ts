import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadedEnvironment } from '../../infra/config/load-environment.ts';
import {
  type Certificate,
  type CertificateBody,
  canonicalJson,
  isIntact,
  signCertificate,
} from './certificate.ts';
import { checkCertificate } from './check-certificate.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519');

const content: CertificateBody = {
  certificate: 'aether migrate',
  version: 1,
  issued_at: '2026-11-30T20:00:00.000Z',
  aether: '0.1.0',
  migration: 'r1',
  mapping: 'films',
  mapping_hash: '0123456789abcdef',
  source: {
    environment: 'test',
    host: 'db1',
    server: 'MariaDB 11.8.6',
    database: 'shop',
    position: 'binlog.000001:4711',
    gtid: '0-1-42',
  },
  target: {
    server: 'SecantusDB 0.5.3 (stand-in for MongoDB)',
    is_stand_in: true,
    replica_set: 'secantus',
    database: 'shop',
  },
  collections: [
    {
      collection: 'films',
      stored_as: 'films__staged_r1',
      documents: 2,
      rows: 2,
      frozen: 0,
      orphans: 0,
      tables: [{ table: 'film', path: '', rows: 2, digest: 'ab'.repeat(32) }],
    },
  ],
  not_covered: ['film.secret'],
  replaced: [],
  digest_key: '0011223344556677',
};
const signed = signCertificate(content, privateKey);

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-'));
  await writeFile(join(directory, 'trusted.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
  await writeFile(join(directory, 'other.pem'), other.publicKey.export({ type: 'spki', format: 'pem' }));
});
afterAll(() => rm(directory, { recursive: true }));

const without = { config: {} } as LoadedEnvironment;

async function check(certificate: unknown, key?: string) {
  const file = join(directory, 'certificate.json');
  await writeFile(file, typeof certificate === 'string' ? certificate : JSON.stringify(certificate, null, 3));
  const context = { cwd: directory, environment: async () => Promise.resolve(without) };
  return checkCertificate(context, file, key === undefined ? undefined : join(directory, key));
}

it('is valid however its file is laid out', async () => {
  const reversed = Object.fromEntries(Object.entries(signed).toReversed());
  expect(await check(reversed, 'trusted.pem')).toMatchObject({ verdict: 'valid' });
});

it.each<[string, (certificate: Certificate) => unknown]>([
  ['a count', (one) => ({ ...one, collections: [{ ...one.collections[0], documents: 3 }] })],
  [
    'a digest',
    (one) => ({
      ...one,
      collections: [
        { ...one.collections[0], tables: [{ table: 'film', path: '', rows: 2, digest: 'ac'.repeat(32) }] },
      ],
    }),
  ],
  ['the GTID', (one) => ({ ...one, source: { ...one.source, gtid: '0-1-43' } })],
  [
    'the server',
    (one) => ({ ...one, target: { ...one.target, server: 'MongoDB 8.0.4', is_stand_in: false } }),
  ],
  ['what is not covered', (one) => ({ ...one, not_covered: [] })],
  ['the mapping', (one) => ({ ...one, mapping_hash: '0123456789abcdee' })],
  ['the signature', (one) => ({ ...one, signature: { ...one.signature, value: 'AAAA' } })],
  [
    'the key in it',
    (one) => ({
      ...one,
      signature: {
        ...one.signature,
        public_key: signCertificate(content, other.privateKey).signature.public_key,
      },
    }),
  ],
])('is not valid if %s was changed', async (_, change) => {
  const checked = await check(change(signed), 'trusted.pem');
  expect(checked).toMatchObject({ verdict: 'invalid', reason: 'it was changed after it was signed' });
});

it('is not valid if somebody else has signed it', async () => {
  expect(await check(signCertificate(content, other.privateKey), 'trusted.pem')).toMatchObject({
    verdict: 'invalid',
    reason: 'it is signed by another key than the one that is trusted',
  });
});

it('is not known to be valid without a key that is trusted', async () => {
  expect(await check(signed)).toMatchObject({ verdict: 'unknown' });
});

it.each([
  ['text', 'no JSON'],
  ['more than a certificate', { ...signed, more: 1 }],
  ['another version', { ...signed, version: 2 }],
])('is not one if it is %s', async (_, certificate) => {
  expect(await check(certificate, 'trusted.pem')).toMatchObject({
    verdict: 'invalid',
    reason: 'it does not have the form of a certificate',
    certificate: null,
  });
});

it('is not taken for a key', async () => {
  await writeFile(join(directory, 'no.pem'), 'no key');
  await expect(check(signed, 'no.pem')).rejects.toMatchObject({ code: 'INPUT_UNREADABLE' });
  await expect(check(signed, 'missing.pem')).rejects.toMatchObject({ code: 'INPUT_NOT_FOUND' });
});

it('has one text for one content', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe(
    '{"a":true,"b":[1,{"c":"x","d":null}]}',
  );
  expect(isIntact(signed)).toBe(true);
});
