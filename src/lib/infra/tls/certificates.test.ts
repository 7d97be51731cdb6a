import { X509Certificate } from 'node:crypto';
import { copyFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateProblem } from './check-certificate.ts';
import { createAuthority, issueCertificate, type Authority } from './issue-certificates.ts';

const options = { openssl: 'openssl', variables: process.env };
const names = ['DNS:localhost', 'IP:127.0.0.1', 'IP:::1'];
let directory: string;
let authority: Authority;
let pair: Authority;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'aether-'));
  authority = await createAuthority(directory, { name: 'test CA', days: 100 }, options);
  await issueCertificate(
    directory,
    'server',
    { name: 'db1', alternativeNames: names, days: 50, authority },
    options,
  );
  pair = { certificateFile: join(directory, 'server.pem'), keyFile: join(directory, 'server-key.pem') };
});
afterAll(() => rm(directory, { recursive: true }));

const check = (files: Authority, spareDays = 30, now = new Date()) =>
  certificateProblem(files, authority.certificateFile, { now, spareDays });

describe('certificates', () => {
  it('are signed by the authority for the names that were ordered, with keys that only the owner can read', async () => {
    const certificate = new X509Certificate(await readFile(pair.certificateFile));
    expect(certificate.subjectAltName).toBe(
      'DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
    );
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(certificate.ca).toBe(false);
    expect(certificate.verify(new X509Certificate(await readFile(authority.certificateFile)).publicKey)).toBe(
      true,
    );
    for (const key of [pair.keyFile, authority.keyFile]) expect((await stat(key)).mode & 0o777).toBe(0o600);
    expect((await readdir(directory)).toSorted()).toEqual([
      'ca-key.pem',
      'ca.pem',
      'server-key.pem',
      'server.pem',
    ]);
  });

  it('are found fit, or not, and why', async () => {
    expect(await check(pair)).toBeUndefined();
    expect(await check(pair, 60)).toMatch(/^expires in (49|50) days$/);
    expect(await check({ ...pair, keyFile: authority.keyFile })).toBe(
      'key and certificate do not belong together',
    );
    expect(await check({ ...pair, keyFile: join(directory, 'none') })).toBe('missing or unreadable');
  });

  it('of another authority are found out', async () => {
    const other = await mkdtemp(join(tmpdir(), 'aether-'));
    const stranger = await createAuthority(other, { name: 'other CA', days: 100 }, options);
    await issueCertificate(
      other,
      'server',
      { name: 'db1', alternativeNames: names, days: 50, authority: stranger },
      options,
    );
    await copyFile(authority.certificateFile, join(other, 'ca.pem'));
    const files = { certificateFile: join(other, 'server.pem'), keyFile: join(other, 'server-key.pem') };
    expect(await check(files)).toBe('not signed by the authority');
    await rm(other, { recursive: true });
  });
});
